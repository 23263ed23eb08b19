// Products read their factors packed, so that neighbours in time are neighbours in memory:
//
// - a panel of B `[K, N]` is 8 of its columns: for each k rising, 8 values side by side;
// - a slice of A `[M, K]` is 4 of its rows: for each k rising, 4 values side by side.
//
// What B or A does not have is zeros there.

/** The bytes of one k in a panel. */
export const PANEL_STEP: usize = 32;
/** The bytes of one k in a slice. */
export const SLICE_STEP: usize = 16;

/** Packs B `[K, N]` into panels, each `panel` bytes after the one before. */
export function packColumns(
  N: i32,
  K: i32,
  b: usize,
  row: usize,
  panels: usize,
  panel: usize,
): void {
  for (let n = 0; n < N; n += 8) {
    const from = b + ((<usize>n) << 2);
    packWide(N - n, K, from, row, panels, PANEL_STEP);
    packWide(N - n - 4, K, from + 16, row, panels + 16, PANEL_STEP);
    panels += panel;
  }
}

/** Packs B, given as Bᵀ `[N, K]`, into panels. */
export function packRows(N: i32, K: i32, b: usize, row: usize, panels: usize, panel: usize): void {
  for (let n = 0; n < N; n += 8) {
    packTall(N - n, K, b, row, panels, PANEL_STEP);
    packTall(N - n - 4, K, b + 4 * row, row, panels + 16, PANEL_STEP);
    b += 8 * row;
    panels += panel;
  }
}

/** Packs A `[M, K]` into slices, one after the other. */
export function packSlices(M: i32, K: i32, a: usize, row: usize, to: usize): void {
  for (let i = 0; i < M; i += 4) {
    packTall(M - i, K, a, row, to, SLICE_STEP);
    a += 4 * row;
    to += <usize>K * SLICE_STEP;
  }
}

/** Packs A, given as Aᵀ `[K, M]`, into slices. */
export function packTransposedSlices(M: i32, K: i32, a: usize, row: usize, to: usize): void {
  for (let i = 0; i < M; i += 4) {
    packWide(M - i, K, a, row, to, SLICE_STEP);
    a += 16;
    to += <usize>K * SLICE_STEP;
  }
}

/** Four neighbours of each of K rows, of which `width` are there. */
function packWide(width: i32, K: i32, from: usize, row: usize, to: usize, step: usize): void {
  if (width >= 4) {
    for (let k = 0; k < K; k++) {
      v128.store(to, v128.load(from));
      from += row;
      to += step;
    }
    return;
  }
  for (let k = 0; k < K; k++) {
    for (let j = 0; j < 4; j++) {
      const at = (<usize>j) << 2;
      store<f32>(to + at, j < width ? load<f32>(from + at) : 0);
    }
    from += row;
    to += step;
  }
}

/** K neighbours of each of four rows, of which `height` are there. */
function packTall(height: i32, K: i32, from: usize, row: usize, to: usize, step: usize): void {
  let k = 0;
  if (height >= 4) {
    for (; k < K - 3; k += 4) {
      const r0 = v128.load(from);
      const r1 = v128.load(from + row);
      const r2 = v128.load(from + 2 * row);
      const r3 = v128.load(from + 3 * row);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      v128.store(to + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      v128.store(to + 2 * step, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      v128.store(to + 3 * step, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      from += 16;
      to += 4 * step;
    }
  }
  for (; k < K; k++) {
    for (let i = 0; i < 4; i++) {
      const value: f32 = i < height ? load<f32>(from + <usize>i * row) : 0;
      store<f32>(to + ((<usize>i) << 2), value);
    }
    from += 4;
    to += step;
  }
}
