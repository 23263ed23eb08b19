import { add } from './elementwise';
import { load4, store4, store8 } from './lanes';

/** Every row of C `[M, N]` += row. */
export function addRow(M: i32, N: i32, row: usize, c: usize, cStride: usize): void {
  for (let m = 0; m < M; m++) {
    add(N, row, c);
    c += cStride;
  }
}

/** Every row of C `[M, N]` = row. */
export function fillRows(M: i32, N: i32, row: usize, c: usize, cStride: usize): void {
  for (let m = 0; m < M; m++) {
    copy(N, row, c);
    c += cStride;
  }
}

/** y[t, b] = x[b, t], rows of N; x `[B, T, N]` and y `[T, B, N]` have no gaps. */
export function swapRows(B: i32, T: i32, N: i32, x: usize, y: usize): void {
  if (B == 1) {
    copy(T * N, x, y);
    return;
  }
  const row = (<usize>N) << 2;
  const step = row * <usize>B;
  for (let b = 0; b < B; b++) {
    let to = y + row * <usize>b;
    for (let t = 0; t < T; t++) {
      copy(N, x, to);
      x += row;
      to += step;
    }
  }
}

/** Row m of out `[M, N]` = row ids[m] of the table. */
export function gatherRows(M: i32, N: i32, table: usize, ids: usize, out: usize): void {
  const row = (<usize>N) << 2;
  for (let m = 0; m < M; m++) {
    copy(N, table + row * <usize>load<i32>(ids), out);
    ids += 4;
    out += row;
  }
}

/** Row ids[m] of the table = row m of A `[M, N]`. */
export function scatterRows(M: i32, N: i32, a: usize, ids: usize, table: usize): void {
  const row = (<usize>N) << 2;
  for (let m = 0; m < M; m++) {
    copy(N, a, table + row * <usize>load<i32>(ids));
    ids += 4;
    a += row;
  }
}

/** Row ids[m] of the table += row m of A `[M, N]`, with m rising. */
export function scatterAddRows(M: i32, N: i32, a: usize, ids: usize, table: usize): void {
  const row = (<usize>N) << 2;
  for (let m = 0; m < M; m++) {
    add(N, a, table + row * <usize>load<i32>(ids));
    ids += 4;
    a += row;
  }
}

/** out `[N]` += the sum of the rows of A `[M, N]`, summed from 0 with rows rising. */
export function sumRows(M: i32, N: i32, a: usize, aStride: usize, out: usize): void {
  let rest = N;
  // Sixteen columns are as much of a row as is fetched from memory at once.
  for (; rest >= 16; rest -= 16) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let row = a;
    for (let m = 0; m < M; m++) {
      s0 = f32x4.add(s0, v128.load(row));
      s1 = f32x4.add(s1, v128.load(row, 16));
      s2 = f32x4.add(s2, v128.load(row, 32));
      s3 = f32x4.add(s3, v128.load(row, 48));
      row += aStride;
    }
    store8(out, f32x4.add(v128.load(out), s0), f32x4.add(v128.load(out, 16), s1));
    store8(out + 32, f32x4.add(v128.load(out, 32), s2), f32x4.add(v128.load(out, 48), s3));
    a += 64;
    out += 64;
  }
  for (; rest > 0; rest -= 4) {
    let sum = f32x4.splat(0);
    let row = a;
    for (let m = 0; m < M; m++) {
      sum = f32x4.add(sum, load4(row, rest));
      row += aStride;
    }
    store4(out, rest, f32x4.add(load4(out, rest), sum));
    a += 16;
    out += 16;
  }
}

function copy(N: i32, from: usize, to: usize): void {
  let rest = N;
  for (; rest >= 16; rest -= 16) {
    store8(to, v128.load(from), v128.load(from, 16));
    store8(to + 32, v128.load(from, 32), v128.load(from, 48));
    from += 64;
    to += 64;
  }
  for (; rest > 0; rest -= 4) {
    store4(to, rest, load4(from, rest));
    from += 16;
    to += 16;
  }
}
