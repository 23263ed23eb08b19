import type { FloatArray } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import { LEAST, levelsOf, PANEL_COLUMNS, panelBytes, signed } from '../quantized.ts';

/** Added to a small float32 and taken away again, it leaves the nearest whole number, of two the even one. */
const WHOLE = 1.5 * 2 ** 23;

/** C += A · B, with B in int8. */
export const matmulQuantized: Kernels['matmulQuantized'] = (
  M,
  a,
  aAt,
  aStride,
  b,
  from,
  count,
  c,
  cAt,
  cStride,
) => {
  const { K, panels, scales } = b;
  const bytes = panelBytes(K);
  const row = new Int16Array(K + (K % 2));
  const sums = new Int32Array(PANEL_COLUMNS);
  const end = from + count;
  for (let m = 0; m < M; m++) {
    const scale = quantizeRow(K, a, aAt + m * aStride, row);
    for (let first = from - (from % PANEL_COLUMNS); first < end; first += PANEL_COLUMNS) {
      sumPanel(row, panels, (first / PANEL_COLUMNS) * bytes, sums);
      const last = Math.min(first + PANEL_COLUMNS, end);
      for (let n = Math.max(first, from); n < last; n++) {
        const factor = Math.fround(scale * scales[n]!);
        const product = Math.fround(Math.fround(sums[n - first]!) * factor);
        c[cAt + m * cStride + n - from]! += product;
      }
    }
  }
};

/** Writes a row of A in whole numbers, and returns what 1 of them is worth; NaN if not all is finite. */
function quantizeRow(K: number, a: FloatArray, at: number, row: Int16Array): number {
  let most = 0;
  for (let k = 0; k < K; k++) most = Math.max(most, Math.abs(a[at + k]!));
  const usable = most >= LEAST && most < Number.POSITIVE_INFINITY;
  if (!usable) {
    row.fill(0);
    return most < LEAST ? 0 : Number.NaN;
  }
  const levels = levelsOf(K);
  const factor = Math.fround(levels / most);
  for (let k = 0; k < K; k++) {
    const exact = Math.fround(a[at + k]! * factor);
    row[k] = Math.fround(exact + WHOLE) - WHOLE;
  }
  return Math.fround(most / levels);
}

/** The whole sums of the columns of a panel. */
function sumPanel(row: Int16Array, panels: Uint8Array, panel: number, sums: Int32Array): void {
  sums.fill(0);
  let at = panel;
  for (let k = 0; k < row.length; k += 2) {
    const even = row[k]!;
    const odd = row[k + 1]!;
    for (let j = 0; j < PANEL_COLUMNS; j++) {
      sums[j]! += even * signed(panels[at]!) + odd * signed(panels[at + 1]!);
      at += 2;
    }
  }
}
