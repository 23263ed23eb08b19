import { expOfNegative, ONE, SIGN } from './exp';
import { constant } from './lanes';

/** 1 / (1 + e^-x): src/elementary/sigmoid.ts in float32, operation by operation. */
@inline
export function sigmoid(x: v128): v128 {
  const e = expOfNegative(v128.or(x, constant(SIGN))); // of -|x|
  const one = constant(ONE);
  const s = f32x4.sub(e, f32x4.div(f32x4.mul(e, e), f32x4.add(one, e)));
  return v128.bitselect(s, f32x4.sub(one, s), f32x4.lt(x, i32x4.splat(0)));
}
