import type { FloatArray } from '../../tensor/index.ts';

/**
 * Up to eight neighbours in one row: C `[1, width]` += A `[1, K]` · B `[K, width]`, for the edges
 * that no tile covers.
 *
 * A(k) stands at `a[aAt + k · aStep]`, B(k, j) at `b[bAt + k · bStep + j · bColumn]`, C(j) at
 * `c[cAt + j · cColumn]`.
 */
export type Strip = (
  width: number,
  K: number,
  a: FloatArray,
  aAt: number,
  aStep: number,
  b: FloatArray,
  bAt: number,
  bColumn: number,
  bStep: number,
  c: FloatArray,
  cAt: number,
  cColumn: number,
) => void;

/** How many elements a strip has at most: enough sums to hide the latency of the roundings. */
export const STRIP = 8;

const fround = Math.fround;

/** The strip in float32: one rounding per multiply, one per add. */
export const stripFloat32: Strip = (
  width,
  K,
  a,
  aAt,
  aStep,
  b,
  bAt,
  bColumn,
  bStep,
  c,
  cAt,
  cColumn,
) => {
  // A lane beyond the width repeats lane 0 and is not written back.
  const b1 = width > 1 ? bColumn : 0;
  const b2 = width > 2 ? 2 * bColumn : 0;
  const b3 = width > 3 ? 3 * bColumn : 0;
  const b4 = width > 4 ? 4 * bColumn : 0;
  const b5 = width > 5 ? 5 * bColumn : 0;
  const b6 = width > 6 ? 6 * bColumn : 0;
  const b7 = width > 7 ? 7 * bColumn : 0;
  let c0 = 0;
  let c1 = 0;
  let c2 = 0;
  let c3 = 0;
  let c4 = 0;
  let c5 = 0;
  let c6 = 0;
  let c7 = 0;
  let i = aAt;
  let j = bAt;
  for (let k = 0; k < K; k++) {
    const x = a[i]!;
    c0 = fround(c0 + fround(x * b[j]!));
    c1 = fround(c1 + fround(x * b[j + b1]!));
    c2 = fround(c2 + fround(x * b[j + b2]!));
    c3 = fround(c3 + fround(x * b[j + b3]!));
    c4 = fround(c4 + fround(x * b[j + b4]!));
    c5 = fround(c5 + fround(x * b[j + b5]!));
    c6 = fround(c6 + fround(x * b[j + b6]!));
    c7 = fround(c7 + fround(x * b[j + b7]!));
    i += aStep;
    j += bStep;
  }
  c[cAt]! += c0;
  if (width > 1) c[cAt + cColumn]! += c1;
  if (width > 2) c[cAt + 2 * cColumn]! += c2;
  if (width > 3) c[cAt + 3 * cColumn]! += c3;
  if (width > 4) c[cAt + 4 * cColumn]! += c4;
  if (width > 5) c[cAt + 5 * cColumn]! += c5;
  if (width > 6) c[cAt + 6 * cColumn]! += c6;
  if (width > 7) c[cAt + 7 * cColumn]! += c7;
};

/** The strip in float64. */
export const stripFloat64: Strip = (
  width,
  K,
  a,
  aAt,
  aStep,
  b,
  bAt,
  bColumn,
  bStep,
  c,
  cAt,
  cColumn,
) => {
  // A lane beyond the width repeats lane 0 and is not written back.
  const b1 = width > 1 ? bColumn : 0;
  const b2 = width > 2 ? 2 * bColumn : 0;
  const b3 = width > 3 ? 3 * bColumn : 0;
  const b4 = width > 4 ? 4 * bColumn : 0;
  const b5 = width > 5 ? 5 * bColumn : 0;
  const b6 = width > 6 ? 6 * bColumn : 0;
  const b7 = width > 7 ? 7 * bColumn : 0;
  let c0 = 0;
  let c1 = 0;
  let c2 = 0;
  let c3 = 0;
  let c4 = 0;
  let c5 = 0;
  let c6 = 0;
  let c7 = 0;
  let i = aAt;
  let j = bAt;
  for (let k = 0; k < K; k++) {
    const x = a[i]!;
    c0 += x * b[j]!;
    c1 += x * b[j + b1]!;
    c2 += x * b[j + b2]!;
    c3 += x * b[j + b3]!;
    c4 += x * b[j + b4]!;
    c5 += x * b[j + b5]!;
    c6 += x * b[j + b6]!;
    c7 += x * b[j + b7]!;
    i += aStep;
    j += bStep;
  }
  c[cAt]! += c0;
  if (width > 1) c[cAt + cColumn]! += c1;
  if (width > 2) c[cAt + 2 * cColumn]! += c2;
  if (width > 3) c[cAt + 3 * cColumn]! += c3;
  if (width > 4) c[cAt + 4 * cColumn]! += c4;
  if (width > 5) c[cAt + 5 * cColumn]! += c5;
  if (width > 6) c[cAt + 6 * cColumn]! += c6;
  if (width > 7) c[cAt + 7 * cColumn]! += c7;
};
