import {
  type Compute,
  factor,
  type PointwiseActivation,
  referenceCompute,
  transposedFactor,
} from '../kernels/index.ts';
import type { Mask, Tensor } from '../tensor/index.ts';
import { checkMask, checkRank, checkTensor } from './check.ts';
import {
  checkLookup,
  type InputCache,
  inputProduct,
  inputProductBackward,
  type Lookup,
} from './inputProduct.ts';
import {
  allRun,
  copyRow,
  finalState,
  firstState,
  outputsOf,
  type Steps,
  stateGradients,
  statesFrom,
  stepGradients,
  stepsOf,
} from './steps.ts';

/** The weights of a SimpleRNN of U units on I features, in Keras' layout. */
export interface SimpleRnnWeights {
  /** W, `[I, U]`. */
  readonly kernel: Tensor<2>;
  /** R, `[U, U]`. */
  readonly recurrentKernel: Tensor<2>;
  /** b, `[U]`; left out, it is zero. */
  readonly bias?: Tensor<1> | undefined;
}

/** What a SimpleRNN reads. */
export interface SimpleRnnInputs {
  /** `[B, T, I]`: batch, time, features. */
  readonly x: Tensor<3>;
  /** The output before the first step, `[B, U]`; zero if left out. */
  readonly h0?: Tensor<2> | undefined;
  /** `[B, T]`: 0 at padded steps, which repeat state and output. */
  readonly mask?: Mask | undefined;
  /** Where x was looked up, which saves products: then `table` is given a gradient instead of `x`. */
  readonly lookup?: Lookup | undefined;
  /** `[B, U]`: h_{t−1} is multiplied by it on its way to R, the same at every step: dropout. */
  readonly stateFactors?: Tensor<2> | undefined;
}

/** How a SimpleRNN computes; names and defaults are Keras'. */
export interface SimpleRnnOptions {
  /** `tanh` by default. */
  readonly activation?: PointwiseActivation;
  /** `false` leaves y out, where only the final state is wanted. */
  readonly sequences?: boolean;
  /** `false` saves the gradient of x, where nobody asks for it. */
  readonly inputGradient?: boolean;
}

/** What a SimpleRNN gives. */
export interface SimpleRnnOutputs {
  /** h after every step, `[B, T, U]`; h0 before a row's first unmasked step. */
  readonly y: Tensor<3> | undefined;
  /** h after the last unmasked step, `[B, U]`; h0 in a row without one. */
  readonly h: Tensor<2>;
}

/** Gradients of a SimpleRNN's outputs; one left out is zero. */
export interface SimpleRnnOutputGradients {
  /** Of the output sequence, `[B, T, U]`. */
  readonly y?: Tensor<3> | undefined;
  /** Of the final output, `[B, U]`. */
  readonly h?: Tensor<2> | undefined;
}

/** Gradients of a SimpleRNN's inputs. */
export interface SimpleRnnInputGradients {
  /** `[B, T, I]`, zero at masked steps; absent with `inputGradient: false`. */
  readonly x: Tensor<3> | undefined;
  /** `[V, I]`, in the place of that of x, where `lookup` was used. */
  readonly table: Tensor<2> | undefined;
  /** `[B, U]`. */
  readonly h0: Tensor<2>;
}

/** What the backward pass needs of the forward pass; all arrays are time-major. */
export interface SimpleRnnCache {
  /** Which rows ran at each step. */
  readonly steps: Steps;
  /** How it was computed. */
  readonly options: SimpleRnnOptions;
  /** x. */
  readonly input: InputCache;
  /** h_{t−1} in block t, `[T + 1, B, U]`. */
  readonly hs: Tensor<3>;
  /** What R reads: hs, or h_{t−1} ⊙ m, `[T, B, U]`, with m the factors of the state. */
  readonly read: Tensor<3>;
  /** m, if there is one. */
  readonly stateFactors: Tensor<2> | undefined;
}

