import { multiplyAdd } from './multiplyAdd';
import {
  bytes,
  PANEL_STEP,
  packColumns,
  packRows,
  packSlices,
  packTransposedSlices,
  panelColumns,
  sliceStep,
} from './pack';
import { addPanel, rowProduct, rowTimesPanels } from './rowProduct';

// How B is given: as panels of all its k (see pack.ts), as B `[K, N]`, or as Bᵀ `[N, K]`.
export const PANELS: i32 = 0;
const ROWS: i32 = 1;
const COLUMNS: i32 = 2;

// A product goes block by block. What a block needs lies in `work`: two panels of B, the slices of A,
// and sums that wait for their next k, in rows of BLOCK_COLUMNS.
const DEPTH: i32 = 512; // a panel of 16 KiB, half of the nearest cache
const BLOCK_ROWS: i32 = 256;
const BLOCK_COLUMNS: i32 = 1024;
const SLICES: usize = 2 * <usize>DEPTH * PANEL_STEP;

/** The sums before the first k. */
const ZEROS: usize = memory.data<u32>([0, 0, 0, 0, 0, 0, 0, 0], 16);

/** Where the sums stand in `work`. */
@inline
function sumsAt<T>(): usize {
  return SLICES + bytes<T>(BLOCK_ROWS * DEPTH);
}

/** From a row of sums to the next. */
@inline
function sumsRow<T>(): usize {
  return bytes<T>(BLOCK_COLUMNS);
}

/** The bytes that a product of numbers of `size` bytes needs at `work`. */
export function workBytes(size: i32): usize {
  return SLICES + (<usize>size) * <usize>(BLOCK_ROWS * (DEPTH + BLOCK_COLUMNS));
}

/**
 * C += A · B, with A(i, k) at a + i · aRow + k elements, or at a + k · aRow + i elements if it is
 * transposed.
 *
 * Each element is one sum from 0, k rising, which is added to C once.
 */
export function multiply<T>(
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
      rowProduct<T>(N, K, a, b, bRow, c, work); // B is read once: not worth packing
    else rowTimesPanels<T>(N, K, a, b, c, work);
    return;
  }
  for (let n = 0; n < N; n += BLOCK_COLUMNS) {
    const columns = min(N - n, BLOCK_COLUMNS);
    for (let m = 0; m < M; m += BLOCK_ROWS) {
      const rows = min(M - m, BLOCK_ROWS);
      const cBlock = c + <usize>m * cRow + bytes<T>(n);
      let k = 0;
      do {
        // once even for K = 0: the sum, 0, is added to C, where a −0 becomes 0
        const depth = min(K - k, DEPTH);
        if (aTransposed) {
          const from = a + <usize>k * aRow + bytes<T>(m);
          packTransposedSlices<T>(rows, depth, from, aRow, work + SLICES);
        } else {
          packSlices<T>(rows, depth, a + <usize>m * aRow + bytes<T>(k), aRow, work + SLICES);
        }
        for (let j = 0; j < columns; j += 2 * panelColumns<T>()) {
          const width = min(columns - j, 2 * panelColumns<T>());
          const at = n + j;
          let panel = work;
          let panelSize = <usize>depth * PANEL_STEP;
          if (form == PANELS) {
            panelSize = <usize>K * PANEL_STEP;
            panel = b + bytes<T>(at) * <usize>K + <usize>k * PANEL_STEP;
          } else if (form == ROWS) {
            const from = b + <usize>k * bRow + bytes<T>(at);
            packColumns<T>(width, depth, from, bRow, work, panelSize);
          } else {
            const from = b + <usize>at * bRow + bytes<T>(k);
            packRows<T>(width, depth, from, bRow, work, panelSize);
          }
          const last = k + depth == K;
          for (let p = 0; p < width; p += panelColumns<T>()) {
            const offset = bytes<T>(j + p);
            column<T>(
              rows,
              min(width - p, panelColumns<T>()),
              depth,
              k == 0,
              last,
              work + SLICES,
              panel,
              work + sumsAt<T>() + offset,
              cBlock + offset,
              cRow,
            );
            panel += panelSize;
          }
        }
        k += DEPTH;
      } while (k < K);
    }
  }
}

/** The columns of a panel, of which `width` are there, for all rows of a block. */
function column<T>(
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
    tile<T>(min(M - i, 4), width, K, first, last, slices, panel, sums, c, cRow);
    slices += <usize>K * sliceStep<T>();
    sums += 4 * sumsRow<T>();
    c += 4 * cRow;
  }
}

