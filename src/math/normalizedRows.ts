import type { FloatArray } from '../tensor/index.ts';

// Sums along a row are in float64, j rising, and what is stored is rounded once: the bits need no
// second set of kernels.

/**
 * The rows of `n` `[M, N]` = (a − mean) / √(variance + ε), with mean and variance of each row of `a`;
 * `inverse[m]` = 1 / √(variance + ε). `n` may be `a`.
 */
export function normalizeRows(
  M: number,
  N: number,
  epsilon: number,
  a: FloatArray,
  aAt: number,
  n: FloatArray,
  nAt: number,
  inverse: Float64Array,
  inverseAt: number,
): void {
  for (let m = 0; m < M; m++) {
    const from = aAt + m * N;
    const to = nAt + m * N;
    let sum = 0;
    for (let j = 0; j < N; j++) sum += a[from + j]!;
    const mean = sum / N;
    let squares = 0;
    for (let j = 0; j < N; j++) squares += (a[from + j]! - mean) * (a[from + j]! - mean);
    const factor = 1 / Math.sqrt(squares / N + epsilon);
    for (let j = 0; j < N; j++) n[to + j] = (a[from + j]! - mean) * factor;
    inverse[inverseAt + m] = factor;
  }
}

/**
 * Undoes γ ⊙ n with n from `normalizeRows`: from `d` of γ ⊙ n to
 *
 *     da = inverse · (γ ⊙ d − mean(γ ⊙ d) − n · mean(γ ⊙ d ⊙ n))
 *
 * in each row. `da` may be `d`.
 */
export function normalizeRowsBackward(
  M: number,
  N: number,
  gamma: FloatArray,
  n: FloatArray,
  nAt: number,
  inverse: Float64Array,
  inverseAt: number,
  d: FloatArray,
  dAt: number,
  da: FloatArray,
  daAt: number,
): void {
  for (let m = 0; m < M; m++) {
    const from = nAt + m * N;
    const above = dAt + m * N;
    const below = daAt + m * N;
    let sum = 0;
    let along = 0;
    for (let j = 0; j < N; j++) {
      const dn = gamma[j]! * d[above + j]!;
      sum += dn;
      along += dn * n[from + j]!;
    }
    const factor = inverse[inverseAt + m]!;
    for (let j = 0; j < N; j++) {
      const dn = gamma[j]! * d[above + j]!;
      da[below + j] = factor * (dn - sum / N - n[from + j]! * (along / N));
    }
  }
}
