import { afterEach, describe, expect, test, vi } from 'vitest';
import { kernelsFor, memoryFor, referenceKernels } from '../../src/kernels/index.ts';
import { instantiate } from '../../src/kernels/wasm/instance.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, framed } from './framed.ts';
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

  test('gives the reference in float64, and where it is asked for', () => {
    expect(kernelsFor('float64')).toBe(referenceKernels('float64'));
    expect(kernelsFor('float64', 'relaxed')).toBe(referenceKernels('float64'));
    expect(kernelsFor('float32', 'reference')).toBe(reference);
  });
});

describe('memoryFor', () => {
  test('gives every model a memory of its own, all of them with room beside each other', () => {
    const memories = Array.from({ length: 5 }, () => memoryFor('float32'));
    const arrays = memories.map((memory) => memory.floats(4));
    expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(5);
    for (const [i, array] of arrays.entries()) array.fill(i);
    for (const [i, array] of arrays.entries()) expect([...array]).toEqual([i, i, i, i]);
  });

  test('takes the arrays of another memory as those from elsewhere', () => {
    const [one, other] = [memoryFor('float32'), memoryFor('float32')];
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

  test('gives plain arrays with the reference in float64, and where it is asked for', () => {
    expect(memoryFor('float64').kernels).toBe(referenceKernels('float64'));
    expect(memoryFor('float64').floats(2)).toEqual(new Float64Array(2));
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
