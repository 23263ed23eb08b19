// Products read their factors packed, so that neighbours in time are neighbours in memory:
//
// - a panel of B `[K, N]` is as many of its columns as fill two vectors, 8 in float32 and 4 in float64:
//   for each k rising, their values side by side;
// - a slice of A `[M, K]` is 4 of its rows: for each k rising, 4 values side by side.
//
// What B or A does not have is zeros there. T is f32 or f64.

/** The bytes of one k in a panel. */
export const PANEL_STEP: usize = 32;

/** How many columns a panel has. */
@inline
export function panelColumns<T>(): i32 {
  return 32 / sizeof<T>();
}

/** The bytes of one k in a slice. */
@inline
export function sliceStep<T>(): usize {
  return 4 * sizeof<T>();
}

/** The bytes of so many elements. */
@inline
export function bytes<T>(count: i32): usize {
  return <usize>count * sizeof<T>();
}

/** Packs B `[K, N]` into panels, each `panel` bytes after the one before. */
export function packColumns<T>(
  N: i32,
  K: i32,
  b: usize,
  row: usize,
  panels: usize,
  panel: usize,
): void {
  const columns = panelColumns<T>();
  let n = 0;
  for (; n <= N - 2 * columns; n += 2 * columns) {
    packTwoPanels(K, b, row, panels, panels + panel);
    b += 2 * PANEL_STEP;
    panels += 2 * panel;
  }
  for (; n < N; n += columns) {
    packWide<T>(N - n, K, b, row, panels, PANEL_STEP);
    if (sizeof<T>() == 4) packWide<T>(N - n - 4, K, b + 16, row, panels + 16, PANEL_STEP);
    b += PANEL_STEP;
    panels += panel;
  }
}

/** Two panels at once, because their columns are as much of a row as is fetched from memory at once. */
function packTwoPanels(K: i32, b: usize, row: usize, panel: usize, next: usize): void {
  for (let k = 0; k < K; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    v128.store(panel, b0);
    v128.store(panel, b1, 16);
    v128.store(next, b2);
    v128.store(next, b3, 16);
    b += row;
    panel += PANEL_STEP;
    next += PANEL_STEP;
  }
}

/** Packs B, given as Bᵀ `[N, K]`, into panels. */
export function packRows<T>(
  N: i32,
  K: i32,
  b: usize,
  row: usize,
  panels: usize,
  panel: usize,
): void {
  for (let n = 0; n < N; n += panelColumns<T>()) {
    packTall<T>(N - n, K, b, row, panels, PANEL_STEP);
    if (sizeof<T>() == 4) packTall<T>(N - n - 4, K, b + 4 * row, row, panels + 16, PANEL_STEP);
    b += <usize>panelColumns<T>() * row;
    panels += panel;
  }
}

/** Packs A `[M, K]` into slices, one after the other. */
export function packSlices<T>(M: i32, K: i32, a: usize, row: usize, to: usize): void {
  for (let i = 0; i < M; i += 4) {
    packTall<T>(M - i, K, a, row, to, sliceStep<T>());
    a += 4 * row;
    to += <usize>K * sliceStep<T>();
  }
}

/** Packs A, given as Aᵀ `[K, M]`, into slices. */
export function packTransposedSlices<T>(M: i32, K: i32, a: usize, row: usize, to: usize): void {
  for (let i = 0; i < M; i += 4) {
    packWide<T>(M - i, K, a, row, to, sliceStep<T>());
    a += sliceStep<T>();
    to += <usize>K * sliceStep<T>();
  }
}

/** Four neighbours of each of K rows, of which `width` are there. */
function packWide<T>(width: i32, K: i32, from: usize, row: usize, to: usize, step: usize): void {
  if (width >= 4) {
    for (let k = 0; k < K; k++) {
      v128.store(to, v128.load(from));
      if (sizeof<T>() == 8) v128.store(to, v128.load(from, 16), 16);
      from += row;
      to += step;
    }
    return;
  }
  for (let k = 0; k < K; k++) {
    for (let j = 0; j < 4; j++) {
      const at = bytes<T>(j);
      store<T>(to + at, j < width ? load<T>(from + at) : <T>0);
    }
    from += row;
    to += step;
  }
}

/** K neighbours of each of four rows, of which `height` are there. */
function packTall<T>(height: i32, K: i32, from: usize, row: usize, to: usize, step: usize): void {
  let k = 0;
  if (height >= 4) {
    const lanes = 16 / sizeof<T>();
    for (; k <= K - lanes; k += lanes) {
      const r0 = v128.load(from);
      const r1 = v128.load(from + row);
      const r2 = v128.load(from + 2 * row);
      const r3 = v128.load(from + 3 * row);
      if (sizeof<T>() == 4) {
        const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
        const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
        v128.store(to + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
        v128.store(to + 2 * step, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
        v128.store(to + 3 * step, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      } else {
        v128.store(to, v128.shuffle<f64>(r0, r1, 0, 2));
        v128.store(to, v128.shuffle<f64>(r2, r3, 0, 2), 16);
        v128.store(to + step, v128.shuffle<f64>(r0, r1, 1, 3));
        v128.store(to + step, v128.shuffle<f64>(r2, r3, 1, 3), 16);
      }
      from += 16;
      to += <usize>lanes * step;
    }
  }
  for (; k < K; k++) {
    for (let i = 0; i < 4; i++) {
      store<T>(to + bytes<T>(i), i < height ? load<T>(from + <usize>i * row) : <T>0);
    }
    from += sizeof<T>();
    to += step;
  }
}
