import type { FloatArray } from '../../tensor/index.ts';

/** How many partial sums a reduction keeps; term j goes to sum j mod 8, `sums[j & 7]`. */
export const PARTIAL_SUMS = 8;

const fround = Math.fround;

/** The eight sums added pairwise, each addition rounded to float32. */
export function combineFloat32(sums: FloatArray): number {
  const left = fround(fround(sums[0]! + sums[1]!) + fround(sums[2]! + sums[3]!));
  const right = fround(fround(sums[4]! + sums[5]!) + fround(sums[6]! + sums[7]!));
  return fround(left + right);
}

/** The eight sums added pairwise. */
export function combineFloat64(sums: FloatArray): number {
  const left = sums[0]! + sums[1]! + (sums[2]! + sums[3]!);
  const right = sums[4]! + sums[5]! + (sums[6]! + sums[7]!);
  return left + right;
}