/**
 * The simple recurrent network (Elman 1990).
 *
 *     z_t = b + x_t·W + h_{t−1}·R     [B, U]
 *     h_t = tanh(z_t)
 *
 * Sizes: B batch, T time steps, I features, U units. With `stateFactors` m, R reads h_{t−1} ⊙ m.
 *
 * @throws ShapeError if a weight, state or mask does not fit x
 */
export function simpleRnnForward(
  weights: SimpleRnnWeights,
  inputs: SimpleRnnInputs,
  options: SimpleRnnOptions = {},
  compute: Compute = referenceCompute(inputs.x.dtype),
): { outputs: SimpleRnnOutputs; cache: SimpleRnnCache } {
  const { activation = 'tanh', sequences = true } = options;
  const { B, T, U } = checkSimpleRnn(weights, inputs, compute);
  const k = compute.kernels;
  const R = factor(weights.recurrentKernel, compute);
  const steps = stepsOf(inputs.mask, B, T);
  const hs = statesFrom(inputs.h0, [T, B, U], compute);

  // b + x_t·W stands where h_t will
  const { x, lookup, stateFactors } = inputs;
  const read = stateFactors ? stepGradients([T, B, U], steps, compute) : hs; //  0 where none runs
  const input = inputProduct(weights, x, lookup, steps, hs.data, B * U, compute);

  const atOnce = stepsAtOnce(steps, stateFactors);
  for (let t = 0; t < T; t += atOnce) {
    if (!allRun(steps, t)) repeatMaskedRows(hs, t, steps);
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const M = stretches[s + 1]!;
      const was = (t * B + stretches[s]!) * U; //  where h_{t−1} stands
      const now = was + B * U; //  where z_t, later h_t, stands
      const m = stretches[s]! * U;
      if (stateFactors) k.multiply(M * U, hs.data, was, stateFactors.data, m, read.data, was);
      // h = act(z + read·R)
      k.simpleRnnSteps(activation, atOnce, M, read.data, was, R, hs.data, now, B * U);
    }
  }
  const y = sequences ? outputsOf(hs, compute) : undefined;
  const cache = { steps, options, input, hs, read, stateFactors };
  return { outputs: { y, h: finalState(hs, compute) }, cache };
}

/**
 * Backpropagation through time of `simpleRnnForward`: adds the gradients of the weights into `grads`
 * and returns those of the inputs. With dh_t all that reaches h_t:
 *
 *     dz_t = dh_t ⊙ (1 − h_t²)
 *     dh_{t−1} = dz_t·Rᵀ
 *     dW = Σ x_tᵀ·dz_t,   dR = Σ h_{t−1}ᵀ·dz_t,   db = Σ dz_t,   dx_t = dz_t·Wᵀ
 *
 * At a masked step dh passes unchanged.
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function simpleRnnBackward(
  weights: SimpleRnnWeights,
  grads: SimpleRnnWeights,
  cache: SimpleRnnCache,
  d: SimpleRnnOutputGradients,
  compute: Compute = referenceCompute(cache.hs.dtype),
): SimpleRnnInputGradients {
  const { steps, options, input, hs, read, stateFactors } = cache;
  const { activation = 'tanh', inputGradient = true } = options;
  const { T, B } = steps;
  const U = hs.shape[2];
  const k = compute.kernels;
  if (d.y) checkTensor('simpleRnn', 'dy', d.y, [B, T, U], k.dtype);
  if (d.h) checkTensor('simpleRnn', 'dh', d.h, [B, U], k.dtype);
  const Rt = transposedFactor(weights.recurrentKernel, compute);
  const dhs = stateGradients(d.y, d.h, [T, B, U], compute); //  of hs; dz_t comes where dh_t stood
  const dRead = stateFactors ? compute.zeros<3>([T, B, U]) : dhs;
  const h = hs.data;
  const dh = dhs.data;
  const dr = dRead.data;

  const atOnce = stepsAtOnce(steps, stateFactors);
  for (let t = T - atOnce; t >= 0; t -= atOnce) {
    if (!allRun(steps, t)) returnMaskedRows(dhs, t, steps, compute);
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const M = stretches[s + 1]!;
      const was = (t * B + stretches[s]!) * U;
      const now = was + B * U;
      const m = stretches[s]! * U;
      // was: h = act(z + read·R)
      k.simpleRnnStepsBackward(activation, atOnce, M, h, now, dh, now, Rt, dr, was, B * U);
      if (stateFactors) {
        // was: read = h₋ ⊙ m
        k.multiply(M * U, dr, was, stateFactors.data, m, dr, was);
        k.add(M * U, dr, was, dh, was);
      }
    }
  }
  // was: z += h₋·R, for all steps at once
  const dR = grads.recurrentKernel.data;
  k.matmulTransposedA(U, U, T * B, read.data, 0, U, dh, B * U, U, dR, 0, U);
  // was: z = b + x·W
  const back = inputProductBackward(weights, grads, input, dhs, inputGradient, compute, B * U);
  return { x: back.x, table: back.table, h0: firstState(dhs, compute) };
}

/** How many steps a kernel may take in one call: all, if nothing happens between them. */
function stepsAtOnce({ all, T }: Steps, stateFactors: Tensor<2> | undefined): number {
  return all && !stateFactors ? Math.max(T, 1) : 1;
}