/**
 * Four rows of two vectors of columns, of which `height` and `width` are there: as many sums as there
 * are registers for. The loop takes four k a round, which spares tests of the stack and jumps back. Engines
 * put the loads of all instructions up to the next exit first: without the exits between the steps there
 * would be more of them than registers.
 */
@inline
function tile<T>(
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
  // Always loaded: of a zero in one branch and a load in the other, engines make no pair (see index.ts).
  const from = first ? ZEROS : sums;
  const row = first ? <usize>0 : sumsRow<T>();
  let s00 = v128.load(from);
  let s01 = v128.load(from, 16);
  let s10 = v128.load(from + row);
  let s11 = v128.load(from + row, 16);
  let s20 = v128.load(from + 2 * row);
  let s21 = v128.load(from + 2 * row, 16);
  let s30 = v128.load(from + 3 * row);
  let s31 = v128.load(from + 3 * row, 16);
  const end = b + <usize>K * PANEL_STEP;
  while (b != end) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    s00 = multiplyAdd<T>(x, b0, s00);
    s01 = multiplyAdd<T>(x, b1, s01);
    x = v128.load_splat<T>(a, sizeof<T>());
    s10 = multiplyAdd<T>(x, b0, s10);
    s11 = multiplyAdd<T>(x, b1, s11);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    s20 = multiplyAdd<T>(x, b0, s20);
    s21 = multiplyAdd<T>(x, b1, s21);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    s30 = multiplyAdd<T>(x, b0, s30);
    s31 = multiplyAdd<T>(x, b1, s31);
    a += sliceStep<T>();
    b += PANEL_STEP;
    if (b == end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a);
    s00 = multiplyAdd<T>(x, b0, s00);
    s01 = multiplyAdd<T>(x, b1, s01);
    x = v128.load_splat<T>(a, sizeof<T>());
    s10 = multiplyAdd<T>(x, b0, s10);
    s11 = multiplyAdd<T>(x, b1, s11);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    s20 = multiplyAdd<T>(x, b0, s20);
    s21 = multiplyAdd<T>(x, b1, s21);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    s30 = multiplyAdd<T>(x, b0, s30);
    s31 = multiplyAdd<T>(x, b1, s31);
    a += sliceStep<T>();
    b += PANEL_STEP;
    if (b == end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a);
    s00 = multiplyAdd<T>(x, b0, s00);
    s01 = multiplyAdd<T>(x, b1, s01);
    x = v128.load_splat<T>(a, sizeof<T>());
    s10 = multiplyAdd<T>(x, b0, s10);
    s11 = multiplyAdd<T>(x, b1, s11);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    s20 = multiplyAdd<T>(x, b0, s20);
    s21 = multiplyAdd<T>(x, b1, s21);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    s30 = multiplyAdd<T>(x, b0, s30);
    s31 = multiplyAdd<T>(x, b1, s31);
    a += sliceStep<T>();
    b += PANEL_STEP;
    if (b == end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a);
    s00 = multiplyAdd<T>(x, b0, s00);
    s01 = multiplyAdd<T>(x, b1, s01);
    x = v128.load_splat<T>(a, sizeof<T>());
    s10 = multiplyAdd<T>(x, b0, s10);
    s11 = multiplyAdd<T>(x, b1, s11);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    s20 = multiplyAdd<T>(x, b0, s20);
    s21 = multiplyAdd<T>(x, b1, s21);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    s30 = multiplyAdd<T>(x, b0, s30);
    s31 = multiplyAdd<T>(x, b1, s31);
    a += sliceStep<T>();
    b += PANEL_STEP;
  }
  if (last && height == 4 && width == panelColumns<T>()) {
    addPanel<T>(c, s00, s01);
    addPanel<T>(c + cRow, s10, s11);
    addPanel<T>(c + 2 * cRow, s20, s21);
    addPanel<T>(c + 3 * cRow, s30, s31);
    return;
  }
  keepBoth(sums, s00, s01);
  keepBoth(sums + sumsRow<T>(), s10, s11);
  keepBoth(sums + 2 * sumsRow<T>(), s20, s21);
  keepBoth(sums + 3 * sumsRow<T>(), s30, s31);
  if (!last) return;
  for (let i = 0; i < height; i++) {
    addSome<T>(width, c + <usize>i * cRow, sums + <usize>i * sumsRow<T>());
  }
}

function keepBoth(to: usize, s0: v128, s1: v128): void {
  v128.store(to, s0);
  v128.store(to, s1, 16);
}

function addSome<T>(width: i32, c: usize, sums: usize): void {
  for (let j = 0; j < width; j++) {
    const at = bytes<T>(j);
    store<T>(c + at, load<T>(c + at) + load<T>(sums + at));
  }
}
