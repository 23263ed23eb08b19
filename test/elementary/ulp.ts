import type { Dtype } from './functions.ts';
import { absolute, add, exponentOf, negate, type Real, real, scaled } from './reference.ts';

const formats = {
  float32: { fraction: 23, smallest: -126, overflow: 128 },
  float64: { fraction: 52, smallest: -1022, overflow: 1024 },
};

/** How far result lies from the true value, in units of the last place that the true value has. */
export function ulpError(result: number, truth: Real, dtype: Dtype): number {
  const { fraction, smallest, overflow } = formats[dtype];
  if (truth.m === 0n) {
    return result === 0 ? 0 : Infinity;
  }
  const exponent = Math.min(Math.max(exponentOf(truth), smallest), overflow - 1);
  if (Math.abs(result) === Infinity) {
    // An infinite result stands for ±2^overflow; beyond that it is exact.
    const limit: Real = { m: result < 0 ? -1n : 1n, e: overflow };
    const missing = add(absolute(limit), negate(absolute(truth)));
    const sameSign = truth.m < 0n === result < 0;
    return sameSign ? Math.max(0, scaled(missing, exponent - fraction)) : Infinity;
  }
  const difference = absolute(add(real(result), negate(truth)));
  return scaled(difference, exponent - fraction);
}
