import type { Compute } from '../kernels/index.ts';
import { reshaped, type Tensor } from '../tensor/index.ts';
import { copyRow } from './steps.ts';

// With `resetAfter` a GRU has two biases, b beside x·W and b′ beside h·R, as the rows of one matrix
// `[2, 3U]`. Only the candidate keeps them apart: z and r get b + b′.

/** What `inputProduct` begins with, `[3U]`: b, and with `resetAfter` b′ for z and r on top of it. */
export function inputBias(
  bias: Tensor<1 | 2> | undefined,
  U: number,
  resetAfter: boolean,
  compute: Compute,
): Tensor<1> | undefined {
  if (bias === undefined) return undefined;
  if (!resetAfter) return reshaped<1>(bias, [3 * U]);
  const sum = compute.empty<1>([3 * U]);
  copyRow(bias.data, 0, sum.data, 0, 3 * U);
  compute.kernels.add(2 * U, bias.data, 3 * U, sum.data, 0);
  return sum;
}

/** What `nh` `[M, U]`, which stands at `at`, begins with: every row = b′ for the candidate, or zeros. */
export function fillWithStateBias(
  M: number,
  U: number,
  bias: Tensor<1 | 2> | undefined,
  nh: Tensor,
  at: number,
  compute: Compute,
): void {
  if (bias === undefined) nh.data.fill(0, at, at + M * U);
  else compute.kernels.fillRows(M, U, bias.data, 5 * U, nh.data, at, U);
}

/**
 * Memory for the gradient of `inputBias`: with `resetAfter` its own, from which `addStateBias` takes
 * it; else that of the bias itself.
 */
export function inputBiasGradient(
  grad: Tensor<1 | 2> | undefined,
  U: number,
  resetAfter: boolean,
  compute: Compute,
): Tensor<1> | undefined {
  if (grad === undefined) return undefined;
  return resetAfter ? compute.zeros<1>([3 * U]) : reshaped<1>(grad, [3 * U]);
}

/**
 * Adds the gradient of `inputBias` to that of b and, but for the candidate, to that of b′, whose
 * candidate gets the sum of the rows of dnh `[M, U]`.
 */
export function addBiasGradients(
  grad: Tensor<1 | 2>,
  dInput: Tensor<1>,
  M: number,
  dNh: Tensor,
  compute: Compute,
): void {
  const k = compute.kernels;
  const [S] = dInput.shape;
  const U = S / 3;
  k.add(S, dInput.data, 0, grad.data, 0);
  k.add(2 * U, dInput.data, 0, grad.data, S); //  was: b[z, r] + b′[z, r]
  k.sumRows(M, U, dNh.data, 0, U, grad.data, S + 2 * U); //  was: nh = b′[n] + h₋·R[n]
}
