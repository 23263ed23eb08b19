import { load4, store4 } from './lanes';

/**
 * m ← m + (1 − β₁)(g − m); u ← max(β₂ u, |g|); w ← w − α m / (u + ε).
 *
 * Scalars come in float64, 1 − β₁ is computed there, and each is rounded once.
 */
export function adamax(
  n: i32,
  alpha: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  w: usize,
  g: usize,
  m: usize,
  u: usize,
): void {
  const rate = f32x4.splat(<f32>alpha);
  const rest1 = f32x4.splat(<f32>(1 - beta1));
  const keep2 = f32x4.splat(<f32>beta2);
  const eps = f32x4.splat(<f32>epsilon);
  for (; n >= 4; n -= 4) {
    adamaxLanes(4, rate, rest1, keep2, eps, w, g, m, u);
    w += 16;
    g += 16;
    m += 16;
    u += 16;
  }
  if (n > 0) adamaxLanes(n, rate, rest1, keep2, eps, w, g, m, u);
}

@inline
function adamaxLanes(
  count: i32,
  rate: v128,
  rest1: v128,
  keep2: v128,
  eps: v128,
  w: usize,
  g: usize,
  m: usize,
  u: usize,
): void {
  const gi = load4(g, count);
  const was = load4(m, count);
  const mi = f32x4.add(was, f32x4.mul(rest1, f32x4.sub(gi, was)));
  store4(m, count, mi);
  const ui = f32x4.max(f32x4.mul(keep2, load4(u, count)), f32x4.abs(gi));
  store4(u, count, ui);
  const step = f32x4.div(f32x4.mul(rate, mi), f32x4.add(ui, eps));
  store4(w, count, f32x4.sub(load4(w, count), step));
}
