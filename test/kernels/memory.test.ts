import { describe, expect, test } from 'vitest';
import { type Memory, referenceKernels } from '../../src/kernels/index.ts';
import { type Data, randomStream } from '../../src/tensor/index.ts';
import { collect } from './collect.ts';
import { expectBits, framed } from './framed.ts';
import { watchedMemory } from './memories.ts';

const SMALL = 2 ** 22;
const reference = referenceKernels('float32');

/** Numbers that leave no room for as many in a small memory. */
const MOST = Math.floor((0.4 * SMALL) / 4);

const KINDS = [
  {
    kind: 'floats',
    take: (memory: Memory, n: number): Data => memory.floats(n),
    Type: Float32Array,
  },
  {
    kind: 'doubles',
    take: (memory: Memory, n: number): Data => memory.doubles(n),
    Type: Float64Array,
  },
  { kind: 'ids', take: (memory: Memory, n: number): Data => memory.ids(n), Type: Int32Array },
  { kind: 'flags', take: (memory: Memory, n: number): Data => memory.flags(n), Type: Uint8Array },
];

/** Where an array begins, after the buffer it is of. */
function placeOf(array: Data): number {
  return array.byteOffset;
}

describe.each(KINDS)('$kind of a memory', ({ take, Type }) => {
  test('are zeros of their type, aligned, and no two share a byte', () => {
    const { memory, holds } = watchedMemory([SMALL]);
    const lengths = [1, 0, 17, 64, 3, 1000];
    const arrays = lengths.map((length) => take(memory, length));
    for (const [i, array] of arrays.entries()) {
      expect(array).toEqual(new Type(lengths[i]!));
      expect(holds(array)).toBe(true);
      expect(placeOf(array) % 64).toBe(0);
      array.fill(i + 1);
    }
    for (const [i, array] of arrays.entries()) expect(array.every((x) => x === i + 1)).toBe(true);
  });

  test('are zeros even where others have stood', () => {
    const { memory } = watchedMemory([SMALL]);
    const first = take(memory, 100).fill(7);
    const place = placeOf(first);
    memory.free(first);
    const second = take(memory, 60);
    expect(placeOf(second)).toBe(place);
    expect(second).toEqual(new Type(60));
    const third = take(memory, 1000); // partly where the first was, partly where nothing was
    expect(third).toEqual(new Type(1000));
  });

  test('are plain arrays where there is no room', () => {
    const { memory, holds } = watchedMemory([SMALL]);
    const large = take(memory, SMALL);
    expect(holds(large)).toBe(false);
    expect(large).toBeInstanceOf(Type);
    expect(large.length).toBe(SMALL);
    expect(large.every((x) => x === 0)).toBe(true);
    memory.free(large); // which changes nothing
    expect(holds(take(memory, 100))).toBe(true);
  });
});

describe('an array of a memory', () => {
  test('that is freed leaves its room at once, once', () => {
    const { memory, holds } = watchedMemory([SMALL]);
    const first = memory.floats(MOST);
    const beside = memory.floats(MOST);
    expect([first, beside].map(holds)).toEqual([true, false]);
    memory.free(first);
    const second = memory.floats(MOST);
    expect(placeOf(second)).toBe(placeOf(first));
    memory.free(first); // it is not the room of the first any more
    expect(holds(memory.floats(MOST))).toBe(false);
  });

  test('that is freed counts as one from elsewhere', () => {
    const { memory, used } = watchedMemory([SMALL]);
    const [x, y] = [memory.floats(4).fill(2), memory.floats(4).fill(3)];
    memory.free(x);
    used();
    memory.kernels.add(4, x, 0, y, 0);
    expect(used()).toEqual([]);
    expect([...y]).toEqual([5, 5, 5, 5]);
  });

  test('that nobody refers to is free after a collection', async () => {
    const { memory, holds } = watchedMemory([SMALL]);
    const takeAndForget = (): boolean => holds(memory.floats(MOST).fill(7));
    for (let round = 0; round < 5; round++) {
      expect(takeAndForget()).toBe(true);
      expect(takeAndForget()).toBe(false);
      await collect();
    }
  });

  test('that is freed is not freed again by a collection', async () => {
    const { memory, holds } = watchedMemory([SMALL]);
    memory.free(memory.floats(MOST));
    const second = memory.floats(MOST).fill(5);
    await collect();
    expect(holds(memory.floats(MOST))).toBe(false);
    expect(second.every((x) => x === 5)).toBe(true);
  });
});

