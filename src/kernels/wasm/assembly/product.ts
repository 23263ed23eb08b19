/**
 * C = A · B if `first`, else C += A · B, for one block of k: A(i, k) stands at a + i · aRow + k · aStep,
 * B in panels (pack.ts), C in rows as wide as all panels.
 */
export function product(
  M: i32,
  N: i32,
  K: i32,
  first: bool,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  panel: usize,
  c: usize,
  cRow: usize,
): void {
  // Columns outside, rows inside: a panel stays in the nearest cache.
  for (let n = 0; n < N; n += 8) {
    let i = 0;
    let ai = a;
    let ci = c;
    for (; i < M - 3; i += 4) {
      fourRows(K, first, ai, aRow, aStep, b, ci, cRow);
      ai += 4 * aRow;
      ci += 4 * cRow;
    }
    for (; i < M; i++) {
      oneRow(K, first, ai, aStep, b, ci);
      ai += aRow;
      ci += cRow;
    }
    b += panel;
    c += 32;
  }
}

/** Four rows of eight columns: as many sums as there are registers for. */
function fourRows(
  K: i32,
  first: bool,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cRow: usize,
): void {
  const c1 = c + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (!first) {
    s00 = v128.load(c);
    s01 = v128.load(c, 16);
    s10 = v128.load(c1);
    s11 = v128.load(c1, 16);
    s20 = v128.load(c2);
    s21 = v128.load(c2, 16);
    s30 = v128.load(c3);
    s31 = v128.load(c3, 16);
  }
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  const end = b + ((<usize>K) << 5);
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    s00 = f32x4.add(s00, f32x4.mul(x, b0));
    s01 = f32x4.add(s01, f32x4.mul(x, b1));
    x = v128.load_splat<f32>(a1);
    s10 = f32x4.add(s10, f32x4.mul(x, b0));
    s11 = f32x4.add(s11, f32x4.mul(x, b1));
    x = v128.load_splat<f32>(a2);
    s20 = f32x4.add(s20, f32x4.mul(x, b0));
    s21 = f32x4.add(s21, f32x4.mul(x, b1));
    x = v128.load_splat<f32>(a3);
    s30 = f32x4.add(s30, f32x4.mul(x, b0));
    s31 = f32x4.add(s31, f32x4.mul(x, b1));
    a += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

/** One row of eight columns, for the rows left over. */
function oneRow(K: i32, first: bool, a: usize, aStep: usize, b: usize, c: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  if (!first) {
    s0 = v128.load(c);
    s1 = v128.load(c, 16);
  }
  const end = b + ((<usize>K) << 5);
  while (b < end) {
    const x = v128.load_splat<f32>(a);
    s0 = f32x4.add(s0, f32x4.mul(x, v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(x, v128.load(b, 16)));
    a += aStep;
    b += 32;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
}
