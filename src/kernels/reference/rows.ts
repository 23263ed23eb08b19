import type { FloatArray } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import { STRIP, type Strip, stripFloat32, stripFloat64 } from './strip.ts';

// One body serves both precisions wherever an element is copied or sees a single operation: that
// operation on float32 numbers is exact enough in float64 for the store to be the one rounding.

/** Every row of C += `row`. */
export const addRow: Kernels['addRow'] = (M, N, row, rowOffset, c, cOffset, cStride) => {
  for (let m = 0; m < M; m++) {
    const at = cOffset + m * cStride;
    for (let j = 0; j < N; j++) c[at + j]! += row[rowOffset + j]!;
  }
};

/** Every row of C = `row`. */
export const fillRows: Kernels['fillRows'] = (M, N, row, rowOffset, c, cOffset, cStride) => {
  for (let m = 0; m < M; m++) {
    const at = cOffset + m * cStride;
    for (let j = 0; j < N; j++) c[at + j] = row[rowOffset + j]!;
  }
};

/** y[t, b] = x[b, t], row by row. */
export const swapRows: Kernels['swapRows'] = (B, T, N, x, xOffset, y, yOffset) => {
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      const from = xOffset + (b * T + t) * N;
      const to = yOffset + (t * B + b) * N;
      for (let j = 0; j < N; j++) y[to + j] = x[from + j]!;
    }
  }
};

/** `out` += 1 · A, with `one` standing still at its only element. */
function sumRows(
  strip: Strip,
  one: FloatArray,
  M: number,
  N: number,
  a: FloatArray,
  aOffset: number,
  aStride: number,
  out: FloatArray,
  outOffset: number,
): void {
  for (let j = 0; j < N; j += STRIP) {
    const width = Math.min(N - j, STRIP);
    strip(width, M, one, 0, 0, a, aOffset + j, 1, aStride, out, outOffset + j, 1);
  }
}

const oneFloat32 = Float32Array.of(1);
const oneFloat64 = Float64Array.of(1);

/** `out` += the sum of the rows of A, as the product of a row of ones with A, in float32. */
export const sumRowsFloat32: Kernels['sumRows'] = (M, N, a, aOffset, aStride, out, outOffset) => {
  sumRows(stripFloat32, oneFloat32, M, N, a, aOffset, aStride, out, outOffset);
};

/** `out` += the sum of the rows of A, as the product of a row of ones with A, in float64. */
export const sumRowsFloat64: Kernels['sumRows'] = (M, N, a, aOffset, aStride, out, outOffset) => {
  sumRows(stripFloat64, oneFloat64, M, N, a, aOffset, aStride, out, outOffset);
};

/** Row m of `out` = row `ids[m]` of `table`. */
export const gatherRows: Kernels['gatherRows'] = (
  M,
  N,
  table,
  tableOffset,
  ids,
  idsOffset,
  out,
  outOffset,
) => {
  for (let m = 0; m < M; m++) {
    const from = tableOffset + ids[idsOffset + m]! * N;
    const to = outOffset + m * N;
    for (let j = 0; j < N; j++) out[to + j] = table[from + j]!;
  }
};

/** Row `ids[m]` of `table` = row m of A. */
export const scatterRows: Kernels['scatterRows'] = (
  M,
  N,
  a,
  aOffset,
  ids,
  idsOffset,
  table,
  tableOffset,
) => {
  for (let m = 0; m < M; m++) {
    const from = aOffset + m * N;
    const to = tableOffset + ids[idsOffset + m]! * N;
    for (let j = 0; j < N; j++) table[to + j] = a[from + j]!;
  }
};

/** Row `ids[m]` of `table` += row m of A, with m rising. */
export const scatterAddRows: Kernels['scatterAddRows'] = (
  M,
  N,
  a,
  aOffset,
  ids,
  idsOffset,
  table,
  tableOffset,
) => {
  for (let m = 0; m < M; m++) {
    const from = aOffset + m * N;
    const to = tableOffset + ids[idsOffset + m]! * N;
    for (let j = 0; j < N; j++) table[to + j]! += a[from + j]!;
  }
};
