import { afterEach, describe, expect, test, vi } from 'vitest';
import { kernelsFor, memoryFor, referenceKernels } from '../../src/kernels/index.ts';
import { instantiate } from '../../src/kernels/wasm/instance.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, framed } from './framed.ts';
import { watchedMemory } from './memories.ts';
import { Instance, Memory, Module } from './webAssembly.ts';

const reference = referenceKernels('float32');

function refuse(): never {
  throw new Error('refused');
}

describe('where WebAssembly does not run, the reference computes in plain arrays', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  test.each<[string, object | undefined]>([
    ['there is none', undefined],
    ['it lacks SIMD, or a page forbids it', { Memory, Module: refusing(), Instance }],
    ['no memory is to be had', { Memory: refusing(), Module, Instance }],
  ])('%s', async (_, stub) => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', stub);
    const here = await import('../../src/kernels/index.ts');
    for (const choice of ['auto', 'relaxed'] as const) {
      expect(here.kernelsFor('float32', choice)).toBe(here.referenceKernels('float32'));
      const memory = here.memoryFor('float32', choice);
      expect(memory.kernels).toBe(here.referenceKernels('float32'));
      expect(memory.floats(3).buffer.byteLength).toBe(12);
    }
  });
});

describe('a memory is as large as it may be', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test.each([
    { most: 2 ** 31, gives: 2 ** 30 },
    { most: 2 ** 29, gives: 2 ** 28 },
    { most: 2 ** 28 - 1, gives: 2 ** 26 },
  ])('$gives bytes where $most are allowed', ({ most, gives }) => {
    const tried: number[] = [];
    class Limited extends Memory {
      constructor(size: { readonly initial: number }) {
        const bytes = size.initial * 2 ** 16;
        tried.push(bytes);
        if (bytes > most) throw new RangeError('could not allocate memory');
        super(size);
      }
    }
    vi.stubGlobal('WebAssembly', { Memory: Limited, Module, Instance });
    expect(instantiate()?.memory.buffer.byteLength).toBe(gives);
    expect(tried).toEqual([2 ** 30, 2 ** 28, 2 ** 26].filter((bytes) => bytes >= gives));
  });
});

describe('kernelsFor', () => {
  test('gives other kernels than the reference in float32, the same ones each time', () => {
    expect(kernelsFor('float32')).not.toBe(reference);
    expect(kernelsFor('float32')).toBe(kernelsFor('float32'));
    expect(kernelsFor('float32').dtype).toBe('float32');
  });

  test('gives float64 ones, which are never relaxed', () => {
    expect(kernelsFor('float64').dtype).toBe('float64');
    expect(kernelsFor('float64')).not.toBe(referenceKernels('float64'));
    expect(kernelsFor('float64', 'relaxed')).toBe(kernelsFor('float64'));
  });

  test.each(['float32', 'float64'] as const)(
    'gives the reference in %s where it is asked for',
    (dtype) => {
      expect(kernelsFor(dtype, 'reference')).toBe(referenceKernels(dtype));
    },
  );
});

describe('memoryFor', () => {
  test('lets models share a memory, in which their arrays stand beside each other', () => {
    const memories = Array.from({ length: 5 }, () => memoryFor('float32'));
    const arrays = memories.map((memory) => memory.floats(4));
    expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(1);
    for (const [i, array] of arrays.entries()) array.fill(i);
    for (const [i, array] of arrays.entries()) expect([...array]).toEqual([i, i, i, i]);
  });

  test('gives another memory where half of the first is taken, and goes on with it where none is to be had', async () => {
    vi.resetModules();
    let made = 0;
    class Limited extends Memory {
      constructor(size: { readonly initial: number }) {
        if (size.initial * 2 ** 16 > 2 ** 26 || made === 2) throw new RangeError('no more');
        made++;
        super(size);
      }
    }
    vi.stubGlobal('WebAssembly', { Memory: Limited, Module, Instance });
    const here = await import('../../src/kernels/index.ts');
    const first = here.memoryFor('float32');
    const most = first.floats(2 ** 23 + 1); // more than half of 2^26 bytes
    const second = here.memoryFor('float32');
    expect(second).not.toBe(first);
    const other = second.floats(2 ** 23 + 1);
    expect(other.buffer).not.toBe(most.buffer);
    expect(here.memoryFor('float32')).toBe(second);
    expect(made).toBe(2);
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  test('takes the arrays of another memory as those from elsewhere', () => {
    const [one, other] = [watchedMemory().memory, watchedMemory().memory];
    const random = randomStream('two memories');
    const [M, N, K] = [9, 10, 11];
    const [a, b] = [framed('float32', random, M, K, 0), framed('float32', random, K, N, 0)];
    const c = one.floats(M * N);
    const theirs = other.floats(b.data.length);
    theirs.set(b.data);
    one.kernels.matmul(M, N, K, a.data, a.offset, K, theirs, b.offset, N, c, 0, N);
    const expected = new Float32Array(M * N);
    reference.matmul(M, N, K, a.data, a.offset, K, b.data, b.offset, N, expected, 0, N);
    expectBits(c, expected);
  });

  test('gives numbers of the precision', () => {
    expect(memoryFor('float64').floats(2)).toEqual(new Float64Array(2));
    expect(memoryFor('float32').floats(2)).toEqual(new Float32Array(2));
  });

  test('gives plain arrays with the reference where it is asked for', () => {
    const plain = memoryFor('float32', 'reference');
    expect(plain.kernels).toBe(reference);
    const array = plain.floats(5);
    expect(array).toEqual(new Float32Array(5));
    expect(plain.part(array, 1, 3).byteOffset).toBe(4);
    expect(plain.part(array, 1, 3).length).toBe(2);
    expect(plain.doubles(2)).toEqual(new Float64Array(2));
    expect(plain.ids(2)).toEqual(new Int32Array(2));
    expect(plain.flags(2)).toEqual(new Uint8Array(2));
  });
});

function refusing(): new () => object {
  return class {
    readonly made = refuse();
  };
}
