import { multiplyAdd } from './multiplyAdd';
import { PANEL_STEP } from './pack';

// The columns whose sums stay in the nearest cache.
const COLUMNS: i32 = 4096;

/** C `[N]` += A `[K]` · B `[K, N]`, with B read once, along its rows; sums gather at `work`. */
export function rowProduct(
  N: i32,
  K: i32,
  a: usize,
  b: usize,
  bRow: usize,
  c: usize,
  work: usize,
): void {
  for (let n = 0; n < N; n += COLUMNS) {
    const columns = min(N - n, COLUMNS);
    const at = (<usize>n) << 2;
    memory.fill(work, 0, (<usize>columns) << 2);
    let k = 0;
    for (; k < K - 3; k += 4) {
      fourSteps(columns, a + ((<usize>k) << 2), b + <usize>k * bRow + at, bRow, work);
    }
    for (; k < K; k++) {
      oneStep(columns, load<f32>(a + ((<usize>k) << 2)), b + <usize>k * bRow + at, work);
    }
    oneStep(columns, 1, work, c + at); // 1 · s + c = c + s
  }
}

/** The sums of `columns` columns, four k on. */
function fourSteps(columns: i32, a: usize, b: usize, bRow: usize, sums: usize): void {
  const x0 = v128.load_splat<f32>(a);
  const x1 = v128.load_splat<f32>(a, 4);
  const x2 = v128.load_splat<f32>(a, 8);
  const x3 = v128.load_splat<f32>(a, 12);
  let b1 = b + bRow;
  let b2 = b1 + bRow;
  let b3 = b2 + bRow;
  let j = 0;
  for (; j < columns - 3; j += 4) {
    let s = multiplyAdd(x0, v128.load(b), v128.load(sums));
    s = multiplyAdd(x1, v128.load(b1), s);
    s = multiplyAdd(x2, v128.load(b2), s);
    v128.store(sums, multiplyAdd(x3, v128.load(b3), s));
    b += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
    sums += 16;
  }
  for (; j < columns; j++) {
    let s = load<f32>(sums) + load<f32>(a) * load<f32>(b);
    s += load<f32>(a, 4) * load<f32>(b1);
    s += load<f32>(a, 8) * load<f32>(b2);
    store<f32>(sums, s + load<f32>(a, 12) * load<f32>(b3));
    b += 4;
    b1 += 4;
    b2 += 4;
    b3 += 4;
    sums += 4;
  }
}

/** sums += x · b, `columns` of them. */
function oneStep(columns: i32, x: f32, b: usize, sums: usize): void {
  const xs = f32x4.splat(x);
  let j = 0;
  for (; j < columns - 3; j += 4) {
    v128.store(sums, multiplyAdd(xs, v128.load(b), v128.load(sums)));
    b += 16;
    sums += 16;
  }
  for (; j < columns; j++) {
    store<f32>(sums, load<f32>(sums) + x * load<f32>(b));
    b += 4;
    sums += 4;
  }
}

/** C `[N]` += A `[K]` · B, with B in panels of all its k; up to 32 bytes of a sum wait at `work`. */
export function rowTimesPanels(N: i32, K: i32, a: usize, b: usize, c: usize, work: usize): void {
  const panel = <usize>K * PANEL_STEP;
  let n = 0;
  for (; n < N - 15; n += 16) {
    twoPanels(K, a, b, b + panel, c);
    b += 2 * panel;
    c += 64;
  }
  for (; n < N; n += 8) {
    const width = min(N - n, 8);
    onePanel(K, a, b, work);
    oneStep(width, 1, work, c);
    b += panel;
    c += 32;
  }
}

/** Sixteen columns at once, so that the sums don't wait for each other. */
function twoPanels(K: i32, a: usize, b: usize, next: usize, c: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = next;
  while (b < end) {
    const x = v128.load_splat<f32>(a);
    s0 = multiplyAdd(x, v128.load(b), s0);
    s1 = multiplyAdd(x, v128.load(b, 16), s1);
    s2 = multiplyAdd(x, v128.load(next), s2);
    s3 = multiplyAdd(x, v128.load(next, 16), s3);
    a += 4;
    b += PANEL_STEP;
    next += PANEL_STEP;
  }
  v128.store(c, f32x4.add(v128.load(c), s0));
  v128.store(c, f32x4.add(v128.load(c, 16), s1), 16);
  v128.store(c, f32x4.add(v128.load(c, 32), s2), 32);
  v128.store(c, f32x4.add(v128.load(c, 48), s3), 48);
}

/** The sums of eight columns. */
function onePanel(K: i32, a: usize, b: usize, sums: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (let k = 0; k < K; k++) {
    const x = v128.load_splat<f32>(a);
    s0 = multiplyAdd(x, v128.load(b), s0);
    s1 = multiplyAdd(x, v128.load(b, 16), s1);
    a += 4;
    b += PANEL_STEP;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
}
