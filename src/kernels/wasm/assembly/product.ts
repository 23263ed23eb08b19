import { multiplyAdd } from './multiplyAdd';
import {
  PANEL_STEP,
  packColumns,
  packRows,
  packSlices,
  packTransposedSlices,
  SLICE_STEP,
} from './pack';
import { rowProduct, rowTimesPanels } from './rowProduct';

// How B is given: as panels of all its k (see pack.ts), as B `[K, N]`, or as Bᵀ `[N, K]`.
const PANELS: i32 = 0;
const ROWS: i32 = 1;
const COLUMNS: i32 = 2;

// A product goes block by block. What a block needs lies in `work`: a panel of B, the slices of A,
// and sums that wait for their next k, in rows of BLOCK_COLUMNS.
const DEPTH: i32 = 512; // a panel of 16 KiB, half of the nearest cache
const BLOCK_ROWS: i32 = 256;
const BLOCK_COLUMNS: i32 = 1024;
const SLICES: usize = <usize>DEPTH * PANEL_STEP;
const SUMS: usize = SLICES + ((<usize>(BLOCK_ROWS * DEPTH)) << 2);
const SUMS_ROW: usize = (<usize>BLOCK_COLUMNS) << 2;

/** Where the memory is free: below stand the module's constants. */
export function constantsEnd(): usize {
  return __heap_base;
}

/** The bytes that `product` needs at `work`. */
export function workBytes(): usize {
  return SUMS + <usize>BLOCK_ROWS * SUMS_ROW;
}

/**
 * C += A · B, with A(i, k) at a + i · aRow + 4k, or at a + k · aRow + 4i if it is transposed.
 *
 * Each element is one sum from 0, k rising, which is added to C once.
 */
export function product(
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  aRow: usize,
  aTransposed: bool,
  b: usize,
  bRow: usize,
  form: i32,
  c: usize,
  cRow: usize,
  work: usize,
): void {
  if (M == 1 && !aTransposed && form != COLUMNS) {
    if (form == ROWS)
      rowProduct(N, K, a, b, bRow, c, work); // B is read once: not worth packing
    else rowTimesPanels(N, K, a, b, c, work);
    return;
  }
  for (let n = 0; n < N; n += BLOCK_COLUMNS) {
    const columns = min(N - n, BLOCK_COLUMNS);
    for (let m = 0; m < M; m += BLOCK_ROWS) {
      const rows = min(M - m, BLOCK_ROWS);
      const cBlock = c + <usize>m * cRow + ((<usize>n) << 2);
      let k = 0;
      do {
        // once even for K = 0: the sum, 0, is added to C, where a −0 becomes 0
        const depth = min(K - k, DEPTH);
        if (aTransposed) {
          const from = a + <usize>k * aRow + ((<usize>m) << 2);
          packTransposedSlices(rows, depth, from, aRow, work + SLICES);
        } else {
          packSlices(rows, depth, a + <usize>m * aRow + ((<usize>k) << 2), aRow, work + SLICES);
        }
        for (let j = 0; j < columns; j += 8) {
          const width = min(columns - j, 8);
          const at = <usize>(n + j);
          let panel = work;
          if (form == PANELS) panel = b + ((at * <usize>K) << 2) + <usize>k * PANEL_STEP;
          else if (form == ROWS)
            packColumns(width, depth, b + <usize>k * bRow + (at << 2), bRow, work, 0);
          else packRows(width, depth, b + at * bRow + ((<usize>k) << 2), bRow, work, 0);
          const offset = (<usize>j) << 2;
          const sums = work + SUMS + offset;
          column(
            rows,
            width,
            depth,
            k == 0,
            k + depth == K,
            work + SLICES,
            panel,
            sums,
            cBlock + offset,
            cRow,
          );
        }
        k += DEPTH;
      } while (k < K);
    }
  }
}

/** Eight columns of a block, of which `width` are there, for all its rows. */
function column(
  M: i32,
  width: i32,
  K: i32,
  first: bool,
  last: bool,
  slices: usize,
  panel: usize,
  sums: usize,
  c: usize,
  cRow: usize,
): void {
  for (let i = 0; i < M; i += 4) {
    const height = min(M - i, 4);
    tile(height, width, K, first, last, slices, panel, sums, c, cRow);
    slices += <usize>K * SLICE_STEP;
    sums += 4 * SUMS_ROW;
    c += 4 * cRow;
  }
}

/**
 * Four rows of eight columns, of which `height` and `width` are there: as many sums as there are
 * registers for. A loop over k with more than one step in it would spill them.
 */
function tile(
  height: i32,
  width: i32,
  K: i32,
  first: bool,
  last: bool,
  a: usize,
  b: usize,
  sums: usize,
  c: usize,
  cRow: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (!first) {
    s00 = v128.load(sums);
    s01 = v128.load(sums, 16);
    s10 = v128.load(sums + SUMS_ROW);
    s11 = v128.load(sums + SUMS_ROW, 16);
    s20 = v128.load(sums + 2 * SUMS_ROW);
    s21 = v128.load(sums + 2 * SUMS_ROW, 16);
    s30 = v128.load(sums + 3 * SUMS_ROW);
    s31 = v128.load(sums + 3 * SUMS_ROW, 16);
  }
  const end = b + <usize>K * PANEL_STEP;
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    x = v128.load_splat<f32>(a, 4);
    s10 = multiplyAdd(x, b0, s10);
    s11 = multiplyAdd(x, b1, s11);
    x = v128.load_splat<f32>(a, 8);
    s20 = multiplyAdd(x, b0, s20);
    s21 = multiplyAdd(x, b1, s21);
    x = v128.load_splat<f32>(a, 12);
    s30 = multiplyAdd(x, b0, s30);
    s31 = multiplyAdd(x, b1, s31);
    a += SLICE_STEP;
    b += PANEL_STEP;
  }
  if (last && height == 4 && width == 8) {
    addEight(c, s00, s01);
    addEight(c + cRow, s10, s11);
    addEight(c + 2 * cRow, s20, s21);
    addEight(c + 3 * cRow, s30, s31);
    return;
  }
  keepEight(sums, s00, s01);
  keepEight(sums + SUMS_ROW, s10, s11);
  keepEight(sums + 2 * SUMS_ROW, s20, s21);
  keepEight(sums + 3 * SUMS_ROW, s30, s31);
  if (last) {
    for (let i = 0; i < height; i++)
      addSome(width, c + <usize>i * cRow, sums + <usize>i * SUMS_ROW);
  }
}

function addEight(c: usize, s0: v128, s1: v128): void {
  v128.store(c, f32x4.add(v128.load(c), s0));
  v128.store(c, f32x4.add(v128.load(c, 16), s1), 16);
}

function keepEight(to: usize, s0: v128, s1: v128): void {
  v128.store(to, s0);
  v128.store(to, s1, 16);
}

function addSome(width: i32, c: usize, sums: usize): void {
  for (let j = 0; j < width; j++) {
    const at = (<usize>j) << 2;
    store<f32>(c + at, load<f32>(c + at) + load<f32>(sums + at));
  }
}
