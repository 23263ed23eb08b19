import { load4, store4 } from './lanes';

/**
 * w ← w − η sign(β₁ m + (1 − β₁) g); then m ← β₂ m + (1 − β₂) g.
 *
 * Scalars come in float64, 1 − β is computed there, and each is rounded once.
 */
export function lion(
  n: i32,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  w: usize,
  g: usize,
  m: usize,
): void {
  const eta = f32x4.splat(<f32>learningRate);
  const keep1 = f32x4.splat(<f32>beta1);
  const rest1 = f32x4.splat(<f32>(1 - beta1));
  const keep2 = f32x4.splat(<f32>beta2);
  const rest2 = f32x4.splat(<f32>(1 - beta2));
  for (; n > 0; n -= 4) {
    const gi = load4(g, n);
    const mi = load4(m, n);
    const direction = f32x4.add(f32x4.mul(keep1, mi), f32x4.mul(rest1, gi));
    store4(w, n, f32x4.sub(load4(w, n), signed(eta, direction)));
    store4(m, n, f32x4.add(f32x4.mul(keep2, mi), f32x4.mul(rest2, gi)));
    w += 16;
    g += 16;
    m += 16;
  }
}

/** size · sign(x): ±size with the sign of x, and size · x where x is ±0 or NaN. */
@inline
function signed(size: v128, x: v128): v128 {
  const signBit = i32x4.splat(0x80000000);
  const large = v128.xor(size, v128.and(x, signBit));
  return v128.bitselect(large, f32x4.mul(size, x), f32x4.gt(f32x4.abs(x), f32x4.splat(0)));
}
