import type { Compute, PointwiseActivation } from '../kernels/index.ts';
import type { Dtype, Mask, Tensor } from '../tensor/index.ts';
import { checkMask, checkRank, checkTensor } from './check.ts';
import { checkLookup, type Lookup } from './inputProduct.ts';

// What the variants of the LSTM have in common beside their equations: what they read and give.

/** The weights that every variant has; gates i, f, g, o side by side. */
export interface LstmVariantWeights {
  /** W, `[I, 4U]`. */
  readonly kernel: Tensor<2>;
  /** R, `[U, 4U]`; of a projected LSTM `[P, 4U]`. */
  readonly recurrentKernel: Tensor<2>;
  /** b, `[4U]`; left out, it is zero. */
  readonly bias?: Tensor<1> | undefined;
}

/** What a variant of the LSTM reads. Its output h has U numbers, or P where it is projected. */
export interface LstmVariantInputs {
  /** `[B, T, I]`: batch, time, features. */
  readonly x: Tensor<3>;
  /** The output before the first step, `[B, U]` or `[B, P]`; zero if left out. */
  readonly h0?: Tensor<2> | undefined;
  /** The cell state before the first step, `[B, U]`; zero if left out. */
  readonly c0?: Tensor<2> | undefined;
  /** `[B, T]`: 0 at padded steps, which repeat state and output. */
  readonly mask?: Mask | undefined;
  /** Where x was looked up, which saves products: then `table` is given a gradient instead of `x`. */
  readonly lookup?: Lookup | undefined;
  /** In the shape of h0: h_{t−1} is multiplied by it on its way to R, the same at every step: dropout. */
  readonly stateFactors?: Tensor<2> | undefined;
}

/** How a variant of the LSTM computes. */
export interface LstmVariantOptions {
  /** Of the candidate g and of the cell state on its way out; `tanh` by default. */
  readonly activation?: PointwiseActivation;
  /** Of the three gates; `sigmoid` by default. */
  readonly recurrentActivation?: PointwiseActivation;
  /** `false` leaves y out, where only the final state is wanted. */
  readonly sequences?: boolean;
  /** `false` saves the gradient of x, where nobody asks for it. */
  readonly inputGradient?: boolean;
}

/** What a variant of the LSTM gives. */
export interface LstmVariantOutputs {
  /** h after every step, `[B, T, U]` or `[B, T, P]`; h0 before a row's first unmasked step. */
  readonly y: Tensor<3> | undefined;
  /** h after the last unmasked step, `[B, U]` or `[B, P]`; h0 in a row without one. */
  readonly h: Tensor<2>;
  /** c after the last unmasked step, `[B, U]`; c0 in a row without one. */
  readonly c: Tensor<2>;
}

/** Gradients of the outputs of a variant, in their shapes; one left out is zero. */
export interface LstmVariantOutputGradients {
  /** Of the output sequence. */
  readonly y?: Tensor<3> | undefined;
  /** Of the final output. */
  readonly h?: Tensor<2> | undefined;
  /** Of the final cell state. */
  readonly c?: Tensor<2> | undefined;
}

/** Gradients of the inputs of a variant, in their shapes. */
export interface LstmVariantInputGradients {
  /** `[B, T, I]`, zero at masked steps; absent with `inputGradient: false`. */
  readonly x: Tensor<3> | undefined;
  /** `[V, I]`, in the place of that of x, where `lookup` was used. */
  readonly table: Tensor<2> | undefined;
  /** Of the output before the first step. */
  readonly h0: Tensor<2>;
  /** Of the cell state before the first step. */
  readonly c0: Tensor<2>;
}

/** The sizes of a variant: batch, time steps, units, and how many numbers h has. */
export interface LstmVariantSizes {
  /** Batch size. */
  readonly B: number;
  /** Time steps. */
  readonly T: number;
  /** Units: how many numbers c has. */
  readonly U: number;
  /** How many numbers h has: U, unless it is projected. */
  readonly P: number;
}

/**
 * The sizes of a variant that is called `owner` in errors; `units` where h is projected.
 *
 * @throws ShapeError if a weight, state, mask or lookup does not fit x
 */
export function checkLstmVariant(
  owner: string,
  { kernel, recurrentKernel, bias }: LstmVariantWeights,
  { x, h0, c0, mask, lookup, stateFactors }: LstmVariantInputs,
  units: number | undefined,
  compute: Compute,
): LstmVariantSizes {
  const { dtype } = compute.kernels;
  checkRank(owner, 'x', x, 3, '[batch, time, features]');
  const layout = units === undefined ? '[units, 4 · units]' : '[projection, 4 · units]';
  checkRank(owner, 'recurrentKernel', recurrentKernel, 2, layout);
  const [B, T, I] = x.shape;
  const P = recurrentKernel.shape[0];
  const U = units ?? P;
  checkTensor(owner, 'x', x, [B, T, I], dtype);
  checkTensor(owner, 'kernel', kernel, [I, 4 * U], dtype);
  checkTensor(owner, 'recurrentKernel', recurrentKernel, [P, 4 * U], dtype);
  if (bias) checkTensor(owner, 'bias', bias, [4 * U], dtype);
  if (h0) checkTensor(owner, 'h0', h0, [B, P], dtype);
  if (stateFactors) checkTensor(owner, 'stateFactors', stateFactors, [B, P], dtype);
  if (c0) checkTensor(owner, 'c0', c0, [B, U], dtype);
  checkMask(owner, mask, B, T);
  if (lookup) checkLookup(owner, lookup, [B, T, I], dtype);
  return { B, T, U, P };
}

/** @throws ShapeError if a gradient does not fit its output */
export function checkLstmVariantGradients(
  owner: string,
  d: LstmVariantOutputGradients,
  { B, T, U, P }: LstmVariantSizes,
  dtype: Dtype,
): void {
  if (d.y) checkTensor(owner, 'dy', d.y, [B, T, P], dtype);
  if (d.h) checkTensor(owner, 'dh', d.h, [B, P], dtype);
  if (d.c) checkTensor(owner, 'dc', d.c, [B, U], dtype);
}
