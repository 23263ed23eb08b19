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
  gradientFrom,
  outputsOf,
  type Steps,
  statesFrom,
  stepGradients,
  stepsOf,
  swapped,
} from './steps.ts';

/** The weights of an LSTM of U units on I features, in Keras' layout: gates i, f, g, o side by side. */
export interface LstmWeights {
  /** W, `[I, 4U]`: what the input contributes to the gates. */
  readonly kernel: Tensor<2>;
  /** R, `[U, 4U]`: what the previous output contributes. */
  readonly recurrentKernel: Tensor<2>;
  /** b, `[4U]`; left out, it is zero. */
  readonly bias?: Tensor<1> | undefined;
}

/** What an LSTM reads. */
export interface LstmInputs {
  /** `[B, T, I]`: batch, time, features. */
  readonly x: Tensor<3>;
  /** The output before the first step, `[B, U]`; zero if left out. */
  readonly h0?: Tensor<2> | undefined;
  /** The cell state before the first step, `[B, U]`; zero if left out. */
  readonly c0?: Tensor<2> | undefined;
  /** `[B, T]`: 0 at padded steps, which repeat state and output. */
  readonly mask?: Mask | undefined;
  /** Where x was looked up, which saves products: then `table` is given a gradient instead of `x`. */
  readonly lookup?: Lookup | undefined;
  /** `[B, U]`: h_{t−1} is multiplied by it on its way to R, the same at every step: dropout. */
  readonly stateFactors?: Tensor<2> | undefined;
}

/** How an LSTM computes; names and defaults are Keras'. */
export interface LstmOptions {
  /** Of the candidate g and of the cell state on its way out; `tanh` by default. */
  readonly activation?: PointwiseActivation;
  /** Of the three gates; `sigmoid` by default. */
  readonly recurrentActivation?: PointwiseActivation;
  /** `false` leaves y out, where only the final state is wanted. */
  readonly sequences?: boolean;
  /** `false` saves the gradient of x, where nobody asks for it. */
  readonly inputGradient?: boolean;
}

/** What an LSTM gives. */
export interface LstmOutputs {
  /** h after every step, `[B, T, U]`; h0 before a row's first unmasked step. */
  readonly y: Tensor<3> | undefined;
  /** h after the last unmasked step, `[B, U]`; h0 in a row without one. */
  readonly h: Tensor<2>;
  /** c after the last unmasked step, `[B, U]`; c0 in a row without one. */
  readonly c: Tensor<2>;
}

/** Gradients of an LSTM's outputs; one left out is zero. */
export interface LstmOutputGradients {
  /** Of the output sequence, `[B, T, U]`. */
  readonly y?: Tensor<3> | undefined;
  /** Of the final output, `[B, U]`. */
  readonly h?: Tensor<2> | undefined;
  /** Of the final cell state, `[B, U]`. */
  readonly c?: Tensor<2> | undefined;
}

/** Gradients of an LSTM's inputs. */
export interface LstmInputGradients {
  /** `[B, T, I]`, zero at masked steps; absent with `inputGradient: false`. */
  readonly x: Tensor<3> | undefined;
  /** `[V, I]`, in the place of that of x, where `lookup` was used. */
  readonly table: Tensor<2> | undefined;
  /** `[B, U]`. */
  readonly h0: Tensor<2>;
  /** `[B, U]`. */
  readonly c0: Tensor<2>;
}

/** What the backward pass needs of the forward pass; all arrays are time-major. */
export interface LstmCache {
  /** Which rows ran at each step. */
  readonly steps: Steps;
  /** How it was computed. */
  readonly options: LstmOptions;
  /** x. */
  readonly input: InputCache;
  /** The activated gates i, f, g, o, `[T, B, 4U]`. */
  readonly gates: Tensor<3>;
  /** c_{t−1} in block t, `[T + 1, B, U]`. */
  readonly cs: Tensor<3>;
  /** act(c_t), `[T, B, U]`. */
  readonly as: Tensor<3>;
  /** h_{t−1} in block t, `[T + 1, B, U]`. */
  readonly hs: Tensor<3>;
  /** What R reads: hs, or h_{t−1} ⊙ m, `[T, B, U]`, with m the factors of the state. */
  readonly read: Tensor<3>;
  /** m, if there is one. */
  readonly stateFactors: Tensor<2> | undefined;
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate by Gers et al. 2000).
 *
 *     z_t = b + x_t·W + h_{t−1}·R          [B, 4U], four blocks of U columns
 *     i_t = σ(z_t[i])                      store (input) gate
 *     f_t = σ(z_t[f])                      forget gate
 *     g_t = tanh(z_t[g])                   update (candidate)
 *     o_t = σ(z_t[o])                      output gate
 *     c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t      cell state
 *     h_t = o_t ⊙ tanh(c_t)                output
 *
 * Sizes: B batch, T time steps, I features, U units. With `stateFactors` m, R reads h_{t−1} ⊙ m.
 *
 * @throws ShapeError if a weight, state or mask does not fit x
 */
