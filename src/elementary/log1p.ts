import { sumError } from './doubleDouble.ts';
import { logOfParts, logOfSum } from './log.ts';

/**
 * ln(1 + x) in float64, accurate for small x as well; −∞ at −1, NaN below. Away from 0 the sum
 * 1 + x is rounded and what it lost is added as the first term of its series.
 *
 * Measured error: at most 0.85 ulp.
 */
export function log1p(x: number): number {
  if (!(x > -1 && x < Infinity)) {
    return x === -1 ? -Infinity : x === Infinity ? x : NaN;
  }
  if (Math.abs(x) < 5.5e-17) {
    return x; // −0 and denormals too
  }
  if (x > -0.2928 && x < 0.4142) {
    return logOfParts(0, x, 0);
  }
  const sum = 1 + x;
  return logOfSum(sum, sumError(1, x, sum), 0);
}

/** ln(1 + x) in float32: that of float64, rounded once. Measured error: at most 0.51 ulp. */
export function log1pFloat32(x: number): number {
  return Math.fround(log1p(x));
}
