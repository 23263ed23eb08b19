import { exp, expFloat32 } from './exp.ts';

// With e = e^-|x|, which never overflows:
//
//   σ(−|x|) = e / (1 + e) = e − e² / (1 + e),   σ(|x|) = 1 − σ(−|x|)
//
// The second form of the quotient rounds only a small correction where e is small.

/**
 * σ(x) = 1 / (1 + e^-x) in float64, for every x: from 0, through denormals below −708, to 1.
 *
 * Measured error: at most 1.75 ulp.
 */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  const s = e - (e * e) / (1 + e);
  return x < 0 ? s : 1 - s;
}

const f32 = Math.fround;

/**
 * σ(x) = 1 / (1 + e^-x) in float32, for every float32 x: from 0, through denormals below −87, to 1.
 *
 * Measured error: at most 1.89 ulp.
 */
export function sigmoidFloat32(x: number): number {
  const e = expFloat32(-Math.abs(x));
  const s = f32(e - f32(f32(e * e) / f32(1 + e)));
  return x < 0 ? s : f32(1 - s);
}
