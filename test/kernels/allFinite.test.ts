import { describe, expect, test } from 'vitest';
import { allFinite, memoryFor, referenceKernels } from '../../src/kernels/index.ts';
import { precisions } from './framed.ts';

const infinity = Number.POSITIVE_INFINITY;
const MOST_FLOAT32 = 2 ** 128 - 2 ** 104;

describe.each(precisions)('in $dtype', ({ dtype }) => {
  const memory = memoryFor(dtype);

  test.each([
    { x: [], finite: true },
    { x: [0, -0, 1e-40, -3], finite: true },
    { x: new Array<number>(1000).fill(-MOST_FLOAT32), finite: true },
    { x: [1, 2, 3, 4, 5, 6, 7, 8, 9, Number.NaN], finite: false },
    { x: [infinity, 1, 2, 3, 4], finite: false },
    { x: [1, 2, -infinity, 3, infinity], finite: false },
  ])(
    'of $x.length numbers such as $x.0 it knows that they are finite: $finite',
    ({ x, finite }) => {
      const data = memory.floats(x.length);
      data.set(x);
      expect(allFinite(data, memory.kernels)).toBe(finite);
      expect(allFinite(data, referenceKernels(dtype))).toBe(finite);
    },
  );
});

test('of float64 numbers whose squares are too large it does not know it', () => {
  expect(allFinite(Float64Array.of(1, 1e200), referenceKernels('float64'))).toBe(false);
});
