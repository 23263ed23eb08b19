import { allRun, copyRow, type Steps } from '../math/steps.ts';
import type { Mask, Tensor } from '../tensor/index.ts';
import type { Context } from './contract.ts';

// What a recurrence over the steps of a cell does beside the cell.

/** state ⊙ factors, where there are any. */
export function scaled(state: Tensor<2>, factors: Tensor<2> | undefined, ctx: Context): Tensor<2> {
  if (factors === undefined) return state;
  const out = ctx.empty<2>(state.shape);
  ctx.kernels.multiply(out.size, state.data, 0, factors.data, 0, out.data, 0);
  return out;
}

/** The rows that run at step t. */
export function runningRows({ stretches }: Steps, t: number): number[] {
  const rows: number[] = [];
  const atStep = stretches[t] ?? [];
  for (let s = 0; s < atStep.length; s += 2) {
    const start = atStep[s]!;
    for (let b = start; b < start + atStep[s + 1]!; b++) rows.push(b);
  }
  return rows;
}

/** Rows of `ran` (zeros if left out) where step t runs, rows of `masked` elsewhere. */
export function select(
  steps: Steps,
  t: number,
  ran: Tensor<2> | undefined,
  masked: Tensor<2>,
  ctx: Context,
): Tensor<2> {
  const N = masked.shape[1];
  const out = ctx.zeros<2>(masked.shape);
  if (!allRun(steps, t)) out.data.set(masked.data);
  for (const b of runningRows(steps, t)) {
    if (ran === undefined) out.data.fill(0, b * N, (b + 1) * N);
    else copyRow(ran.data, b * N, out.data, b * N, N);
  }
  return out;
}

/** dOutput + dy_t, without those rows of dy_t that `zeros` leaves out. */
export function withStep(
  dy: Tensor,
  t: number,
  zeros: Mask | undefined,
  dOutput: Tensor<2>,
  ctx: Context,
): Tensor<2> {
  const [B, N] = dOutput.shape;
  const T = dy.shape[1] ?? 0;
  const out = ctx.zeros<2>([B, N]);
  out.data.set(dOutput.data);
  for (let b = 0; b < B; b++) {
    if (zeros?.data[b * T + t] === 0) continue;
    ctx.kernels.add(N, dy.data, (b * T + t) * N, out.data, b * N);
  }
  return out;
}

/** Copies each tensor into the one that stands at its place. */
export function writeOver(own: readonly Tensor<2>[], values: readonly Tensor<2>[]): void {
  for (const [i, { data }] of own.entries()) data.set(values[i]!.data);
}
