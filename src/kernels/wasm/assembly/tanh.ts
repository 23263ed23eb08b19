import { HALF_LN2_LOWER, HALF_LN2_UPPER, MAGIC, ONE } from './exp';
import { constant } from './lanes';

const NEAR: usize = memory.data<f32>([0.625], 4);
const MOST: usize = memory.data<f32>([10], 4);
const TWO_LOG2_E: usize = memory.data<f32>([2.885390043258667], 4);
const V1: usize = memory.data<f32>([0.3333333134651184], 4);
const V2: usize = memory.data<f32>([-0.022221438586711884], 4);
const V3: usize = memory.data<f32>([0.00211026961915195], 4);
const V4: usize = memory.data<f32>([-0.00019253665232099593], 4);
const ALL_BUT_SIGN: usize = memory.data<u32>([0x7fffffff], 4);

/** tanh x: src/elementary/tanh.ts in float32, operation by operation. */
@inline
export function tanh(x: v128): v128 {
  const size = v128.and(x, constant(ALL_BUT_SIGN));
  const near = f32x4.lt(size, constant(NEAR));
  const a = f32x4.pmin(size, constant(MOST));
  const magic = constant(MAGIC); // exp.ts says how it rounds
  const far = v128.andnot(a, near); // 0 where near, which makes k = 0
  const pushed = f32x4.add(f32x4.mul(far, constant(TWO_LOG2_E)), magic);
  const k = f32x4.sub(pushed, magic);
  const rest = f32x4.sub(a, f32x4.mul(k, constant(HALF_LN2_UPPER)));
  const y = f32x4.sub(rest, f32x4.mul(k, constant(HALF_LN2_LOWER)));
  const v = cothPart(f32x4.mul(y, y));
  const d = f32x4.sub(y, v);
  const one = constant(ONE);
  const s = i32x4.sub(one, i32x4.shl(pushed, 23)); // 2^-k by its bits
  const den = f32x4.add(f32x4.add(one, s), f32x4.sub(f32x4.add(y, v), f32x4.mul(s, d)));
  const factor = v128.bitselect(f32x4.mul(y, v), f32x4.sub(one, d), near);
  const small = f32x4.div(f32x4.mul(f32x4.add(s, s), factor), den);
  const t = f32x4.sub(v128.bitselect(y, one, near), small);
  return v128.or(t, v128.xor(x, size)); // with the sign of x
}

/** v(y) for z = y². */
@inline
function cothPart(z: v128): v128 {
  const upper = f32x4.add(constant(V3), f32x4.mul(z, constant(V4)));
  const middle = f32x4.add(constant(V2), f32x4.mul(z, upper));
  return f32x4.mul(z, f32x4.add(constant(V1), f32x4.mul(z, middle)));
}
