import type { Kernels } from '../kernels.ts';

const fround = Math.fround;

/** s ← s + g²; w ← w − η g / √(s + ε), in float32. */
export const adagradFloat32: Kernels['adagrad'] = (
  n,
  learningRate,
  epsilon,
  w,
  wOffset,
  g,
  gOffset,
  s,
  sOffset,
) => {
  const eta = fround(learningRate);
  const eps = fround(epsilon);
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const si = fround(s[sOffset + i]! + fround(gi * gi));
    s[sOffset + i] = si;
    w[wOffset + i]! -= fround(fround(eta * gi) / fround(Math.sqrt(fround(si + eps))));
  }
};

/** s ← s + g²; w ← w − η g / √(s + ε), in float64. */
export const adagradFloat64: Kernels['adagrad'] = (
  n,
  eta,
  epsilon,
  w,
  wOffset,
  g,
  gOffset,
  s,
  sOffset,
) => {
  for (let i = 0; i < n; i++) {
    const gi = g[gOffset + i]!;
    const si = s[sOffset + i]! + gi * gi;
    s[sOffset + i] = si;
    w[wOffset + i]! -= (eta * gi) / Math.sqrt(si + epsilon);
  }
};
