import { load4, store4, store8 } from './lanes';

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
  for (; n >= 8; n -= 8) {
    const g0 = v128.load(g);
    const g1 = v128.load(g, 16);
    const m0 = towards(v128.load(m), rest1, g0);
    const m1 = towards(v128.load(m, 16), rest1, g1);
    let v0 = towards(v128.load(v), rest2, f32x4.mul(g0, g0));
    let v1 = towards(v128.load(v, 16), rest2, f32x4.mul(g1, g1));
    store8(m, m0, m1);
    store8(v, v0, v1);
    if (vMax !== 0) {
      v0 = f32x4.max(v128.load(vMax), v0);
      v1 = f32x4.max(v128.load(vMax, 16), v1);
      store8(vMax, v0, v1);
      vMax += 32;
    }
    const w0 = f32x4.sub(v128.load(w), step(rate, m0, v0, eps));
    const w1 = f32x4.sub(v128.load(w, 16), step(rate, m1, v1, eps));
    store8(w, w0, w1);
    w += 32;
    g += 32;
    m += 32;
    v += 32;
  }
  for (; n > 0; n -= 4) {
    const gi = load4(g, n);
    const mi = towards(load4(m, n), rest1, gi);
    let vi = towards(load4(v, n), rest2, f32x4.mul(gi, gi));
    store4(m, n, mi);
    store4(v, n, vi);
    if (vMax !== 0) {
      vi = f32x4.max(load4(vMax, n), vi);
      store4(vMax, n, vi);
      vMax += 16;
    }
    store4(w, n, f32x4.sub(load4(w, n), step(rate, mi, vi, eps)));
    w += 16;
    g += 16;
    m += 16;
    v += 16;
  }
}

/** a + rest (x − a) */
@inline
function towards(a: v128, rest: v128, x: v128): v128 {
  return f32x4.add(a, f32x4.mul(rest, f32x4.sub(x, a)));
}

/** α m / (√v + ε) */
@inline
function step(rate: v128, m: v128, v: v128, eps: v128): v128 {
  return f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(v), eps));
}
