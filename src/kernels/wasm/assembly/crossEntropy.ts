import { demoted, load4, promotedHigh, store4 } from './lanes';

/**
 * The gradient of Σ factor · (−ln p[id]) by the logits of a softmax p `[M, N]`: a row with
 * counts[m] ≠ 0 gets factors[m] · (p − (1 at ids[m])), computed in float64 and rounded once; the
 * others get 0. ids are int32, counts bytes, factors float64; dx may be p.
 */
export function crossEntropyBackward(
  M: i32,
  N: i32,
  p: usize,
  ids: usize,
  counts: usize,
  factors: usize,
  dx: usize,
): void {
  const row = (<usize>N) << 2;
  for (let m = 0; m < M; m++) {
    if (load<u8>(counts + <usize>m) === 0) {
      memory.fill(dx, 0, row);
    } else {
      const factor = load<f64>(factors + ((<usize>m) << 3));
      const right = (<usize>load<i32>(ids + ((<usize>m) << 2))) << 2;
      const atRight = factor * (<f64>load<f32>(p + right) - 1);
      scaleRow(N, factor, p, dx);
      store<f32>(dx + right, <f32>atRight);
    }
    p += row;
    dx += row;
  }
}

/** y = factor · x of one row. */
function scaleRow(N: i32, factor: f64, x: usize, y: usize): void {
  const factors = f64x2.splat(factor);
  for (; N > 0; N -= 4) {
    const four = load4(x, N);
    const low = f64x2.mul(factors, f64x2.promote_low_f32x4(four));
    const high = f64x2.mul(factors, promotedHigh(four));
    store4(y, N, demoted(low, high));
    x += 16;
    y += 16;
  }
}
