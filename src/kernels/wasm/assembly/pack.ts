// A panel is 8 columns of B: for each k rising, its 8 values side by side. Columns that B does not
// have are zeros. `panel` is the distance from one panel to the next.

/** Packs K rows of B `[K, N]` into panels. */
export function packColumns(
  N: i32,
  K: i32,
  b: usize,
  row: usize,
  panels: usize,
  panel: usize,
): void {
  for (let n = 0; n < N; n += 8) {
    let from = b + ((<usize>n) << 2);
    let to = panels;
    const width = N - n;
    if (width >= 8) {
      for (let k = 0; k < K; k++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += row;
        to += 32;
      }
    } else {
      for (let k = 0; k < K; k++) {
        for (let j = 0; j < 8; j++) {
          const value = j < width ? load<f32>(from + ((<usize>j) << 2)) : <f32>0;
          store<f32>(to + ((<usize>j) << 2), value);
        }
        from += row;
        to += 32;
      }
    }
    panels += panel;
  }
}

/** Packs N columns of B, which stand as the rows of Bᵀ `[N, K]`, into panels. */
export function packRows(N: i32, K: i32, b: usize, row: usize, panels: usize, panel: usize): void {
  for (let n = 0; n < N; n += 8) {
    packHalf(N - n, K, b, row, panels);
    packHalf(N - n - 4, K, b + 4 * row, row, panels + 16);
    b += 8 * row;
    panels += panel;
  }
}

/** Four of the eight columns of a panel, of which `width` are there. */
function packHalf(width: i32, K: i32, b: usize, row: usize, to: usize): void {
  let k = 0;
  if (width >= 4) {
    for (; k < K - 3; k += 4) {
      const r0 = v128.load(b);
      const r1 = v128.load(b + row);
      const r2 = v128.load(b + 2 * row);
      const r3 = v128.load(b + 3 * row);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      v128.store(to, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
      v128.store(to, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
      v128.store(to, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
      b += 16;
      to += 128;
    }
  }
  for (; k < K; k++) {
    for (let j = 0; j < 4; j++) {
      const value = j < width ? load<f32>(b + <usize>j * row) : <f32>0;
      store<f32>(to + ((<usize>j) << 2), value);
    }
    b += 4;
    to += 32;
  }
}
