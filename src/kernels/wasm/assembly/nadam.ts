import { load4, store4 } from './lanes';

/**
 * m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); w ← w − (a m + b g) / (√v + ε).
 *
 * Scalars come in float64, 1 − β is computed there, and each is rounded once.
 */
export function nadam(
  n: i32,
  meanRate: f64,
  gradientRate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  w: usize,
  g: usize,
  m: usize,
  v: usize,
): void {
  const a = f32x4.splat(<f32>meanRate);
  const b = f32x4.splat(<f32>gradientRate);
  const rest1 = f32x4.splat(<f32>(1 - beta1));
  const rest2 = f32x4.splat(<f32>(1 - beta2));
  const eps = f32x4.splat(<f32>epsilon);
  for (; n > 0; n -= 4) {
    const gi = load4(g, n);
    const was = load4(m, n);
    const mi = f32x4.add(was, f32x4.mul(rest1, f32x4.sub(gi, was)));
    store4(m, n, mi);
    const vWas = load4(v, n);
    const vi = f32x4.add(vWas, f32x4.mul(rest2, f32x4.sub(f32x4.mul(gi, gi), vWas)));
    store4(v, n, vi);
    const push = f32x4.add(f32x4.mul(a, mi), f32x4.mul(b, gi));
    const step = f32x4.div(push, f32x4.add(f32x4.sqrt(vi), eps));
    store4(w, n, f32x4.sub(load4(w, n), step));
    w += 16;
    g += 16;
    m += 16;
    v += 16;
  }
}