export function lstmForward(
  weights: LstmWeights,
  inputs: LstmInputs,
  options: LstmOptions = {},
  compute: Compute = referenceCompute(inputs.x.dtype),
): { outputs: LstmOutputs; cache: LstmCache } {
  const { activation = 'tanh', recurrentActivation = 'sigmoid', sequences = true } = options;
  const { B, T, U } = checkLstm(weights, inputs, compute);
  const k = compute.kernels;
  const R = factor(weights.recurrentKernel, compute);
  const S = 4 * U; //  from a row of gates to the next
  const steps = stepsOf(inputs.mask, B, T);
  const cs = statesFrom(inputs.c0, [T, B, U], compute);
  const as = compute.empty<3>([T, B, U]);
  const hs = statesFrom(inputs.h0, [T, B, U], compute);

  const gates = compute.empty<3>([T, B, S]);
  const { x, lookup, stateFactors } = inputs;
  const read = stateFactors ? stepGradients([T, B, U], steps, compute) : hs; //  0 where none runs
  const input = inputProduct(weights, x, lookup, steps, gates.data, 0, compute); //  b + x_t·W

  const activate = (f: PointwiseActivation, M: number, N: number, at: number): void => {
    k.activate(f, M, N, gates.data, at, S, gates.data, at, S);
  };
  for (let t = 0; t < T; t++) {
    if (!allRun(steps, t)) {
      // A masked row repeats its state.
      copyRow(hs.data, t * B * U, hs.data, (t + 1) * B * U, B * U);
      copyRow(cs.data, t * B * U, cs.data, (t + 1) * B * U, B * U);
    }
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const row = t * B + stretches[s]!;
      const M = stretches[s + 1]!;
      const z = row * S; //  where z_t, later the gates, stand
      const was = row * U; //  where act(c_t), and c and h of step t − 1 stand
      const now = was + B * U; //  where c and h of step t stand
      const m = stretches[s]! * U;
      if (stateFactors) k.multiply(M * U, hs.data, was, stateFactors.data, m, read.data, was);
      k.matmulFactor(M, read.data, was, U, R, gates.data, z, S);
      activate(recurrentActivation, M, 2 * U, z); //  i, f
      activate(activation, M, U, z + 2 * U); //  g
      activate(recurrentActivation, M, U, z + 3 * U); //  o
      k.lstmState(M, U, gates.data, z, S, cs.data, was, cs.data, now);
      k.activate(activation, M, U, cs.data, now, U, as.data, was, U);
      k.lstmOutput(M, U, gates.data, z, S, as.data, was, hs.data, now);
    }
  }
  const y = sequences ? outputsOf(hs, compute) : undefined;
  return {
    outputs: { y, h: finalState(hs, compute), c: finalState(cs, compute) },
    cache: { steps, options, input, gates, cs, as, hs, read, stateFactors },
  };
}

