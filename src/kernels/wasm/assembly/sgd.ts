import { load4, store4, store8 } from './lanes';

// Scalars come in float64 and are rounded once.

/** w ← w − η g. */
export function sgd(n: i32, learningRate: f64, w: usize, g: usize): void {
  const eta = f32x4.splat(<f32>learningRate);
  for (; n >= 8; n -= 8) {
    const step0 = f32x4.mul(eta, v128.load(g));
    const step1 = f32x4.mul(eta, v128.load(g, 16));
    store8(w, f32x4.sub(v128.load(w), step0), f32x4.sub(v128.load(w, 16), step1));
    w += 32;
    g += 32;
  }
  for (; n > 0; n -= 4) {
    store4(w, n, f32x4.sub(load4(w, n), f32x4.mul(eta, load4(g, n))));
    w += 16;
    g += 16;
  }
}

/** v ← μ v − η g; then w ← w + v, or Nesterov's w ← w + (μ v − η g). */
export function sgdMomentum(
  n: i32,
  learningRate: f64,
  momentum: f64,
  nesterov: bool,
  w: usize,
  g: usize,
  v: usize,
): void {
  const eta = f32x4.splat(<f32>learningRate);
  const mu = f32x4.splat(<f32>momentum);
  for (; n >= 4; n -= 4) {
    momentumLanes(4, eta, mu, nesterov, w, g, v);
    w += 16;
    g += 16;
    v += 16;
  }
  if (n > 0) momentumLanes(n, eta, mu, nesterov, w, g, v);
}

@inline
function momentumLanes(
  count: i32,
  eta: v128,
  mu: v128,
  nesterov: bool,
  w: usize,
  g: usize,
  v: usize,
): void {
  const push = f32x4.mul(eta, load4(g, count));
  const velocity = f32x4.sub(f32x4.mul(mu, load4(v, count)), push);
  store4(v, count, velocity);
  const step = nesterov ? f32x4.sub(f32x4.mul(mu, velocity), push) : velocity;
  store4(w, count, f32x4.add(load4(w, count), step));
}
