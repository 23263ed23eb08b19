import { load4, store4 } from './lanes';

/**
 * s ← ρ s + (1 − ρ) g²; δ = √(d + ε) g / √(s + ε), by the d of before; d ← ρ d + (1 − ρ) δ²;
 * w ← w − η δ.
 *
 * Scalars come in float64, 1 − ρ is computed there, and each is rounded once.
 */
export function adadelta(
  n: i32,
  learningRate: f64,
  rho: f64,
  epsilon: f64,
  w: usize,
  g: usize,
  s: usize,
  d: usize,
): void {
  const eta = f32x4.splat(<f32>learningRate);
  const keep = f32x4.splat(<f32>rho);
  const rest = f32x4.splat(<f32>(1 - rho));
  const eps = f32x4.splat(<f32>epsilon);
  for (; n > 0; n -= 4) {
    const gi = load4(g, n);
    const kept = f32x4.mul(keep, load4(s, n));
    const si = f32x4.add(kept, f32x4.mul(rest, f32x4.mul(gi, gi)));
    store4(s, n, si);
    const was = load4(d, n);
    const size = f32x4.sqrt(f32x4.add(was, eps));
    const step = f32x4.div(f32x4.mul(size, gi), f32x4.sqrt(f32x4.add(si, eps)));
    const squares = f32x4.mul(rest, f32x4.mul(step, step));
    store4(d, n, f32x4.add(f32x4.mul(keep, was), squares));
    store4(w, n, f32x4.sub(load4(w, n), f32x4.mul(eta, step)));
    w += 16;
    g += 16;
    s += 16;
    d += 16;
  }
}
