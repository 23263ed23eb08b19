import type { Kernels } from '../kernels.ts';
import { combineFloat64, PARTIAL_SUMS } from './partialSums.ts';

// Where one body serves both precisions, each element sees a single operation, and the store rounds it.

/** y += x. */
export const add: Kernels['add'] = (n, x, xOffset, y, yOffset) => {
  for (let i = 0; i < n; i++) y[yOffset + i]! += x[xOffset + i]!;
};

/** out = a ⊙ b. */
export const multiply: Kernels['multiply'] = (n, a, aOffset, b, bOffset, out, outOffset) => {
  for (let i = 0; i < n; i++) out[outOffset + i] = a[aOffset + i]! * b[bOffset + i]!;
};

/** x = factor · x in float64. */
export const scaleFloat64: Kernels['scale'] = (n, factor, x, xOffset) => {
  for (let i = 0; i < n; i++) x[xOffset + i]! *= factor;
};

/** x = factor · x in float32. */
export const scaleFloat32: Kernels['scale'] = (n, factor, x, xOffset) => {
  scaleFloat64(n, Math.fround(factor), x, xOffset);
};

/** x = min(max(x, −limit), limit); the store rounds the limit as well. */
export const clamp: Kernels['clamp'] = (n, limit, x, xOffset) => {
  for (let i = 0; i < n; i++) {
    x[xOffset + i] = Math.min(Math.max(x[xOffset + i]!, -limit), limit);
  }
};

/** a ← a + (1 − μ)(x − a) in float32. */
export const moveAverageFloat32: Kernels['moveAverage'] = (n, momentum, x, xOffset, a, aOffset) => {
  const rest = Math.fround(1 - momentum);
  for (let i = 0; i < n; i++) {
    const ai = a[aOffset + i]!;
    a[aOffset + i] = ai + Math.fround(rest * Math.fround(x[xOffset + i]! - ai));
  }
};

/** a ← a + (1 − μ)(x − a) in float64. */
export const moveAverageFloat64: Kernels['moveAverage'] = (n, momentum, x, xOffset, a, aOffset) => {
  for (let i = 0; i < n; i++)
    a[aOffset + i]! += (1 - momentum) * (x[xOffset + i]! - a[aOffset + i]!);
};

const sums = new Float64Array(PARTIAL_SUMS);

/** Σ x², in float64 whatever the precision of x. */
export const sumOfSquares: Kernels['sumOfSquares'] = (n, x, xOffset) => {
  sums.fill(0);
  for (let i = 0; i < n; i++) {
    const value = x[xOffset + i]!;
    sums[i & 7]! += value * value;
  }
  return combineFloat64(sums);
};
