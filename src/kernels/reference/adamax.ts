import type { Kernels } from '../kernels.ts';

const fround = Math.fround;

/** Adamax in float32. */
export const adamaxFloat32: Kernels['adamax'] = (
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
  u,
  uOffset,
) => {
  const rate = fround(alpha);
  const rest1 = fround(1 - beta1);
  const keep2 = fround(beta2);
  const eps = fround(epsilon);
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const was = m[mOffset + i]!;
    const mi = fround(was + fround(rest1 * fround(gi - was)));
    m[mOffset + i] = mi;
    const ui = Math.max(fround(keep2 * u[uOffset + i]!), Math.abs(gi));
    u[uOffset + i] = ui;
    w[wOffset + i]! -= fround(fround(rate * mi) / fround(ui + eps));
  }
};

/** Adamax in float64. */
export const adamaxFloat64: Kernels['adamax'] = (
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
  u,
  uOffset,
) => {
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const was = m[mOffset + i]!;
    const mi = was + (1 - beta1) * (gi - was);
    m[mOffset + i] = mi;
    const ui = Math.max(beta2 * u[uOffset + i]!, Math.abs(gi));
    u[uOffset + i] = ui;
    w[wOffset + i]! -= (alpha * mi) / (ui + epsilon);
  }
};
