import type { FloatArray } from '../tensor/index.ts';
import type { Kernels } from './kernels.ts';

/**
 * Whether x is known to hold neither NaN nor infinity, from Σ x² in float64: one call of a kernel, where to ask
 * each number takes many times as long. False may also mean that a square was too large, so a caller then asks.
 */
export function allFinite(x: FloatArray, kernels: Kernels): boolean {
  return Number.isFinite(kernels.sumOfSquares(x.length, x, 0));
}