describe('a part of an array', () => {
  test('is the same numbers, and stands in the memory too, as does a part of it', () => {
    const { memory, used } = watchedMemory([SMALL]);
    const whole = memory.floats(20);
    for (let i = 0; i < 20; i++) whole[i] = i;
    const part = memory.part(whole, 3, 15);
    const inner = memory.part(part, 2, 6);
    expect([...part]).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect([...inner]).toEqual([5, 6, 7, 8]);
    used();
    memory.kernels.add(4, inner, 0, part, 1);
    expect(used()).toEqual(['add']);
    expect([...whole.slice(3, 9)]).toEqual([3, 9, 11, 13, 15, 8]);
    const ids = memory.part(memory.ids(9).fill(4), 8, 9);
    expect([...ids]).toEqual([4]);
    memory.kernels.gatherRows(1, 1, whole, 0, ids, 0, whole, 0);
    expect(used()).toEqual(['gatherRows']);
    expect(whole[0]).toBe(9);
  });

  test('keeps the whole alive, and a part of a part does so, too', async () => {
    const { memory, holds } = watchedMemory([SMALL]);
    const whole = () => memory.floats(MOST >> 2).fill(7);
    const takeParts = () => [
      memory.part(whole(), 2, 9),
      memory.part(memory.part(whole(), 2, 90), 3, 10),
    ];
    const parts = takeParts();
    await collect();
    for (let round = 0; round < 20; round++) memory.floats(MOST >> 2).fill(round);
    for (const part of parts) {
      expect(holds(part)).toBe(true);
      expect([...part]).toEqual([7, 7, 7, 7, 7, 7, 7]);
    }
  });

  test('lets the whole go when it goes itself', async () => {
    const { memory, holds } = watchedMemory([SMALL]);
    const takeAndForget = (): boolean => holds(memory.part(memory.floats(MOST), 5, 8));
    for (let round = 0; round < 5; round++) {
      expect(takeAndForget()).toBe(true);
      expect(takeAndForget()).toBe(false);
      await collect();
    }
  });

  test('of an array from elsewhere is from elsewhere', () => {
    const { memory, holds, used } = watchedMemory([SMALL]);
    const part = memory.part(Float32Array.of(1, 2, 3, 4), 1, 3);
    expect([...part]).toEqual([2, 3]);
    expect(holds(part)).toBe(false);
    used();
    memory.kernels.scale(2, 2, part, 0);
    expect(used()).toEqual([]);
    expect([...part]).toEqual([4, 6]);
  });
});

describe('where a memory is full', () => {
  /** Runs a product that is worth copying, on arrays from elsewhere. */
  function multiply({ kernels }: Memory): void {
    const random = randomStream('full');
    const [M, N, K] = [12, 13, 14];
    const a = framed('float32', random, M, K);
    const b = framed('float32', random, K, N);
    const c = framed('float32', random, M, N);
    const expected = c.data.slice();
    const factors = [a.data, a.offset, a.stride, b.data, b.offset, b.stride] as const;
    reference.matmul(M, N, K, ...factors, expected, c.offset, c.stride);
    kernels.matmul(M, N, K, ...factors, c.data, c.offset, c.stride);
    expectBits(c.data, expected);
  }

  test('kernels take the plain arrays that it then gives', () => {
    const { memory, holds, used } = watchedMemory([SMALL]);
    const [x, y] = [memory.floats(MOST), memory.floats(MOST)];
    expect([x, y].map(holds)).toEqual([true, false]);
    for (let i = 0; i < 100; i++) x[i] = y[i] = i;
    used();
    memory.kernels.add(100, x, 0, y, 0);
    memory.kernels.add(100, y, 0, x, 0);
    expect(used()).toEqual([]);
    expect([y[99], x[99]]).toEqual([198, 297]);
  });

  test('products that find no room for copies are computed all the same', () => {
    const { memory, holds, used } = watchedMemory([SMALL]);
    used();
    multiply(memory);
    expect(used()).toEqual(['product']);
    const fill: Data[] = [];
    for (let array = memory.floats(16); holds(array); array = memory.floats(16)) fill.push(array);
    used();
    multiply(memory);
    expect(used()).toEqual([]);
    for (const array of fill) memory.free(array);
    multiply(memory);
    expect(used()).toEqual(['product']);
  });

  test('copies of a product leave nothing behind', () => {
    const { memory, holds } = watchedMemory([SMALL]);
    for (let round = 0; round < 1000; round++) multiply(memory);
    expect(holds(memory.floats(MOST))).toBe(true);
  });
});
