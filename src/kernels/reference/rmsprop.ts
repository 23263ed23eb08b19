import type { Kernels } from '../kernels.ts';

const fround = Math.fround;

/** RMSprop in float32; with `v` it has momentum, with `mean` it is centered. */
export const rmspropFloat32: Kernels['rmsprop'] = (
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
  momentum = 0,
  v,
  vOffset = 0,
  mean,
  meanOffset = 0,
) => {
  const eta = fround(learningRate);
  const keep = fround(rho);
  const rest = fround(1 - rho);
  const eps = fround(epsilon);
  const mu = fround(momentum);
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    let si = fround(fround(keep * s[sOffset + i]!) + fround(rest * fround(gi * gi)));
    s[sOffset + i] = si;
    if (mean !== undefined) {
      const mi = fround(fround(keep * mean[meanOffset + i]!) + fround(rest * gi));
      mean[meanOffset + i] = mi;
      si = fround(si - fround(mi * mi));
    }
    let step = fround(fround(eta * gi) / fround(Math.sqrt(fround(si + eps))));
    if (v !== undefined) {
      step = fround(fround(mu * v[vOffset + i]!) + step);
      v[vOffset + i] = step;
    }
    w[wOffset + i]! -= step;
  }
};

/** RMSprop in float64; with `v` it has momentum, with `mean` it is centered. */
export const rmspropFloat64: Kernels['rmsprop'] = (
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
  momentum = 0,
  v,
  vOffset = 0,
  mean,
  meanOffset = 0,
) => {
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    let si = rho * s[sOffset + i]! + (1 - rho) * (gi * gi);
    s[sOffset + i] = si;
    if (mean !== undefined) {
      const mi = rho * mean[meanOffset + i]! + (1 - rho) * gi;
      mean[meanOffset + i] = mi;
      si -= mi * mi;
    }
    let step = (eta * gi) / Math.sqrt(si + epsilon);
    if (v !== undefined) {
      step = momentum * v[vOffset + i]! + step;
      v[vOffset + i] = step;
    }
    w[wOffset + i]! -= step;
  }
};
