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
    let sums = f32x4.splat(0);
    let others = sums;
    let offset: usize = 0;
    for (let rest = N; rest > 0; rest -= 4) {
      const product = f32x4.mul(load4(y + offset, rest), load4(dy + offset, rest));
      const next = f32x4.add(sums, product);
      sums = others;
      others = next;
      offset += 16;
    }
    const sum = f32x4.splat(combine(sums, others));
    offset = 0;
    for (let rest = N; rest > 0; rest -= 4) {
      const d = f32x4.sub(load4(dy + offset, rest), sum);
      store4(dx + offset, rest, f32x4.mul(load4(y + offset, rest), d));
      offset += 16;
    }
    y += yStride;
    dy += dyStride;
    dx += dxStride;
  }
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
  for (; rest >= 8; rest -= 8) {
    const e0 = expOfNegative(f32x4.sub(v128.load(x), shifts));
    const e1 = expOfNegative(f32x4.sub(v128.load(x, 16), shifts));
    v128.store(to, e0);
    v128.store(to, e1, 16);
    sums = f32x4.add(sums, e0);
    others = f32x4.add(others, e1);
    x += 32;
    to += 32;
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
  const divisor = f32x4.splat(sum);
  to = y;
  for (rest = N; rest > 0; rest -= 4) {
    store4(to, rest, f32x4.div(load4(to, rest), divisor));
    to += 16;
  }
  return sum;
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
