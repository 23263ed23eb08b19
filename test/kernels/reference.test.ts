import { expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { precisions } from './framed.ts';

test.each(precisions)('referenceKernels says that it computes in $dtype', ({ dtype }) => {
  expect(referenceKernels(dtype).dtype).toBe(dtype);
});
