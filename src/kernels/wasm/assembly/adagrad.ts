import { load4, store4 } from './lanes';

/** s ← s + g²; w ← w − η g / √(s + ε). Scalars come in float64 and are rounded once. */
export function adagrad(
  n: i32,
  learningRate: f64,
  epsilon: f64,
  w: usize,
  g: usize,
  s: usize,
): void {
  const eta = f32x4.splat(<f32>learningRate);
  const eps = f32x4.splat(<f32>epsilon);
  for (; n > 0; n -= 4) {
    const gi = load4(g, n);
    const si = f32x4.add(load4(s, n), f32x4.mul(gi, gi));
    store4(s, n, si);
    const step = f32x4.div(f32x4.mul(eta, gi), f32x4.sqrt(f32x4.add(si, eps)));
    store4(w, n, f32x4.sub(load4(w, n), step));
    w += 16;
    g += 16;
    s += 16;
  }
}
