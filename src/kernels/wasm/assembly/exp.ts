// src/elementary/exp.ts in float32, operation by operation: the formula stands there.

import { constant } from './lanes';

export const HALF: usize = memory.data<f32>([0.5], 4);
export const ONE: usize = memory.data<f32>([1], 4);
export const SIGN: usize = memory.data<u32>([0x80000000], 4);

/** Adding 1.5 · 2²³ rounds to an integer, which then stands in the lowest bits. */
export const MAGIC: usize = memory.data<f32>([12582912], 4);

/** ln(2)/2 in two parts. */
export const HALF_LN2_UPPER: usize = memory.data<f32>([0.3465728759765625], 4);
export const HALF_LN2_LOWER: usize = memory.data<f32>([7.143033826650935e-7], 4);

const LOG2_E: usize = memory.data<f32>([1.4426950216293335], 4);
const V1: usize = memory.data<f32>([0.33333250880241394], 4);
const V2: usize = memory.data<f32>([-0.022133957594633102], 4);
const MOST: usize = memory.data<f32>([89], 4);
const LEAST: usize = memory.data<f32>([-105], 4);
const POWER_33: usize = memory.data<u32>([(33 + 127) << 23], 4);
const TWO_TO_MINUS_32: usize = memory.data<f32>([2.3283064365386963e-10], 4);

/** e^x, whatever x. */
@inline
export function exp(x: v128): v128 {
  const a = f32x4.pmax(f32x4.pmin(x, constant(MOST)), constant(LEAST));
  const pushed = push(a);
  // 2^n in two factors, as it may leave the range where e · 2^n does not
  const n = i32x4.add(i32x4.sub(pushed, constant(MAGIC)), i32x4.splat(1));
  const half = i32x4.shr_s(n, 1);
  const upper = i32x4.add(i32x4.shl(half, 23), constant(ONE));
  const lower = i32x4.add(i32x4.shl(i32x4.sub(n, half), 23), constant(ONE));
  return f32x4.mul(f32x4.mul(fraction(a, pushed), upper), lower);
}

/**
 * e^x for x ≤ 0 and NaN. n = k + 1 is at most 1, so that e · 2^(n + 32) is exact, and 2^-32 rounds
 * it once.
 */
@inline
export function expOfNegative(x: v128): v128 {
  const a = f32x4.pmax(x, constant(LEAST));
  const pushed = push(a);
  const power = i32x4.add(i32x4.shl(pushed, 23), constant(POWER_33));
  return f32x4.mul(f32x4.mul(fraction(a, pushed), power), constant(TWO_TO_MINUS_32));
}

/** k + MAGIC, with k = a · log₂ e rounded to an integer. Shifted left by 23, only k is left of it. */
@inline
function push(a: v128): v128 {
  return f32x4.add(f32x4.mul(a, constant(LOG2_E)), constant(MAGIC));
}

/** e^a · 2^-(k + 1). */
@inline
function fraction(a: v128, pushed: v128): v128 {
  const k = f32x4.sub(pushed, constant(MAGIC));
  const half = constant(HALF);
  const upper = f32x4.sub(f32x4.mul(a, half), f32x4.mul(k, constant(HALF_LN2_UPPER)));
  const lower = f32x4.mul(k, constant(HALF_LN2_LOWER));
  const y = f32x4.sub(upper, lower);
  const z = f32x4.mul(y, y);
  const v = f32x4.mul(z, f32x4.add(constant(V1), f32x4.mul(z, constant(V2))));
  const d = f32x4.sub(y, v);
  const small = f32x4.div(f32x4.mul(y, d), f32x4.sub(constant(ONE), d));
  return f32x4.add(half, f32x4.sub(upper, f32x4.sub(lower, small)));
}
