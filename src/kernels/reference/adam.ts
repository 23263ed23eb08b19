import type { Kernels } from '../kernels.ts';

const fround = Math.fround;

/** Adam in float32; with `vMax` its AMSGrad form. */
export const adamFloat32: Kernels['adam'] = (
  n,
  alpha,
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
  vMax,
  vMaxOffset = 0,
) => {
  const rate = fround(alpha);
  const rest1 = fround(1 - beta1);
  const rest2 = fround(1 - beta2);
  const eps = fround(epsilon);
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const was = m[mOffset + i]!;
    const mi = fround(was + fround(rest1 * fround(gi - was)));
    m[mOffset + i] = mi;
    const vWas = v[vOffset + i]!;
    let vi = fround(vWas + fround(rest2 * fround(fround(gi * gi) - vWas)));
    v[vOffset + i] = vi;
    if (vMax !== undefined) {
      vi = Math.max(vMax[vMaxOffset + i]!, vi);
      vMax[vMaxOffset + i] = vi;
    }
    w[wOffset + i]! -= fround(fround(rate * mi) / fround(fround(Math.sqrt(vi)) + eps));
  }
};

/** Adam in float64; with `vMax` its AMSGrad form. */
export const adamFloat64: Kernels['adam'] = (
  n,
  alpha,
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
  vMax,
  vMaxOffset = 0,
) => {
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const was = m[mOffset + i]!;
    const mi = was + (1 - beta1) * (gi - was);
    m[mOffset + i] = mi;
    const vWas = v[vOffset + i]!;
    let vi = vWas + (1 - beta2) * (gi * gi - vWas);
    v[vOffset + i] = vi;
    if (vMax !== undefined) {
      vi = Math.max(vMax[vMaxOffset + i]!, vi);
      vMax[vMaxOffset + i] = vi;
    }
    w[wOffset + i]! -= (alpha * mi) / (Math.sqrt(vi) + epsilon);
  }
};
