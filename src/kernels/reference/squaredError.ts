import type { Kernels } from '../kernels.ts';

// One body of each serves both precisions: it computes in float64, and a store is the rounding.

/** losses[m] = Σ_j (y_j − t_j)² / N with j rising, 0 in rows that do not count. */
export const squaredError: Kernels['squaredError'] = (
  M,
  N,
  y,
  yOffset,
  t,
  tOffset,
  counts,
  losses,
) => {
  for (let m = 0; m < M; m++) {
    losses[m] = 0;
    if (counts[m] === 0) continue;
    let sum = 0;
    for (let i = m * N; i < (m + 1) * N; i++) {
      const error = y[yOffset + i]! - t[tOffset + i]!;
      sum += error * error;
    }
    losses[m] = sum / N;
  }
};

/** dy = factor · (y − t), 0 in rows that do not count. */
export const squaredErrorBackward: Kernels['squaredErrorBackward'] = (
  M,
  N,
  y,
  yOffset,
  t,
  tOffset,
  counts,
  factors,
  dy,
  dyOffset,
) => {
  for (let m = 0; m < M; m++) {
    if (counts[m] === 0) {
      dy.fill(0, dyOffset + m * N, dyOffset + (m + 1) * N);
      continue;
    }
    const factor = factors[m]!;
    for (let i = m * N; i < (m + 1) * N; i++) {
      dy[dyOffset + i] = factor * (y[yOffset + i]! - t[tOffset + i]!);
    }
  }
};
