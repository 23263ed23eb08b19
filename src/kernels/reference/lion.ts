import type { Kernels } from '../kernels.ts';

const fround = Math.fround;

/** Lion in float32. */
export const lionFloat32: Kernels['lion'] = (
  n,
  learningRate,
  beta1,
  beta2,
  w,
  wOffset,
  g,
  gOffset,
  m,
  mOffset,
) => {
  const eta = fround(learningRate);
  const keep1 = fround(beta1);
  const rest1 = fround(1 - beta1);
  const keep2 = fround(beta2);
  const rest2 = fround(1 - beta2);
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const mi = m[mOffset + i]!;
    const direction = Math.sign(fround(fround(keep1 * mi) + fround(rest1 * gi)));
    w[wOffset + i]! -= eta * direction; // which needs no rounding
    m[mOffset + i] = fround(fround(keep2 * mi) + fround(rest2 * gi));
  }
};

/** Lion in float64. */
export const lionFloat64: Kernels['lion'] = (
  n,
  eta,
  beta1,
  beta2,
  w,
  wOffset,
  g,
  gOffset,
  m,
  mOffset,
) => {
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const mi = m[mOffset + i]!;
    w[wOffset + i]! -= eta * Math.sign(beta1 * mi + (1 - beta1) * gi);
    m[mOffset + i] = beta2 * mi + (1 - beta2) * gi;
  }
};
