import type { Kernels } from '../kernels.ts';

const fround = Math.fround;

/** w ← w − η g in float32. */
export const sgdFloat32: Kernels['sgd'] = (n, learningRate, w, wOffset, g, gOffset) => {
  const eta = fround(learningRate);
  for (let i = 0; i < n; i++) {
    w[wOffset + i]! -= fround(eta * g[gOffset + i]!);
  }
};

/** w ← w − η g in float64. */
export const sgdFloat64: Kernels['sgd'] = (n, eta, w, wOffset, g, gOffset) => {
  for (let i = 0; i < n; i++) w[wOffset + i]! -= eta * g[gOffset + i]!;
};

/** v ← μ v − η g; w ← w + v, or Nesterov's w ← w + (μ v − η g), in float32. */
export const sgdMomentumFloat32: Kernels['sgdMomentum'] = (
  n,
  learningRate,
  momentum,
  nesterov,
  w,
  wOffset,
  g,
  gOffset,
  v,
  vOffset,
) => {
  const eta = fround(learningRate);
  const mu = fround(momentum);
  for (let i = 0; i < n; i++) {
    const push = fround(eta * g[gOffset + i]!);
    const velocity = fround(fround(mu * v[vOffset + i]!) - push);
    v[vOffset + i] = velocity;
    w[wOffset + i]! += nesterov ? fround(fround(mu * velocity) - push) : velocity;
  }
};

/** v ← μ v − η g; w ← w + v, or Nesterov's w ← w + (μ v − η g), in float64. */
export const sgdMomentumFloat64: Kernels['sgdMomentum'] = (
  n,
  eta,
  mu,
  nesterov,
  w,
  wOffset,
  g,
  gOffset,
  v,
  vOffset,
) => {
  for (let i = 0; i < n; i++) {
    const push = eta * g[gOffset + i]!;
    const velocity = mu * v[vOffset + i]! - push;
    v[vOffset + i] = velocity;
    w[wOffset + i]! += nesterov ? mu * velocity - push : velocity;
  }
};
