import {
  type Compute,
  factor,
  type PointwiseActivation,
  referenceCompute,
  transposedFactor,
} from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';
import { type InputCache, inputProduct, inputProductBackward } from './inputProduct.ts';
import {
  checkLstmVariant,
  checkLstmVariantGradients,
  type LstmVariantInputGradients,
  type LstmVariantInputs,
  type LstmVariantOptions,
  type LstmVariantOutputGradients,
  type LstmVariantOutputs,
  type LstmVariantWeights,
} from './lstmVariant.ts';
import { addScaledRows, addScaleGradient } from './scaledRows.ts';
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

/** The weights of a peephole LSTM of U units on I features. */
export interface PeepholeLstmWeights extends LstmVariantWeights {
  /** p, `[3U]`: how the gates i, f, o see the cell state, unit by unit. */
  readonly peephole: Tensor<1>;
}

/** What the backward pass needs of the forward pass; all arrays are time-major. */
export interface PeepholeLstmCache {
  /** Which rows ran at each step. */
  readonly steps: Steps;
  /** How it was computed. */
  readonly options: LstmVariantOptions;
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
 * The LSTM with peepholes (Gers and Schmidhuber 2000), by which the gates see the cell state: those that
 * store and forget the one before, that which lets out the one that it lets out.
 *
 *     z_t = b + x_t·W + h_{t−1}·R               [B, 4U], four blocks of U columns
 *     i_t = σ(z_t[i] + p_i ⊙ c_{t−1})           store (input) gate
 *     f_t = σ(z_t[f] + p_f ⊙ c_{t−1})           forget gate
 *     g_t = tanh(z_t[g])                        update (candidate)
 *     c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t           cell state
 *     o_t = σ(z_t[o] + p_o ⊙ c_t)               output gate
 *     h_t = o_t ⊙ tanh(c_t)                     output
 *
 * Sizes: B batch, T time steps, I features, U units. With `stateFactors` m, R reads h_{t−1} ⊙ m. ONNX has
 * the same p as its P, in the order i, o, f.
 *
 * @throws ShapeError if a weight, state or mask does not fit x
 */
export function peepholeLstmForward(
  weights: PeepholeLstmWeights,
  inputs: LstmVariantInputs,
  options: LstmVariantOptions = {},
  compute: Compute = referenceCompute(inputs.x.dtype),
): { outputs: LstmVariantOutputs; cache: PeepholeLstmCache } {
  const { activation = 'tanh', recurrentActivation = 'sigmoid', sequences = true } = options;
  const { B, T, U } = checkLstmVariant('peepholeLstm', weights, inputs, undefined, compute);
  const k = compute.kernels;
  checkTensor('peepholeLstm', 'peephole', weights.peephole, [3 * U], k.dtype);
  const p = weights.peephole.data;
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
      addScaledRows(M, U, p, 0, cs.data, was, U, gates.data, z, S); //  i sees c₋
      addScaledRows(M, U, p, U, cs.data, was, U, gates.data, z + U, S); //  f sees c₋
      activate(recurrentActivation, M, 2 * U, z); //  i, f
      activate(activation, M, U, z + 2 * U); //  g
      k.lstmState(M, U, gates.data, z, S, cs.data, was, cs.data, now);
      addScaledRows(M, U, p, 2 * U, cs.data, now, U, gates.data, z + 3 * U, S); //  o sees c
      activate(recurrentActivation, M, U, z + 3 * U); //  o
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
 * Backpropagation through time of `peepholeLstmForward`: adds the gradients of the weights into `grads`
 * and returns those of the inputs. It is that of the LSTM, and with dz_t the gradients before the
 * activations of the gates:
 *
 *     dc_t += p_o ⊙ dz_t[o]
 *     dc_{t−1} = dc_t ⊙ f_t + p_i ⊙ dz_t[i] + p_f ⊙ dz_t[f]
 *     dp_i = Σ dz_t[i] ⊙ c_{t−1},   dp_f = Σ dz_t[f] ⊙ c_{t−1},   dp_o = Σ dz_t[o] ⊙ c_t
 *
 * At a masked step dh and dc pass unchanged.
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function peepholeLstmBackward(
  weights: PeepholeLstmWeights,
  grads: PeepholeLstmWeights,
  cache: PeepholeLstmCache,
  d: LstmVariantOutputGradients,
  compute: Compute = referenceCompute(cache.hs.dtype),
): LstmVariantInputGradients {
  const { steps, options, input, gates, cs, as, hs, read, stateFactors } = cache;
  const { activation = 'tanh', recurrentActivation = 'sigmoid', inputGradient = true } = options;
  const { T, B } = steps;
  const U = hs.shape[2];
  const k = compute.kernels;
  checkLstmVariantGradients('peepholeLstm', d, { B, T, U, P: U }, k.dtype);
  const p = weights.peephole.data;
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
      undo(recurrentActivation, M, U, z + 3 * U); //  was: o = σ(z[o] + p_o ⊙ c)
      addScaledRows(M, U, p, 2 * U, dz.data, z + 3 * U, S, dc.data, b, U);
      // was: c = f ⊙ c₋ + i ⊙ g
      k.lstmStateBackward(M, U, G, z, S, cs.data, was, dc.data, b, dz.data, z, S);
      undo(activation, M, U, z + 2 * U); //  was: g = act(z[g])
      undo(recurrentActivation, M, 2 * U, z); //  was: i, f = σ(z[i, f] + p ⊙ c₋)
      addScaledRows(M, U, p, 0, dz.data, z, S, dc.data, b, U);
      addScaledRows(M, U, p, U, dz.data, z + U, S, dc.data, b, U);
      // was: z += h₋·R
      dh.data.fill(0, b, b + M * U);
      k.matmulFactor(M, dz.data, z, S, Rt, dh.data, b, U);
      // was: read = h₋ ⊙ m
      if (stateFactors) k.multiply(M * U, dh.data, b, stateFactors.data, b, dh.data, b);
    }
  }
  // was: z[i] += p_i ⊙ c₋, z[f] += p_f ⊙ c₋, z[o] += p_o ⊙ c, for all steps at once
  const dp = grads.peephole.data;
  const [before, after] = [0, B * U]; //  where c of the steps before, and of the steps, begin
  addScaleGradient(T * B, U, cs.data, before, U, dz.data, 0, S, dp, 0, compute);
  addScaleGradient(T * B, U, cs.data, before, U, dz.data, U, S, dp, U, compute);
  addScaleGradient(T * B, U, cs.data, after, U, dz.data, 3 * U, S, dp, 2 * U, compute);
  // was: z += h₋·R, for all steps at once
  const dR = grads.recurrentKernel.data;
  k.matmulTransposedA(U, S, T * B, read.data, 0, U, dz.data, 0, S, dR, 0, S);
  // was: z = b + x·W
  const { x, table } = inputProductBackward(weights, grads, input, dz, inputGradient, compute);
  return { x, table, h0: dh, c0: dc };
}
