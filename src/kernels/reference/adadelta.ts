import type { Kernels } from '../kernels.ts';

const fround = Math.fround;

/** Adadelta in float32: s are the mean squares of the gradients, d those of the steps. */
export const adadeltaFloat32: Kernels['adadelta'] = (
  n,
  learningRate,
  rho,
  epsilon,
  w,
  wOffset,
  g,
  gOffset,
  s,
  sOffset,
  d,
  dOffset,
) => {
  const eta = fround(learningRate);
  const keep = fround(rho);
  const rest = fround(1 - rho);
  const eps = fround(epsilon);
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const si = fround(fround(keep * s[sOffset + i]!) + fround(rest * fround(gi * gi)));
    s[sOffset + i] = si;
    const was = d[dOffset + i]!;
    const size = fround(Math.sqrt(fround(was + eps)));
    const step = fround(fround(size * gi) / fround(Math.sqrt(fround(si + eps))));
    d[dOffset + i] = fround(fround(keep * was) + fround(rest * fround(step * step)));
    w[wOffset + i]! -= fround(eta * step);
  }
};

/** Adadelta in float64: s are the mean squares of the gradients, d those of the steps. */
export const adadeltaFloat64: Kernels['adadelta'] = (
  n,
  eta,
  rho,
  epsilon,
  w,
  wOffset,
  g,
  gOffset,
  s,
  sOffset,
  d,
  dOffset,
) => {
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const si = rho * s[sOffset + i]! + (1 - rho) * (gi * gi);
    s[sOffset + i] = si;
    const was = d[dOffset + i]!;
    const step = (Math.sqrt(was + epsilon) * gi) / Math.sqrt(si + epsilon);
    d[dOffset + i] = rho * was + (1 - rho) * (step * step);
    w[wOffset + i]! -= eta * step;
  }
};
