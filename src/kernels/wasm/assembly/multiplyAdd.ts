/**
 * s + x · y in every lane: rounded after the product and after the sum, as the reference does, or, in
 * the relaxed module, rounded as often as the machine likes.
 */
@inline
export function multiplyAdd(x: v128, y: v128, s: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, s);
  return f32x4.add(s, f32x4.mul(x, y));
}
