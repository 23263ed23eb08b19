import { load4, store4 } from './lanes';

/**
 * m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); w ← w − α m / (√v + ε). With vMax, which is 0
 * where there is none, AMSGrad: v̂ ← max(v̂, v) takes the place of v in the last of them.
 *
 * Scalars come in float64, 1 − β is computed there, and each is rounded once.
 */
export function adam(
  n: i32,
  alpha: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  vMax: usize,
): void {
  const rate = f32x4.splat(<f32>alpha);
  const rest1 = f32x4.splat(<f32>(1 - beta1));
  const rest2 = f32x4.splat(<f32>(1 - beta2));
  const eps = f32x4.splat(<f32>epsilon);
  for (; n >= 4; n -= 4) {
    adamLanes(4, rate, rest1, rest2, eps, w, g, m, v, vMax);
    w += 16;
    g += 16;
    m += 16;
    v += 16;
    if (vMax !== 0) vMax += 16;
  }
  if (n > 0) adamLanes(n, rate, rest1, rest2, eps, w, g, m, v, vMax);
}

@inline
function adamLanes(
  count: i32,
  rate: v128,
  rest1: v128,
  rest2: v128,
  eps: v128,
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  vMax: usize,
): void {
  const gi = load4(g, count);
  const was = load4(m, count);
  const mi = f32x4.add(was, f32x4.mul(rest1, f32x4.sub(gi, was)));
  store4(m, count, mi);
  const vWas = load4(v, count);
  let vi = f32x4.add(vWas, f32x4.mul(rest2, f32x4.sub(f32x4.mul(gi, gi), vWas)));
  store4(v, count, vi);
  if (vMax !== 0) {
    vi = f32x4.max(load4(vMax, count), vi);
    store4(vMax, count, vi);
  }
  const step = f32x4.div(f32x4.mul(rate, mi), f32x4.add(f32x4.sqrt(vi), eps));
  store4(w, count, f32x4.sub(load4(w, count), step));
}
