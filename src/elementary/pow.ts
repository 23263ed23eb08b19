import { highWord, withHighWord } from './bits.ts';
import { productError, sumError } from './doubleDouble.ts';
import { expOfSum } from './exp.ts';

// x^y = e^(y·ln x), with ln x and the product as sums of two float64 numbers (the logarithm to
// about 2^-64 of its size: it is multiplied by up to 745 before it becomes a relative error).
// With x = 2^k·m, √½ ≤ m < √2, s = (m − 1) / (m + 1) and z = s²:
//
//   ln x = k·ln 2 + 2s + s·z·(2/3 + z·(2/5 + z·R(z)))
//
// The coefficients of R are minimax (Remez, absolute error of z²·R 2^-65 on |s| ≤ 0.1716).

const LN2_UPPER = 0.6931471804855391; // 33 bits: k times it is exact
const LN2_LOWER = 7.440617110012397e-11;
const TWO_THIRDS = 0.6666666666666666;
const TWO_THIRDS_REST = 3.700743415417188e-17;
const R1 = 0.28571428571430624;
const R2 = 0.22222222221015203;
const R3 = 0.18181818452058882;
const R4 = 0.1538458470437276;
const R5 = 0.13335275738094526;
const R6 = 0.11695356328820401;
const R7 = 0.11823019661654487;

const ONE = 0x3ff00000; // high word of 1
const SQRT_HALF = 0x3fe6a09f; // high word of a number next above √½
const FRACTION = 0x000fffff;
const TWO_TO_54 = 18014398509481984;
const HUGE = 1e20; // a larger |y| leaves only 0, 1 and ∞
const TINY = 1e-24; // a smaller |y| leaves only 1

/**
 * x^y in float64, with the special cases of IEEE 754: 1 for y = 0 and for x = 1 whatever the other
 * (also NaN, where the pow of JavaScript gives NaN), NaN for a negative x and a fractional y.
 *
 * Measured error: at most 0.95 ulp.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) {
    return 1;
  }
  if (Number.isNaN(x) || Number.isNaN(y)) {
    return NaN;
  }
  const size = Math.abs(x);
  const odd = isOdd(y);
  if (x < 0 && x > -Infinity && !odd && y !== Math.floor(y)) {
    return NaN;
  }
  const result = powOfPositive(size, y);
  return odd && (x < 0 || Object.is(x, -0)) ? -result : result;
}

/** x^y in float32: that of float64, rounded once. Measured error: at most 0.51 ulp. */
export function powFloat32(x: number, y: number): number {
  return Math.fround(pow(x, y));
}

/** x^y for x ≥ 0, both ∞ allowed. */
function powOfPositive(x: number, y: number): number {
  if (x === 0 || x === Infinity) {
    return (x === 0) === y > 0 ? 0 : Infinity;
  }
  if (x === 1) {
    return 1;
  }
  const power = y > HUGE ? HUGE : y < -HUGE ? -HUGE : y;
  return Math.abs(power) < TINY ? 1 : expOfProduct(x, power);
}

/** e^(y·ln x) for a finite x > 0. */
function expOfProduct(x: number, y: number): number {
  const normal = x < 2.2250738585072014e-308 ? x * TWO_TO_54 : x;
  const high = highWord(normal) + (ONE - SQRT_HALF);
  const k = (high >> 20) - 1023 - (normal === x ? 0 : 54);
  const m = withHighWord(normal, (high & FRACTION) + SQRT_HALF);

  // s = f / (2 + f), in two parts.
  const f = m - 1;
  const divisor = 2 + f;
  const s = f / divisor;
  const back = s * divisor;
  const sRest = (f - back - productError(s, divisor, back) - s * sumError(2, f, divisor)) / divisor;

  // The series after its first term, 2/3 + …, in two parts; then times z, times s.
  const z = s * s;
  const zRest = productError(s, s, z) + 2 * s * sRest;
  const tail = z * (0.4 + z * (R1 + z * (R2 + z * (R3 + z * (R4 + z * (R5 + z * (R6 + z * R7)))))));
  const series = TWO_THIRDS + tail;
  const seriesRest = sumError(TWO_THIRDS, tail, series) + TWO_THIRDS_REST;
  const zSeries = z * series;
  const zSeriesRest = productError(z, series, zSeries) + (z * seriesRest + zRest * series);
  const cubic = s * zSeries;
  const cubicRest = productError(s, zSeries, cubic) + (s * zSeriesRest + sRest * zSeries);

  // ln x = k·ln 2 + 2s + cubic.
  const whole = k * LN2_UPPER;
  const most = whole + 2 * s;
  const all = most + cubic;
  const lost = sumError(whole, 2 * s, most) + sumError(most, cubic, all);
  const allRest = lost + (k * LN2_LOWER + (2 * sRest + cubicRest));
  const logarithm = all + allRest;
  const logarithmRest = sumError(all, allRest, logarithm);

  const product = y * logarithm;
  return expOfSum(product, productError(y, logarithm, product) + y * logarithmRest);
}

function isOdd(y: number): boolean {
  const half = Math.abs(y) * 0.5;
  return half < 4503599627370496 && half - Math.floor(half) === 0.5;
}