/** h_t = h_{t−1} in the rows that step t leaves out; the others keep their z_t. */
function repeatMaskedRows(hs: Tensor<3>, t: number, steps: Steps): void {
  const [, B, U] = hs.shape;
  forMaskedRows(steps, t, (row, count) => {
    const was = (t * B + row) * U;
    copyRow(hs.data, was, hs.data, was + B * U, count * U);
  });
}

/** Undoes `repeatMaskedRows`: dh_t goes to dh_{t−1} in these rows, and their dz_t is 0. */
function returnMaskedRows(dhs: Tensor<3>, t: number, steps: Steps, { kernels }: Compute): void {
  const [, B, U] = dhs.shape;
  forMaskedRows(steps, t, (row, count) => {
    const was = (t * B + row) * U;
    const now = was + B * U;
    kernels.add(count * U, dhs.data, now, dhs.data, was); // was: h = h₋
    dhs.data.fill(0, now, now + count * U);
  });
}

/** Visits the rows that step t leaves out, those next to each other at once. */
function forMaskedRows(
  { B, stretches }: Steps,
  t: number,
  visit: (row: number, count: number) => void,
): void {
  const ends = [...stretches[t]!, B, 0];
  let row = 0;
  for (let s = 0; s < ends.length; s += 2) {
    if (ends[s]! > row) visit(row, ends[s]! - row);
    row = ends[s]! + ends[s + 1]!;
  }
}

function checkSimpleRnn(
  weights: SimpleRnnWeights,
  { x, h0, mask, lookup, stateFactors }: SimpleRnnInputs,
  compute: Compute,
): { B: number; T: number; U: number } {
  const { dtype } = compute.kernels;
  checkRank('simpleRnn', 'x', x, 3, '[batch, time, features]');
  checkRank('simpleRnn', 'recurrentKernel', weights.recurrentKernel, 2, '[units, units]');
  const [B, T, I] = x.shape;
  const U = weights.recurrentKernel.shape[0];
  checkTensor('simpleRnn', 'x', x, [B, T, I], dtype);
  checkTensor('simpleRnn', 'kernel', weights.kernel, [I, U], dtype);
  checkTensor('simpleRnn', 'recurrentKernel', weights.recurrentKernel, [U, U], dtype);
  if (weights.bias) checkTensor('simpleRnn', 'bias', weights.bias, [U], dtype);
  if (h0) checkTensor('simpleRnn', 'h0', h0, [B, U], dtype);
  if (stateFactors) checkTensor('simpleRnn', 'stateFactors', stateFactors, [B, U], dtype);
  checkMask('simpleRnn', mask, B, T);
  if (lookup) checkLookup('simpleRnn', lookup, [B, T, I], dtype);
  return { B, T, U };
}
