import { exp } from '../elementary/index.ts';
import type { Compute } from '../kernels/index.ts';
import { rowsOf, type Tensor } from '../tensor/index.ts';

// Activations that work along the last axis. Sums of numbers beside each other are in float64 and in
// order, but for the exponentials, whose sum is the kernels'.

/** An activation that works along the last axis. */
export type RowActivation = 'softmax' | 'logSoftmax' | 'sparsemax';

/** Their names. */
export const ROW_ACTIVATIONS: readonly RowActivation[] = ['softmax', 'logSoftmax', 'sparsemax'];

/** Whether it is one of them. */
export function isRowActivation(activation: string): activation is RowActivation {
  return ROW_ACTIVATIONS.some((name) => name === activation);
}

/** y = f(x); y must not be x. */
export function rowActivation(
  activation: RowActivation,
  x: Tensor,
  y: Tensor,
  compute: Compute,
): void {
  const M = rowsOf(x.shape);
  const N = x.shape.at(-1) ?? 1;
  if (activation === 'softmax') compute.kernels.softmax(M, N, x.data, 0, N, y.data, 0, N);
  else if (activation === 'logSoftmax') logSoftmax(M, N, x, y, compute);
  else for (let m = 0; m < M; m++) sparsemaxRow(N, m * N, x, y);
}

/** dx by y = f(x) and dy, where dx is not dy. */
export function rowActivationBackward(
  activation: RowActivation,
  y: Tensor,
  dy: Tensor,
  dx: Tensor,
  { kernels }: Compute,
): void {
  const M = rowsOf(dy.shape);
  const N = dy.shape.at(-1) ?? 1;
  if (activation === 'softmax') {
    kernels.softmaxBackward(M, N, y.data, 0, N, dy.data, 0, N, dx.data, 0, N);
    return;
  }
  const row = activation === 'logSoftmax' ? logSoftmaxBackwardRow : sparsemaxBackwardRow;
  for (let m = 0; m < M; m++) row(N, m * N, y, dy, dx);
}

/** y_j = x_j − max x − ln Σ_k exp(x_k − max x). */
function logSoftmax(M: number, N: number, x: Tensor, y: Tensor, compute: Compute): void {
  const shift = compute.doubles(M);
  const logSum = compute.doubles(M);
  // y is where the exponentials are written to on the way
  compute.kernels.logPartition(M, N, x.data, 0, N, y.data, 0, N, shift, logSum);
  for (let m = 0; m < M; m++) {
    for (let i = m * N; i < (m + 1) * N; i++) y.data[i] = x.data[i]! - shift[m]! - logSum[m]!;
  }
}

// was: y_j = x_j − ln Σ_k exp(x_k)
function logSoftmaxBackwardRow(N: number, at: number, y: Tensor, dy: Tensor, dx: Tensor): void {
  let sum = 0;
  for (let i = at; i < at + N; i++) sum += dy.data[i]!;
  for (let i = at; i < at + N; i++) dx.data[i] = dy.data[i]! - exp(y.data[i]!) * sum;
}

/**
 * y_j = max(x_j − τ, 0), with the τ for which y sums up to 1. It is looked for as Michelot does: of the
 * numbers that are left, τ is what makes the sum 1; those up to τ leave, until none does.
 */
function sparsemaxRow(N: number, at: number, x: Tensor, y: Tensor): void {
  let threshold = Number.NEGATIVE_INFINITY;
  for (let left = N + 1; ; ) {
    let count = 0;
    let sum = 0;
    for (let i = at; i < at + N; i++) {
      if (!(x.data[i]! > threshold)) continue;
      count++;
      sum += x.data[i]!;
    }
    if (count >= left) break;
    left = count;
    threshold = (sum - 1) / count;
  }
  for (let i = at; i < at + N; i++) y.data[i] = Math.max(x.data[i]! - threshold, 0);
}

// was: y_j = max(x_j − τ, 0), τ = (Σ x − 1) / n over the n numbers above it
function sparsemaxBackwardRow(N: number, at: number, y: Tensor, dy: Tensor, dx: Tensor): void {
  let count = 0;
  let sum = 0;
  for (let i = at; i < at + N; i++) {
    if (y.data[i]! === 0) continue;
    count++;
    sum += dy.data[i]!;
  }
  for (let i = at; i < at + N; i++) dx.data[i] = y.data[i] === 0 ? 0 : dy.data[i]! - sum / count;
}
