import { multiplyAdd } from './multiplyAdd';
import { bytes, PANEL_STEP, panelColumns } from './pack';

// The columns whose sums stay in the nearest cache.
const COLUMNS: i32 = 4096;

/** C `[N]` += A `[K]` · B `[K, N]`, with B read once, along its rows; sums gather at `work`. */
export function rowProduct<T>(
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
    const at = bytes<T>(n);
    memory.fill(work, 0, bytes<T>(columns));
    let k = 0;
    for (; k < K - 3; k += 4) {
      fourSteps<T>(columns, a + bytes<T>(k), b + <usize>k * bRow + at, bRow, work);
    }
    for (; k < K; k++) {
      oneStep<T>(columns, load<T>(a + bytes<T>(k)), b + <usize>k * bRow + at, work);
    }
    oneStep<T>(columns, <T>1, work, c + at); // 1 · s + c = c + s
  }
}

/** The sums of `columns` columns, four k on. */
function fourSteps<T>(columns: i32, a: usize, b: usize, bRow: usize, sums: usize): void {
  const lanes = 16 / sizeof<T>();
  const x0 = v128.load_splat<T>(a);
  const x1 = v128.load_splat<T>(a, sizeof<T>());
  const x2 = v128.load_splat<T>(a, 2 * sizeof<T>());
  const x3 = v128.load_splat<T>(a, 3 * sizeof<T>());
  let b1 = b + bRow;
  let b2 = b1 + bRow;
  let b3 = b2 + bRow;
  let j = 0;
  for (; j <= columns - 2 * lanes; j += 2 * lanes) {
    let s = multiplyAdd<T>(x0, v128.load(b), v128.load(sums));
    let t = multiplyAdd<T>(x0, v128.load(b, 16), v128.load(sums, 16));
    s = multiplyAdd<T>(x1, v128.load(b1), s);
    t = multiplyAdd<T>(x1, v128.load(b1, 16), t);
    s = multiplyAdd<T>(x2, v128.load(b2), s);
    t = multiplyAdd<T>(x2, v128.load(b2, 16), t);
    s = multiplyAdd<T>(x3, v128.load(b3), s);
    t = multiplyAdd<T>(x3, v128.load(b3, 16), t);
    v128.store(sums, s);
    v128.store(sums, t, 16);
    b += 32;
    b1 += 32;
    b2 += 32;
    b3 += 32;
    sums += 32;
  }
  for (; j < columns; j++) {
    let s = load<T>(sums) + load<T>(a) * load<T>(b);
    s += load<T>(a, sizeof<T>()) * load<T>(b1);
    s += load<T>(a, 2 * sizeof<T>()) * load<T>(b2);
    store<T>(sums, s + load<T>(a, 3 * sizeof<T>()) * load<T>(b3));
    b += sizeof<T>();
    b1 += sizeof<T>();
    b2 += sizeof<T>();
    b3 += sizeof<T>();
    sums += sizeof<T>();
  }
}

/** sums += x · b, `columns` of them. */
function oneStep<T>(columns: i32, x: T, b: usize, sums: usize): void {
  const lanes = 16 / sizeof<T>();
  const xs = v128.splat<T>(x);
  let j = 0;
  for (; j <= columns - lanes; j += lanes) {
    v128.store(sums, multiplyAdd<T>(xs, v128.load(b), v128.load(sums)));
    b += 16;
    sums += 16;
  }
  for (; j < columns; j++) {
    store<T>(sums, load<T>(sums) + x * load<T>(b));
    b += sizeof<T>();
    sums += sizeof<T>();
  }
}

/** C `[N]` += A `[K]` · B, with B in panels of all its k; sums of one panel wait at `work`. */
export function rowTimesPanels<T>(
  N: i32,
  K: i32,
  a: usize,
  b: usize,
  c: usize,
  work: usize,
): void {
  const columns = panelColumns<T>();
  const panel = <usize>K * PANEL_STEP;
  let n = 0;
  for (; n <= N - 4 * columns; n += 4 * columns) {
    fourPanels<T>(a, b, panel, c);
    b += 4 * panel;
    c += 128;
  }
  for (; n <= N - 2 * columns; n += 2 * columns) {
    twoPanels<T>(a, b, b + panel, c);
    b += 2 * panel;
    c += 64;
  }
  for (; n < N; n += columns) {
    onePanel<T>(K, a, b, work);
    oneStep<T>(min(N - n, columns), <T>1, work, c);
    b += panel;
    c += 32;
  }
}

/**
 * The columns of four panels of `panel` bytes at once, so that the sums don't wait for each other. Engines
 * put the loads of all instructions up to the next exit first: without one between the panels, which is
 * never taken, there would be more of them than registers.
 */
function fourPanels<T>(a: usize, b0: usize, panel: usize, c: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  const end = b0 + panel;
  let b1 = end;
  let b2 = b1 + panel;
  let b3 = b2 + panel;
  while (b0 != end) {
    const x = v128.load_splat<T>(a);
    s0 = multiplyAdd<T>(x, v128.load(b0), s0);
    s1 = multiplyAdd<T>(x, v128.load(b0, 16), s1);
    s2 = multiplyAdd<T>(x, v128.load(b1), s2);
    s3 = multiplyAdd<T>(x, v128.load(b1, 16), s3);
    b0 += PANEL_STEP;
    b1 += PANEL_STEP;
    if (b2 == end) break;
    s4 = multiplyAdd<T>(x, v128.load(b2), s4);
    s5 = multiplyAdd<T>(x, v128.load(b2, 16), s5);
    s6 = multiplyAdd<T>(x, v128.load(b3), s6);
    s7 = multiplyAdd<T>(x, v128.load(b3, 16), s7);
    a += sizeof<T>();
    b2 += PANEL_STEP;
    b3 += PANEL_STEP;
  }
  addPanel<T>(c, s0, s1);
  addPanel<T>(c + 32, s2, s3);
  addPanel<T>(c + 64, s4, s5);
  addPanel<T>(c + 96, s6, s7);
}

/** The same of two panels. */
function twoPanels<T>(a: usize, b: usize, next: usize, c: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = next;
  while (b < end) {
    const x = v128.load_splat<T>(a);
    s0 = multiplyAdd<T>(x, v128.load(b), s0);
    s1 = multiplyAdd<T>(x, v128.load(b, 16), s1);
    s2 = multiplyAdd<T>(x, v128.load(next), s2);
    s3 = multiplyAdd<T>(x, v128.load(next, 16), s3);
    a += sizeof<T>();
    b += PANEL_STEP;
    next += PANEL_STEP;
  }
  addPanel<T>(c, s0, s1);
  addPanel<T>(c + 32, s2, s3);
}

/** Adds the sums of a panel to its columns in a row of C. */
@inline
export function addPanel<T>(c: usize, s0: v128, s1: v128): void {
  const c0 = v128.add<T>(v128.load(c), s0);
  const c1 = v128.add<T>(v128.load(c, 16), s1);
  v128.store(c, c0);
  v128.store(c, c1, 16);
}

/** The sums of one panel. */
function onePanel<T>(K: i32, a: usize, b: usize, sums: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  for (let k = 0; k < K; k++) {
    const x = v128.load_splat<T>(a);
    s0 = multiplyAdd<T>(x, v128.load(b), s0);
    s1 = multiplyAdd<T>(x, v128.load(b, 16), s1);
    a += sizeof<T>();
    b += PANEL_STEP;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
}
