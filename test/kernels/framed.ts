import { expect } from 'vitest';
import { type Dtype, type FloatArray, floats, type Random } from '../../src/tensor/index.ts';

/** The two precisions, each with the rounding that the tests apply after every operation. */
export const precisions: readonly { dtype: Dtype; round: (x: number) => number }[] = [
  { dtype: 'float32', round: Math.fround },
  { dtype: 'float64', round: (x) => x },
];

/** What stands where a kernel has no business. */
const CANARY = 13.5;

/** A matrix somewhere in an array, canaries before, after and between its rows. */
export interface Framed {
  readonly data: FloatArray;
  readonly offset: number;
  readonly stride: number;
  readonly at: (row: number, column: number) => number;
}

/** A matrix of numbers of either sign and several magnitudes, ±0 among them. */
export function framed(
  dtype: Dtype,
  random: Random,
  rows: number,
  columns: number,
  gap: number = random.integer(4),
): Framed {
  const offset = random.integer(4);
  const stride = columns + gap;
  const data = floats(dtype, offset + rows * stride + 2).fill(CANARY);
  const at = (row: number, column: number) => offset + row * stride + column;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) data[at(row, column)] = anyNumber(random);
  }
  return { data, offset, stride, at };
}

/** Elements in a row, canaries before and after. */
export function framedRow(dtype: Dtype, random: Random, length: number): Framed {
  return framed(dtype, random, 1, length, 0);
}

function anyNumber(random: Random): number {
  const sign = random.integer(2) === 0 ? 1 : -1;
  return random.integer(16) === 0
    ? sign * 0
    : sign * random.uniform() * 2 ** (random.integer(9) - 4);
}

/** These numbers in the given precision. */
export function floatsOf(dtype: Dtype, numbers: readonly number[]): FloatArray {
  return dtype === 'float32' ? Float32Array.from(numbers) : Float64Array.from(numbers);
}

/** Every element, canaries included, has the expected bits; all NaNs count as one. */
export function expectBits(actual: FloatArray, expected: FloatArray): void {
  const differences: string[] = [];
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      differences.push(`element ${i}: ${actual[i]}, expected ${expected[i]}`);
    }
  }
  expect(differences).toEqual([]);
}

/** The sum of a reduction: eight partial sums by index mod 8, added pairwise. */
export function partialSums(terms: readonly number[], round: (x: number) => number): number {
  let sums = new Array<number>(8).fill(0);
  for (const [j, term] of terms.entries()) sums[j % 8] = round(sums[j % 8]! + term);
  while (sums.length > 1) {
    sums = sums.filter((_, j) => j % 2 === 0).map((sum, j) => round(sum + sums[2 * j + 1]!));
  }
  return sums[0]!;
}
