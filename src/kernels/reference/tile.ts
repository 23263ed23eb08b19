import type { FloatArray } from '../../tensor/index.ts';

/**
 * C `[4, 4]` += A `[4, K]` · B `[K, 4]`, its sixteen sums in local variables.
 *
 * A(i, k) stands at `a[aAt + i · aRow + k · aStep]`, B(k, j) at `b[bAt + k · bStep + j · bColumn]`;
 * the columns of C are neighbours. Strides in both directions let one loop serve all transpositions.
 */
export type Tile = (
  K: number,
  a: FloatArray,
  aAt: number,
  aRow: number,
  aStep: number,
  b: FloatArray,
  bAt: number,
  bColumn: number,
  bStep: number,
  c: FloatArray,
  cAt: number,
  cRow: number,
) => void;

/** How many rows and columns a tile has. */
export const TILE = 4;

const fround = Math.fround;

/** The tile in float32: one rounding per multiply, one per add. */
export const tileFloat32: Tile = (K, a, aAt, aRow, aStep, b, bAt, bColumn, bStep, c, cAt, cRow) => {
  const aRow2 = 2 * aRow;
  const aRow3 = 3 * aRow;
  const bColumn2 = 2 * bColumn;
  const bColumn3 = 3 * bColumn;
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  let c33 = 0;
  let i = aAt;
  let j = bAt;
  for (let k = 0; k < K; k++) {
    const a0 = a[i]!;
    const a1 = a[i + aRow]!;
    const a2 = a[i + aRow2]!;
    const a3 = a[i + aRow3]!;
    const b0 = b[j]!;
    const b1 = b[j + bColumn]!;
    const b2 = b[j + bColumn2]!;
    const b3 = b[j + bColumn3]!;
    c00 = fround(c00 + fround(a0 * b0));
    c01 = fround(c01 + fround(a0 * b1));
    c02 = fround(c02 + fround(a0 * b2));
    c03 = fround(c03 + fround(a0 * b3));
    c10 = fround(c10 + fround(a1 * b0));
    c11 = fround(c11 + fround(a1 * b1));
    c12 = fround(c12 + fround(a1 * b2));
    c13 = fround(c13 + fround(a1 * b3));
    c20 = fround(c20 + fround(a2 * b0));
    c21 = fround(c21 + fround(a2 * b1));
    c22 = fround(c22 + fround(a2 * b2));
    c23 = fround(c23 + fround(a2 * b3));
    c30 = fround(c30 + fround(a3 * b0));
    c31 = fround(c31 + fround(a3 * b1));
    c32 = fround(c32 + fround(a3 * b2));
    c33 = fround(c33 + fround(a3 * b3));
    i += aStep;
    j += bStep;
  }
  c[cAt]! += c00;
  c[cAt + 1]! += c01;
  c[cAt + 2]! += c02;
  c[cAt + 3]! += c03;
  const at1 = cAt + cRow;
  c[at1]! += c10;
  c[at1 + 1]! += c11;
  c[at1 + 2]! += c12;
  c[at1 + 3]! += c13;
  const at2 = at1 + cRow;
  c[at2]! += c20;
  c[at2 + 1]! += c21;
  c[at2 + 2]! += c22;
  c[at2 + 3]! += c23;
  const at3 = at2 + cRow;
  c[at3]! += c30;
  c[at3 + 1]! += c31;
  c[at3 + 2]! += c32;
  c[at3 + 3]! += c33;
};

/** The tile in float64. */
export const tileFloat64: Tile = (K, a, aAt, aRow, aStep, b, bAt, bColumn, bStep, c, cAt, cRow) => {
  const aRow2 = 2 * aRow;
  const aRow3 = 3 * aRow;
  const bColumn2 = 2 * bColumn;
  const bColumn3 = 3 * bColumn;
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  let c33 = 0;
  let i = aAt;
  let j = bAt;
  for (let k = 0; k < K; k++) {
    const a0 = a[i]!;
    const a1 = a[i + aRow]!;
    const a2 = a[i + aRow2]!;
    const a3 = a[i + aRow3]!;
    const b0 = b[j]!;
    const b1 = b[j + bColumn]!;
    const b2 = b[j + bColumn2]!;
    const b3 = b[j + bColumn3]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
    i += aStep;
    j += bStep;
  }
  c[cAt]! += c00;
  c[cAt + 1]! += c01;
  c[cAt + 2]! += c02;
  c[cAt + 3]! += c03;
  const at1 = cAt + cRow;
  c[at1]! += c10;
  c[at1 + 1]! += c11;
  c[at1 + 2]! += c12;
  c[at1 + 3]! += c13;
  const at2 = at1 + cRow;
  c[at2]! += c20;
  c[at2 + 1]! += c21;
  c[at2 + 2]! += c22;
  c[at2 + 3]! += c23;
  const at3 = at2 + cRow;
  c[at3]! += c30;
  c[at3 + 1]! += c31;
  c[at3 + 2]! += c32;
  c[at3 + 3]! += c33;
};
