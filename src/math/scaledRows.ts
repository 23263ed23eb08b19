import type { Compute } from '../kernels/index.ts';
import type { FloatArray } from '../tensor/index.ts';

// Element by element in float64, rounded once by storing: the bits need no second set of kernels.

/** Every row of `out` `[M, N]` += scale ⊙ that of `a`; `scale` `[N]` stands at `scaleAt`. */
export function addScaledRows(
  M: number,
  N: number,
  scale: FloatArray,
  scaleAt: number,
  a: FloatArray,
  aAt: number,
  aStride: number,
  out: FloatArray,
  outAt: number,
  outStride: number,
): void {
  for (let m = 0; m < M; m++) {
    const from = aAt + m * aStride;
    const to = outAt + m * outStride;
    for (let j = 0; j < N; j++) out[to + j]! += scale[scaleAt + j]! * a[from + j]!;
  }
}

/** The gradient of `scale`: `gradient` `[N]`, at `gradientAt`, += the sum of the rows of a ⊙ d. */
export function addScaleGradient(
  M: number,
  N: number,
  a: FloatArray,
  aAt: number,
  aStride: number,
  d: FloatArray,
  dAt: number,
  dStride: number,
  gradient: FloatArray,
  gradientAt: number,
  compute: Compute,
): void {
  const sums = compute.doubles(N);
  for (let m = 0; m < M; m++) {
    const one = aAt + m * aStride;
    const other = dAt + m * dStride;
    for (let j = 0; j < N; j++) sums[j]! += a[one + j]! * d[other + j]!;
  }
  for (let j = 0; j < N; j++) gradient[gradientAt + j]! += sums[j]!;
}
