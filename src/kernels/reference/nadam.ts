import type { Kernels } from '../kernels.ts';

const fround = Math.fround;

/** Nadam in float32. */
export const nadamFloat32: Kernels['nadam'] = (
  n,
  meanRate,
  gradientRate,
  beta1,
  beta2,
  epsilon,
  w,
  wOffset,
  g,
  gOffset,
  m,
  mOffset,
  v,
  vOffset,
) => {
  const a = fround(meanRate);
  const b = fround(gradientRate);
  const rest1 = fround(1 - beta1);
  const rest2 = fround(1 - beta2);
  const eps = fround(epsilon);
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const was = m[mOffset + i]!;
    const mi = fround(was + fround(rest1 * fround(gi - was)));
    m[mOffset + i] = mi;
    const vWas = v[vOffset + i]!;
    const vi = fround(vWas + fround(rest2 * fround(fround(gi * gi) - vWas)));
    v[vOffset + i] = vi;
    const push = fround(fround(a * mi) + fround(b * gi));
    w[wOffset + i]! -= fround(push / fround(fround(Math.sqrt(vi)) + eps));
  }
};

/** Nadam in float64. */
export const nadamFloat64: Kernels['nadam'] = (
  n,
  a,
  b,
  beta1,
  beta2,
  epsilon,
  w,
  wOffset,
  g,
  gOffset,
  m,
  mOffset,
  v,
  vOffset,
) => {
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const was = m[mOffset + i]!;
    const mi = was + (1 - beta1) * (gi - was);
    m[mOffset + i] = mi;
    const vWas = v[vOffset + i]!;
    const vi = vWas + (1 - beta2) * (gi * gi - vWas);
    v[vOffset + i] = vi;
    w[wOffset + i]! -= (a * mi + b * gi) / (Math.sqrt(vi) + epsilon);
  }
};
