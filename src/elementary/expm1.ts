import { nearestInteger, powerOfTwo } from './bits.ts';
import { sumError } from './doubleDouble.ts';
import { cothPart, HALF_LN2_LOWER, HALF_LN2_UPPER, LOG2_E } from './exp.ts';

/**
 * e^x − 1 in float64, accurate for small x as well; −1 far below 0, infinite above about 709.8.
 *
 * The reduction and the formula of exp, with the 1 taken off before the last roundings:
 * e^x − 1 = 2^(k+1) · (½ − 2^-(k+1) + y + y·d / (1 − d)).
 *
 * Measured error: at most 1.05 ulp.
 */
export function expm1(x: number): number {
  if (Math.abs(x) < 5.5e-17) {
    return x; // −0 and denormals too
  }
  const a = x > 710 ? 710 : x < -40 ? -40 : x;
  const k = nearestInteger(a * LOG2_E);
  const upper = a * 0.5 - k * HALF_LN2_UPPER;
  const lower = k * HALF_LN2_LOWER;
  const y = upper - lower;
  const d = y - cothPart(y * y);
  const rest = (y * d) / (1 - d) - lower;

  const n = k + 1;
  const one = k > 100 ? 0 : powerOfTwo(-n);
  const difference = 0.5 - one;
  const sum = difference + upper;
  const lost = sumError(difference, upper, sum) + sumError(0.5, -one, difference);
  const half = n >> 1; // two factors: 2^n itself may leave the range where the result does not
  return (sum + (lost + rest)) * powerOfTwo(half) * powerOfTwo(n - half);
}

/** e^x − 1 in float32: that of float64, rounded once. Measured error: at most 0.51 ulp. */
export function expm1Float32(x: number): number {
  return Math.fround(expm1(x));
}
