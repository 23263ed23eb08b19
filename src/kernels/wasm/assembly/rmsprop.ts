import { load4, store4 } from './lanes';

/**
 * s ← ρ s + (1 − ρ) g²; δ = η g / √(s + ε); w ← w − δ. With v, momentum: v ← μ v + δ; w ← w − v. With
 * mean, centered: r ← ρ r + (1 − ρ) g, and δ = η g / √(s − r² + ε). v and mean are 0 where there is
 * none.
 *
 * Scalars come in float64, 1 − ρ is computed there, and each is rounded once.
 */
export function rmsprop(
  n: i32,
  learningRate: f64,
  rho: f64,
  epsilon: f64,
  w: usize,
  g: usize,
  s: usize,
  momentum: f64,
  v: usize,
  mean: usize,
): void {
  const eta = f32x4.splat(<f32>learningRate);
  const keep = f32x4.splat(<f32>rho);
  const rest = f32x4.splat(<f32>(1 - rho));
  const eps = f32x4.splat(<f32>epsilon);
  const mu = f32x4.splat(<f32>momentum);
  for (; n >= 4; n -= 4) {
    rmspropLanes(4, eta, keep, rest, eps, w, g, s, mu, v, mean);
    w += 16;
    g += 16;
    s += 16;
    if (v !== 0) v += 16;
    if (mean !== 0) mean += 16;
  }
  if (n > 0) rmspropLanes(n, eta, keep, rest, eps, w, g, s, mu, v, mean);
}

@inline
function rmspropLanes(
  count: i32,
  eta: v128,
  keep: v128,
  rest: v128,
  eps: v128,
  w: usize,
  g: usize,
  s: usize,
  mu: v128,
  v: usize,
  mean: usize,
): void {
  const gi = load4(g, count);
  const kept = f32x4.mul(keep, load4(s, count));
  let si = f32x4.add(kept, f32x4.mul(rest, f32x4.mul(gi, gi)));
  store4(s, count, si);
  if (mean !== 0) {
    const mi = f32x4.add(f32x4.mul(keep, load4(mean, count)), f32x4.mul(rest, gi));
    store4(mean, count, mi);
    si = f32x4.sub(si, f32x4.mul(mi, mi));
  }
  let step = f32x4.div(f32x4.mul(eta, gi), f32x4.sqrt(f32x4.add(si, eps)));
  if (v !== 0) {
    step = f32x4.add(f32x4.mul(mu, load4(v, count)), step);
    store4(v, count, step);
  }
  store4(w, count, f32x4.sub(load4(w, count), step));
}
