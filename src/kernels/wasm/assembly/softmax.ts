import { expOfNegative } from './exp';
import { load4, loadFilled, store4 } from './lanes';

// Two vectors of sums: elements j with j mod 8 < 4, and the others. Where vectors come one by one, the
// two change places after each; which of them is left of the other in the end does not matter.

/** −∞ by its bits. */
const MINUS_INFINITY: u32 = 0xff800000;

/** The rows of y `[M, N]` = softmax of those of x; y may be x. */
export function softmax(M: i32, N: i32, x: usize, xStride: usize, y: usize, yStride: usize): void {
  for (let m = 0; m < M; m++) {
    softmaxRow(N, x, maximum(N, x), y);
    x += xStride;
    y += yStride;
  }
}

/**
 * As softmax, and shift[m] = max x, sum[m] = Σ exp(x − max), both float64. The interface wants the
 * logarithm of the latter, which the caller takes.
 */
export function logPartition(
  M: i32,
  N: i32,
  x: usize,
  xStride: usize,
  y: usize,
  yStride: usize,
  shift: usize,
  sum: usize,
): void {
  for (let m = 0; m < M; m++) {
    const max = maximum(N, x);
    store<f64>(shift, max);
    store<f64>(sum, softmaxRow(N, x, max, y));
    x += xStride;
    y += yStride;
    shift += 8;
    sum += 8;
  }
}

/** dx = y ⊙ (dy − Σ y ⊙ dy) along each row of `[M, N]`, y the softmax; dx may be dy. */
export function softmaxBackward(
  M: i32,
  N: i32,
  y: usize,
  yStride: usize,
  dy: usize,
  dyStride: usize,
  dx: usize,
  dxStride: usize,
): void {
  for (let m = 0; m < M; m++) {
    undoRow(N, dot(N, y, dy), y, dy, dx);
    y += yStride;
    dy += dyStride;
    dx += dxStride;
  }
}

/** Σ y ⊙ dy of one row. */
function dot(N: i32, y: usize, dy: usize): f32 {
  let sums = f32x4.splat(0);
  let others = sums;
  for (; N >= 8; N -= 8) {
    sums = f32x4.add(sums, f32x4.mul(v128.load(y), v128.load(dy)));
    others = f32x4.add(others, f32x4.mul(v128.load(y, 16), v128.load(dy, 16)));
    y += 32;
    dy += 32;
  }
  for (; N > 0; N -= 4) {
    const next = f32x4.add(sums, f32x4.mul(load4(y, N), load4(dy, N)));
    sums = others;
    others = next;
    y += 16;
    dy += 16;
  }
  return combine(sums, others);
}

/** dx = y ⊙ (dy − sum) of one row. */
function undoRow(N: i32, sum: f32, y: usize, dy: usize, dx: usize): void {
  const sums = f32x4.splat(sum);
  for (; N >= 4; N -= 4) {
    v128.store(dx, f32x4.mul(v128.load(y), f32x4.sub(v128.load(dy), sums)));
    y += 16;
    dy += 16;
    dx += 16;
  }
  if (N > 0) store4(dx, N, f32x4.mul(load4(y, N), f32x4.sub(load4(dy, N), sums)));
}

/** The greatest element of a row; NaN if one is NaN, −∞ if there is none. */
function maximum(N: i32, x: usize): f32 {
  let most = f32x4.splat(-Infinity);
  let others = most;
  for (; N >= 8; N -= 8) {
    most = f32x4.max(most, v128.load(x));
    others = f32x4.max(others, v128.load(x, 16));
    x += 32;
  }
  for (; N > 0; N -= 4) {
    most = f32x4.max(most, loadFilled(x, N, MINUS_INFINITY));
    x += 16;
  }
  most = f32x4.max(most, others);
  most = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
}

/** y = exp(x − shift) / Σ of one row, the shift its maximum; returns Σ. */
function softmaxRow(N: i32, x: usize, shift: f32, y: usize): f32 {
  const shifts = f32x4.splat(shift);
  let sums = f32x4.splat(0);
  let others = sums;
  let rest = N;
  let to = y;
  // four vectors at a time, as in activate.ts
  for (; rest >= 16; rest -= 16) {
    const e0 = expOfNegative(f32x4.sub(v128.load(x), shifts));
    const e1 = expOfNegative(f32x4.sub(v128.load(x, 16), shifts));
    const e2 = expOfNegative(f32x4.sub(v128.load(x, 32), shifts));
    const e3 = expOfNegative(f32x4.sub(v128.load(x, 48), shifts));
    v128.store(to, e0);
    v128.store(to, e1, 16);
    v128.store(to, e2, 32);
    v128.store(to, e3, 48);
    sums = f32x4.add(f32x4.add(sums, e0), e2);
    others = f32x4.add(f32x4.add(others, e1), e3);
    x += 64;
    to += 64;
  }
  for (; rest > 0; rest -= 4) {
    // −∞ in the lanes that are not there adds e^−∞ = 0
    const e = expOfNegative(f32x4.sub(loadFilled(x, rest, MINUS_INFINITY), shifts));
    store4(to, rest, e);
    const next = f32x4.add(sums, e);
    sums = others;
    others = next;
    x += 16;
    to += 16;
  }
  const sum = combine(sums, others);
  divideRow(N, y, sum);
  return sum;
}

/** y = y / divisor of one row. */
function divideRow(N: i32, y: usize, divisor: f32): void {
  const divisors = f32x4.splat(divisor);
  for (; N >= 4; N -= 4) {
    v128.store(y, f32x4.div(v128.load(y), divisors));
    y += 16;
  }
  if (N > 0) store4(y, N, f32x4.div(load4(y, N), divisors));
}

/** The eight sums added pairwise. */
function combine(sums: v128, others: v128): f32 {
  return combineFour(sums) + combineFour(others);
}

@inline
function combineFour(sums: v128): f32 {
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
  );
}
