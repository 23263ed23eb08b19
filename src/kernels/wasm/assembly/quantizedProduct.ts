// Products with a matrix in int8: see quantized.ts beside the interface for its panels of 16 columns. Sums
// are whole numbers that int32 holds, so no order of them is better than another.

const COLUMNS: i32 = 16;

/** A row with nothing above this is taken for zeros. */
const LEAST: f32 = 7.888609052210118e-31; // 2⁻¹⁰⁰

// What lies in `work`: the sums of a panel, then the row of A in int16.
const ROW: usize = 64;

/**
 * C `[M, count]` += A `[M, K]` · the columns from `from` of B; an element of A becomes a whole number up to
 * `levels`.
 */
export function quantizedProduct(
  M: i32,
  from: i32,
  count: i32,
  K: i32,
  levels: f32,
  a: usize,
  aRow: usize,
  panels: usize,
  scales: usize,
  c: usize,
  cRow: usize,
  work: usize,
): void {
  const panel = <usize>((K + 1) >> 1) << 5;
  const end = from + count;
  const begin = from / COLUMNS;
  for (let m = 0; m < M; m++) {
    const scale = quantizeRow(K, levels, a, work + ROW);
    let first = begin * COLUMNS;
    let b = panels + <usize>begin * panel;
    while (first < end) {
      sumPanel(work + ROW, b, b + panel, work);
      const left = max(first, from);
      const right = min(first + COLUMNS, end);
      const sums = work + (<usize>(left - first) << 2);
      const to = c + (<usize>(left - from) << 2);
      addScaled(right - left, sums, scale, scales + (<usize>left << 2), to);
      first += COLUMNS;
      b += panel;
    }
    a += aRow;
    c += cRow;
  }
}

/** Writes a row of A in whole numbers and a 0, and returns what 1 of them is worth; NaN if not all is finite. */
function quantizeRow(K: i32, levels: f32, a: usize, row: usize): f32 {
  const most = largest(K, a);
  if (!(most >= LEAST && most < Infinity)) {
    memory.fill(row, 0, <usize>(K + 1) << 1);
    return most < LEAST ? 0 : NaN;
  }
  const factor = levels / most;
  const factors = f32x4.splat(factor);
  let k = 0;
  for (; k <= K - 8; k += 8) {
    const low = f32x4.nearest(f32x4.mul(v128.load(a), factors));
    const high = f32x4.nearest(f32x4.mul(v128.load(a, 16), factors));
    v128.store(
      row,
      i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high)),
    );
    a += 32;
    row += 16;
  }
  for (; k < K; k++) {
    store<i16>(row, <i16>(<i32>nearest<f32>(load<f32>(a) * factor)));
    a += 4;
    row += 2;
  }
  store<i16>(row, 0);
  return most / levels;
}

/** The largest of the absolute values; NaN if there is one. */
function largest(K: i32, a: usize): f32 {
  let four = f32x4.splat(0);
  let k = 0;
  for (; k <= K - 4; k += 4) {
    four = f32x4.max(four, f32x4.abs(v128.load(a)));
    a += 16;
  }
  let most = max<f32>(
    max<f32>(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
    max<f32>(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
  );
  for (; k < K; k++) {
    most = max<f32>(most, abs<f32>(load<f32>(a)));
    a += 4;
  }
  return most;
}

/** The whole sums of the columns of a panel. */
function sumPanel(row: usize, b: usize, end: usize, sums: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  while (b != end) {
    const x = v128.load_splat<i32>(row); // two elements of the row
    s0 = i32x4.add(s0, i32x4.dot_i16x8_s(x, v128.load_ext<i8>(b)));
    s1 = i32x4.add(s1, i32x4.dot_i16x8_s(x, v128.load_ext<i8>(b, 8)));
    s2 = i32x4.add(s2, i32x4.dot_i16x8_s(x, v128.load_ext<i8>(b, 16)));
    s3 = i32x4.add(s3, i32x4.dot_i16x8_s(x, v128.load_ext<i8>(b, 24)));
    row += 4;
    b += 32;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
}

/** c += sum · (scale · scales), `n` of them. */
function addScaled(n: i32, sums: usize, scale: f32, scales: usize, c: usize): void {
  const all = f32x4.splat(scale);
  let j = 0;
  for (; j <= n - 4; j += 4) {
    const factors = f32x4.mul(all, v128.load(scales));
    const products = f32x4.mul(f32x4.convert_i32x4_s(v128.load(sums)), factors);
    v128.store(c, f32x4.add(v128.load(c), products));
    sums += 16;
    scales += 16;
    c += 16;
  }
  for (; j < n; j++) {
    store<f32>(c, load<f32>(c) + <f32>load<i32>(sums) * (scale * load<f32>(scales)));
    sums += 4;
    scales += 4;
    c += 4;
  }
}
