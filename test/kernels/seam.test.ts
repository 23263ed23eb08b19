import { describe, expect, test } from 'vitest';
import { type Kernels, type Memory, referenceKernels } from '../../src/kernels/index.ts';
import { type Data, randomStream } from '../../src/tensor/index.ts';
import { expectBits } from '../math/closeness.ts';
import { plainMemory, watchedMemory } from './memories.ts';
import { Operands } from './operands.ts';
import { SEAM_CASES, type SeamCase } from './seam.ts';

const { memory, holds, used } = watchedMemory();
const reference = referenceKernels('float32');

const SIZES = [
  [0, 5],
  [3, 0],
  [1, 1],
  [2, 7],
  [1, 33],
  [5, 8],
  [4, 19],
] as const;

/** One call on operands from a seed, in the memories that are named for them. */
function run(
  { call, name }: SeamCase,
  kernels: Kernels,
  memoryOf: (i: number) => Memory,
  [M, N]: (typeof SIZES)[number],
): { readonly arrays: readonly Data[]; readonly result: unknown } {
  const operands = new Operands(randomStream('seam', name, M, N), memoryOf);
  const result = call(kernels, operands, M, N);
  return { arrays: operands.arrays, result };
}

function expectSame(actual: ReturnType<typeof run>, expected: ReturnType<typeof run>): void {
  expect(actual.result).toBe(expected.result);
  for (const [i, array] of expected.arrays.entries()) {
    expectBits(actual.arrays[i], array, `array ${i}`);
  }
}

test('the table has every kernel of the seam', () => {
  const kernels = new Set<string>(SEAM_CASES.map(({ kernel }) => kernel));
  const others = Object.keys(reference).filter((name) => !kernels.has(name));
  const factors = ['factorRoom', 'matmulFactor', 'simpleRnnSteps', 'simpleRnnStepsBackward'];
  expect(others.sort()).toEqual(['dtype', 'matmulQuantized', ...factors].sort());
});

describe.each(SEAM_CASES)('$name', (one) => {
  test('has the bits of the reference in the memory of the kernels, and writes nothing else', () => {
    for (const sizes of SIZES) {
      const expected = run(one, reference, () => plainMemory, sizes);
      used();
      const actual = run(one, memory.kernels, () => memory, sizes);
      expect(used()).toEqual(one.runs === 'reference' ? [] : [one.runs]);
      expect(actual.arrays.every(holds)).toBe(true);
      expectSame(actual, expected);
      for (const array of actual.arrays) memory.free(array);
    }
  });

  test('has the bits of the reference with any one array, or all of them, from elsewhere', () => {
    for (const sizes of SIZES) {
      const expected = run(one, reference, () => plainMemory, sizes);
      for (const outside of [...expected.arrays.keys(), 'all']) {
        used();
        const memoryOf = (i: number) => (outside === 'all' || i === outside ? plainMemory : memory);
        const actual = run(one, memory.kernels, memoryOf, sizes);
        // products are copied where that is worth its time; the reference does all else
        if (one.runs !== 'product') expect(used()).toEqual([]);
        expectSame(actual, expected);
        for (const array of actual.arrays) memory.free(array);
      }
    }
  });
});
