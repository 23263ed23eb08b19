import type { Mask, Tensor } from '../tensor/index.ts';
import type { Context, Gradients } from './contract.ts';
import type { RecurrentInput } from './recurrentInput.ts';
import { ofRank, type Value } from './value.ts';

/** The options that say what form the output of a recurrence has. */
export interface OutputForm {
  readonly returnSequences: boolean;
  readonly zeroOutputForMask: boolean;
}

/**
 * The output sequence, in the order in which it was computed, or the last output where only that is
 * wanted, then the final states, of which the first is the last output: it is the initial one in a row
 * of which no step runs.
 */
export function recurrentOutputs(
  y: Tensor<3> | undefined,
  states: readonly [Tensor<2>, ...Tensor<2>[]],
  { mask }: RecurrentInput,
  { zeroOutputForMask }: OutputForm,
): readonly Value[] {
  if (y && mask && zeroOutputForMask) zeroMasked(y, mask);
  const first: Value = y ? { data: y, mask } : { data: states[0] };
  return [first, ...states.map((data) => ({ data }))];
}

/** The gradients of `recurrentOutputs`: of y, where it is a sequence, and of each state. */
export function recurrentGradients(
  owner: string,
  { mask }: RecurrentInput,
  { returnSequences, zeroOutputForMask }: OutputForm,
  [dy, ...dStates]: Gradients,
  ctx: Context,
): { readonly y: Tensor<3> | undefined; readonly states: readonly (Tensor<2> | undefined)[] } {
  const states = dStates.map((d) => d && ofRank(owner, d, 2, 'dState [batch, units]'));
  if (dy === undefined) return { y: undefined, states };
  if (returnSequences) {
    const d = ofRank(owner, dy, 3, 'dy [batch, time, units]');
    return { y: mask && zeroOutputForMask ? withoutMasked(d, mask, ctx) : d, states };
  }
  // was: y = h, so what reaches either reaches h
  const last = ofRank(owner, dy, 2, 'dy [batch, units]');
  const [dh, ...others] = states;
  return { y: undefined, states: [dh ? sum(last, dh, ctx) : last, ...others] };
}

/** Writes zeros into the masked steps of y `[B, T, N]`. */
export function zeroMasked(y: Tensor<3>, mask: Mask): void {
  const N = y.shape[2];
  for (let step = 0; step < mask.data.length; step++) {
    if (mask.data[step] === 0) y.data.fill(0, step * N, (step + 1) * N);
  }
}

/** The gradient of what stood before the zeros: dy, and 0 at masked steps. */
function withoutMasked(dy: Tensor<3>, mask: Mask, ctx: Context): Tensor<3> {
  const d = ctx.empty<3>(dy.shape);
  d.data.set(dy.data);
  zeroMasked(d, mask); // was: y = 0 at masked steps
  return d;
}

function sum(a: Tensor<2>, b: Tensor<2>, ctx: Context): Tensor<2> {
  const out = ctx.zeros<2>(a.shape);
  out.data.set(a.data);
  ctx.kernels.add(out.data.length, b.data, 0, out.data, 0);
  return out;
}
