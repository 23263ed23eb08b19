import { demoted, load4, promotedHigh, store4 } from './lanes';

/**
 * losses[m] = Σ_j (y_j − t_j)² / N of the rows of y and t `[M, N]`, with j rising, in float64; 0 where
 * counts[m] = 0. counts are bytes, losses float64.
 */
export function squaredError(
  M: i32,
  N: i32,
  y: usize,
  t: usize,
  counts: usize,
  losses: usize,
): void {
  const row = (<usize>N) << 2;
  for (let m = 0; m < M; m += 2) {
    // Two rows side by side, as each addition of a row waits for the one before; an odd one stands twice.
    const two = m + 1 < M;
    const next = two ? row : 0;
    let sums = f64x2.splat(0);
    for (let at: usize = 0; at < row; at += 4) {
      const error = f64x2.sub(column(y + at, next), column(t + at, next));
      sums = f64x2.add(sums, f64x2.mul(error, error));
    }
    sums = f64x2.div(sums, f64x2.splat(<f64>N));
    store<f64>(losses, load<u8>(counts) === 0 ? 0 : f64x2.extract_lane(sums, 0));
    if (two) {
      store<f64>(losses, load<u8>(counts, 1) === 0 ? 0 : f64x2.extract_lane(sums, 1), 8);
    }
    y += 2 * row;
    t += 2 * row;
    counts += 2;
    losses += 16;
  }
}

/** A number and the one `next` bytes after it, in float64. */
@inline
function column(at: usize, next: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_lane<u32>(at + next, v128.load32_zero(at), 1));
}

/**
 * dy = factors[m] · (y − t) of the rows of y and t `[M, N]`, in float64 and rounded once; 0 where
 * counts[m] = 0. counts are bytes, factors float64.
 */
export function squaredErrorBackward(
  M: i32,
  N: i32,
  y: usize,
  t: usize,
  counts: usize,
  factors: usize,
  dy: usize,
): void {
  const row = (<usize>N) << 2;
  for (let m = 0; m < M; m++) {
    // Where nothing counts, y − t may be NaN, and 0 takes its place.
    const counted = i32x4.splat(load<u8>(counts) === 0 ? 0 : -1);
    const factor = v128.load_splat<u64>(factors);
    for (let j: usize = 0; j < row; j += 16) {
      const count = <i32>(row - j) >> 2;
      const yj = load4(y + j, count);
      const tj = load4(t + j, count);
      const low = f64x2.sub(f64x2.promote_low_f32x4(yj), f64x2.promote_low_f32x4(tj));
      const high = f64x2.sub(promotedHigh(yj), promotedHigh(tj));
      const scaled = demoted(f64x2.mul(factor, low), f64x2.mul(factor, high));
      store4(dy + j, count, v128.and(scaled, counted));
    }
    y += row;
    t += row;
    dy += row;
    counts++;
    factors += 8;
  }
}