/**
 * Backpropagation through time of `lstmForward`: adds the gradients of the weights into `grads` and
 * returns those of the inputs. With dh_t and dc_t all that reaches h_t and c_t:
 *
 *     do_t = dh_t ⊙ tanh(c_t)
 *     dc_t += dh_t ⊙ o_t ⊙ (1 − tanh²(c_t))
 *     di_t = dc_t ⊙ g_t,   df_t = dc_t ⊙ c_{t−1},   dg_t = dc_t ⊙ i_t
 *     dz_t = the four of them times the slopes of their activations
 *     dh_{t−1} = dz_t·Rᵀ,  dc_{t−1} = dc_t ⊙ f_t
 *     dW = Σ x_tᵀ·dz_t,    dR = Σ h_{t−1}ᵀ·dz_t,   db = Σ dz_t,   dx_t = dz_t·Wᵀ
 *
 * At a masked step dh and dc pass unchanged.
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function lstmBackward(
  weights: LstmWeights,
  grads: LstmWeights,
  cache: LstmCache,
  d: LstmOutputGradients,
  compute: Compute = referenceCompute(cache.hs.dtype),
): LstmInputGradients {
  const { steps, options, input, gates, cs, as, hs, read, stateFactors } = cache;
  const { activation = 'tanh', recurrentActivation = 'sigmoid', inputGradient = true } = options;
  const { T, B } = steps;
  const U = hs.shape[2];
  const k = compute.kernels;
  if (d.y) checkTensor('lstm', 'dy', d.y, [B, T, U], k.dtype);
  if (d.h) checkTensor('lstm', 'dh', d.h, [B, U], k.dtype);
  if (d.c) checkTensor('lstm', 'dc', d.c, [B, U], k.dtype);
  const Rt = transposedFactor(weights.recurrentKernel, compute);
  const G = gates.data;
  const S = 4 * U; //  from a row of gates to the next
  const dz = stepGradients([T, B, S], steps, compute);
  const dys = d.y && swapped(d.y, compute); //  [T, B, U]
  const dh = gradientFrom(d.h, [B, U], compute);
  const dc = gradientFrom(d.c, [B, U], compute);
  const da = compute.empty<2>([B, U]);

  const undo = (f: PointwiseActivation, M: number, N: number, at: number): void => {
    k.activateBackward(f, M, N, G, at, S, dz.data, at, S, dz.data, at, S);
  };
  for (let t = T - 1; t >= 0; t--) {
    if (dys) k.add(B * U, dys.data, t * B * U, dh.data, 0); //  was: y_t = h_t, in masked rows, too
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const b = stretches[s]! * U;
      const row = t * B + stretches[s]!;
      const M = stretches[s + 1]!;
      const z = row * S;
      const was = row * U;
      // was: h = o ⊙ a
      k.lstmOutputBackward(M, U, G, z, S, as.data, was, dh.data, b, dz.data, z, S, da.data, b);
      // was: a = act(c)
      k.activateBackward(activation, M, U, as.data, was, U, da.data, b, U, da.data, b, U);
      k.add(M * U, da.data, b, dc.data, b);
      // was: c = f ⊙ c₋ + i ⊙ g
      k.lstmStateBackward(M, U, G, z, S, cs.data, was, dc.data, b, dz.data, z, S);
      undo(recurrentActivation, M, 2 * U, z); //  was: i, f = σ(z[i, f])
      undo(activation, M, U, z + 2 * U); //  was: g = act(z[g])
      undo(recurrentActivation, M, U, z + 3 * U); //  was: o = σ(z[o])
      // was: z += h₋·R
      dh.data.fill(0, b, b + M * U);
      k.matmulFactor(M, dz.data, z, S, Rt, dh.data, b, U);
      // was: read = h₋ ⊙ m
      if (stateFactors) k.multiply(M * U, dh.data, b, stateFactors.data, b, dh.data, b);
    }
  }
  // was: z += h₋·R, for all steps at once
  const dR = grads.recurrentKernel.data;
  k.matmulTransposedA(U, S, T * B, read.data, 0, U, dz.data, 0, S, dR, 0, S);
  // was: z = b + x·W
  const { x, table } = inputProductBackward(weights, grads, input, dz, inputGradient, compute);
  return { x, table, h0: dh, c0: dc };
}

function checkLstm(
  weights: LstmWeights,
  { x, h0, c0, mask, lookup, stateFactors }: LstmInputs,
  compute: Compute,
): { B: number; T: number; U: number } {
  const { dtype } = compute.kernels;
  checkRank('lstm', 'x', x, 3, '[batch, time, features]');
  checkRank('lstm', 'recurrentKernel', weights.recurrentKernel, 2, '[units, 4 · units]');
  const [B, T, I] = x.shape;
  const U = weights.recurrentKernel.shape[0];
  checkTensor('lstm', 'x', x, [B, T, I], dtype);
  checkTensor('lstm', 'kernel', weights.kernel, [I, 4 * U], dtype);
  checkTensor('lstm', 'recurrentKernel', weights.recurrentKernel, [U, 4 * U], dtype);
  if (weights.bias) checkTensor('lstm', 'bias', weights.bias, [4 * U], dtype);
  if (h0) checkTensor('lstm', 'h0', h0, [B, U], dtype);
  if (stateFactors) checkTensor('lstm', 'stateFactors', stateFactors, [B, U], dtype);
  if (c0) checkTensor('lstm', 'c0', c0, [B, U], dtype);
  checkMask('lstm', mask, B, T);
  if (lookup) checkLookup('lstm', lookup, [B, T, I], dtype);
  return { B, T, U };
}
