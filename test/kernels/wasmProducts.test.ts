import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { type Dtype, type Random, randomStream } from '../../src/tensor/index.ts';
import { expectBits, type Framed, framed } from './framed.ts';
import { placed, plainMemory, watchedMemory } from './memories.ts';

const products = ['matmul', 'matmulTransposedB', 'matmulTransposedA'] as const;
type Sizes = readonly [M: number, N: number, K: number];

const watched = { float32: watchedMemory(), float64: watchedMemory(undefined, 'float64') };
const kinds = (['float32', 'float64'] as const).flatMap((dtype) =>
  products.map((product) => ({ dtype, product })),
);
type Kind = (typeof kinds)[number];

/** Whether A, B and C stand in the memory of the kernels. */
type Places = readonly [a: boolean, b: boolean, c: boolean];

const inside: Places = [true, true, true];
const outside: Places = [false, false, false];
const mixes = [true, false].flatMap((a) =>
  [true, false].flatMap((b) =>
    [true, false].map((c) => ({
      places: [a, b, c] as const,
      where: [a, b, c].map((place) => (place ? 'in' : 'out')).join(', '),
    })),
  ),
);

/** Runs a product on both sets and compares all of C, with what stands around it. */
function expectSameBits(
  { dtype, product }: Kind,
  [M, N, K]: Sizes,
  places: Places,
  random: Random,
  fill: (matrix: Framed) => void = () => {},
): void {
  const { memory, holds } = watched[dtype];
  const [aRows, aColumns] = product === 'matmulTransposedA' ? [K, M] : [M, K];
  const [bRows, bColumns] = product === 'matmulTransposedB' ? [N, K] : [K, N];
  const a = framed(dtype, random, aRows, aColumns);
  const b = framed(dtype, random, bRows, bColumns);
  const c = framed(dtype, random, M, N);
  for (const matrix of [a, b, c]) fill(matrix);
  const [ours, theirs, sums] = places.map((inMemory, i) => {
    return placed(inMemory ? memory : plainMemory, [a, b, c][i]!.data);
  });
  for (const [i, array] of [ours!, theirs!, sums!].entries()) expect(holds(array)).toBe(places[i]);
  const sizes = [M, N, K] as const;
  const [left, right] = [[a.offset, a.stride] as const, [b.offset, b.stride] as const];
  referenceKernels(dtype)[product](
    ...sizes,
    a.data,
    ...left,
    b.data,
    ...right,
    c.data,
    c.offset,
    c.stride,
  );
  memory.kernels[product](...sizes, ours!, ...left, theirs!, ...right, sums!, c.offset, c.stride);
  expectBits(sums!, c.data);
  expectBits(ours!, a.data);
  expectBits(theirs!, b.data);
  for (const array of [ours!, theirs!, sums!]) memory.free(array);
}

describe.each(kinds)('$product in $dtype in WebAssembly', (kind) => {
  const { dtype, product } = kind;

  test('has the bits of the reference at odd sizes, and writes nothing else', () => {
    const sizes = [0, 1, 3, 5, 7, 8, 9, 17, 33, 64, 65];
    const random = randomStream('odd sizes', dtype, product);
    for (const M of sizes) {
      for (const N of sizes) {
        const all = [M, N, sizes[(M + N) % 11]!] as const;
        expectSameBits(kind, all, inside, random);
        expectSameBits(kind, all, outside, random);
      }
    }
  });

  test.each(mixes)('has the bits of the reference with A, B, C $where of its memory', (mix) => {
    const random = randomStream('mixes', dtype, product, mix.where);
    for (const sizes of [
      [9, 17, 21], // copied where one is outside
      [3, 130, 131], // rows long enough to be copied at once
      [5, 6, 7], // too small to be worth copying
      [1, 40, 30], // one row, which is not packed
    ] as const) {
      expectSameBits(kind, sizes, mix.places, random);
    }
  });

  // a block has a depth of 512, 256 rows and 1,024 columns; one row alone goes by 4,096 columns
  test.each<Sizes>([
    [2, 9, 511],
    [2, 9, 512],
    [2, 9, 513],
    [3, 13, 1050],
    [256, 3, 2],
    [257, 11, 3],
    [515, 5, 2],
    [3, 1024, 2],
    [3, 1025, 2],
    [2, 2057, 3],
    [5, 1031, 519],
    [259, 1030, 17],
    [261, 9, 515],
    [258, 1026, 514],
    [1, 4095, 5],
    [1, 4096, 4],
    [1, 4097, 6],
    [1, 8201, 3],
    [1, 13, 1030],
  ])('has the bits of the reference at the borders of a block: %i × %i, %i deep', (M, N, K) => {
    const random = randomStream('blocks', dtype, product);
    expectSameBits(kind, [M, N, K], inside, random);
    expectSameBits(kind, [M, N, K], outside, random);
  });

  test.each([
    { where: 'in', places: inside },
    { where: 'out', places: outside },
  ])(
    'has the bits of the reference for any bits, denormals, infinities, NaN, ±0, $where of its memory',
    ({ places }) => {
      const size = fc.integer({ min: 1, max: 24 });
      fc.assert(
        fc.property(size, size, size, fc.nat(), (M, N, K, seed) => {
          const random = randomStream(seed, dtype, product);
          const sort = random.integer(3);
          expectSameBits(kind, [M, N, K], places, random, ({ data }) => {
            for (let i = 0; i < data.length; i++) data[i] = extreme(random, sort, dtype);
          });
        }),
        { seed: 3, numRuns: 150 },
      );
    },
  );

  test('has the bits of the reference on both sides of the size that is worth copying', () => {
    const random = randomStream('threshold', dtype, product);
    for (const sizes of [
      [1, 1, 255],
      [15, 17, 1],
      [1, 256, 1],
      [4, 8, 8],
      [16, 17, 1],
    ] as const) {
      expectSameBits(kind, sizes, outside, random);
    }
  });
});

/** Of sort 0 any bits at all, of sort 1 finite and tiny or huge, of sort 2 tiny or nothing. */
function extreme(random: Random, sort: number, dtype: Dtype): number {
  const sign = random.integer(2) === 0 ? 1 : -1;
  if (sort === 0) {
    const bits = Uint32Array.of(random.integer(2 ** 32), random.integer(2 ** 32)).buffer;
    const any = dtype === 'float32' ? new Float32Array(bits) : new Float64Array(bits);
    return random.integer(8) === 0 ? sign / 0 : any[0]!;
  }
  const [tiny, huge, scale] = dtype === 'float32' ? [-149, 126, 1] : [-1074, 1022, 8];
  const exponent =
    sort === 1
      ? [tiny, -126 * scale, -75 * scale, -60, 0, 50, 64 * scale, huge]
      : [tiny, -140 * scale, -126 * scale, -80 * scale, -20];
  const power = 2 ** Math.max(tiny, exponent[random.integer(exponent.length)]!);
  return random.integer(6) === 0 ? sign * 0 : sign * (1 + random.uniform()) * power;
}
