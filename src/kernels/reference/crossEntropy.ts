import type { Kernels } from '../kernels.ts';

/**
 * dx = factor · (p − (1 at the id)), 0 in rows that do not count. One body serves both precisions: it
 * computes in float64, and the store is the rounding.
 */
export const crossEntropyBackward: Kernels['crossEntropyBackward'] = (
  M,
  N,
  p,
  pOffset,
  ids,
  idsOffset,
  counts,
  factors,
  dx,
  dxOffset,
) => {
  for (let m = 0; m < M; m++) {
    const from = pOffset + m * N;
    const to = dxOffset + m * N;
    if (counts[m] === 0) {
      dx.fill(0, to, to + N);
      continue;
    }
    const factor = factors[m]!;
    const right = ids[idsOffset + m]!;
    for (let j = 0; j < N; j++) dx[to + j] = factor * (p[from + j]! - (j === right ? 1 : 0));
  }
};
