import { nearestInteger, nearestIntegerFloat32, powerOfTwo, powerOfTwoFloat32 } from './bits.ts';
import {
  HALF_LN2_LOWER,
  HALF_LN2_LOWER_FLOAT32,
  HALF_LN2_UPPER,
  HALF_LN2_UPPER_FLOAT32,
} from './exp.ts';

// One formula in both precisions, without branches, so that a SIMD kernel can repeat it lane by
// lane. With v(y) = y·coth y − 1, a small even function (y²/3 − y⁴/45 + …), and |x| = k·ln(2)/2 + y:
//
//   tanh y = y / (1 + v)
//   near 0 (|x| < 0.625, k = 0):   tanh |x| = y − 2·y·v / den
//   beyond (|y| ≤ ln(2)/4):        tanh |x| = 1 − 2s·(1 + v − y) / den
//   s = 2^-k,  den = 1 + s + (y + v) − s·(y − v)
//
// The second line is 1 − 2 / (e^2|x| + 1). Both leave only a correction to be rounded more than
// once. The coefficients of v are minimax (Remez, absolute error of v on |y| ≤ 0.625: 2^-58 in
// float64, 2^-31 in float32). ln(2)/2 is split in two, so that k times the upper part is exact.

const NEAR = 0.625;
const TWO_LOG2_E = 2.8853900817779268;
const V1 = 0.3333333333333325;
const V2 = -0.022222222222151325;
const V3 = 0.002116402114381962;
const V4 = -0.00021164018377487078;
const V5 = 2.1377586134698962e-5;
const V6 = -2.1634521723823696e-6;
const V7 = 2.1677412033194807e-7;
const V8 = -1.8666230056905427e-8;

/**
 * tanh(x) in float64, for every x; odd to the bit, −0 included, ±1 beyond about 19.06.
 *
 * Measured error: at most 1.4 ulp.
 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  const near = size < NEAR;
  const a = size > 22 ? 22 : size;
  const k = near ? 0 : nearestInteger(a * TWO_LOG2_E);
  const y = a - k * HALF_LN2_UPPER - k * HALF_LN2_LOWER;
  const v = cothPart(y * y);
  const d = y - v;
  const s = powerOfTwo(-k);
  const den = 1 + s + (y + v - s * d);
  const t = (near ? y : 1) - ((s + s) * (near ? y * v : 1 - d)) / den;
  return x < 0 ? -t : x > 0 ? t : x;
}

/** v(y) for z = y². */
function cothPart(z: number): number {
  return z * (V1 + z * (V2 + z * (V3 + z * (V4 + z * (V5 + z * (V6 + z * (V7 + z * V8)))))));
}

const f32 = Math.fround;
const TWO_LOG2_E_FLOAT32 = 2.885390043258667;
const V1_FLOAT32 = 0.3333333134651184;
const V2_FLOAT32 = -0.022221438586711884;
const V3_FLOAT32 = 0.00211026961915195;
const V4_FLOAT32 = -0.00019253665232099593;

/**
 * tanh(x) in float32, for every float32 x; odd to the bit, −0 included, ±1 beyond about 9.01.
 * Where a result needs no f32() it is exact in float32 already.
 *
 * Measured error: at most 1.5 ulp.
 */
export function tanhFloat32(x: number): number {
  const size = Math.abs(x);
  const near = size < NEAR;
  const a = size > 10 ? 10 : size;
  const k = near ? 0 : nearestIntegerFloat32(f32(a * TWO_LOG2_E_FLOAT32));
  const y = f32(a - k * HALF_LN2_UPPER_FLOAT32 - f32(k * HALF_LN2_LOWER_FLOAT32));
  const v = cothPartFloat32(f32(y * y));
  const d = f32(y - v);
  const s = powerOfTwoFloat32(-k);
  const den = f32(f32(1 + s) + f32(f32(y + v) - s * d));
  const t = f32((near ? y : 1) - f32(((s + s) * (near ? f32(y * v) : f32(1 - d))) / den));
  return x < 0 ? -t : x > 0 ? t : x;
}

/** v(y) in float32 for z = y². */
function cothPartFloat32(z: number): number {
  const upper = f32(V3_FLOAT32 + f32(z * V4_FLOAT32));
  return f32(z * f32(V1_FLOAT32 + f32(z * f32(V2_FLOAT32 + f32(z * upper)))));
}
