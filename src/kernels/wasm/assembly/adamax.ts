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
  for (; n > 0; n -= 4) {
    const gi = load4(g, n);
    const was = load4(m, n);
    const mi = f32x4.add(was, f32x4.mul(rest1, f32x4.sub(gi, was)));
    store4(m, n, mi);
    const ui = f32x4.max(f32x4.mul(keep2, load4(u, n)), f32x4.abs(gi));
    store4(u, n, ui);
    const step = f32x4.div(f32x4.mul(rate, mi), f32x4.add(ui, eps));
    store4(w, n, f32x4.sub(load4(w, n), step));
    w += 16;
    g += 16;
    m += 16;
    u += 16;
  }
}
