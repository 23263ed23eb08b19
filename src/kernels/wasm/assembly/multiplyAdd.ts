/**
 * s + x · y in every lane: rounded after the product and after the sum, as the reference does, or, in
 * the relaxed module, rounded as often as the machine likes.
 */
@inline
export function multiplyAdd<T>(x: v128, y: v128, s: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(x, y, s);
  return v128.add<T>(s, v128.mul<T>(x, y));
}
