import {
  type Compute,
  factor,
  type PointwiseActivation,
  referenceCompute,
  transposedFactor,
} from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { fillWithBias } from './bias.ts';
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
import { normalizeRows, normalizeRowsBackward } from './normalizedRows.ts';
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

/** The weights of a layer-normalised LSTM of U units on I features. */
export interface LayerNormLstmWeights extends LstmVariantWeights {
  /** γ of x·W, `[4U]`. */
  readonly kernelGamma: Tensor<1>;
  /** γ of h·R, `[4U]`. */
  readonly recurrentGamma: Tensor<1>;
  /** γ of c, `[U]`. */
  readonly stateGamma: Tensor<1>;
  /** β of c, `[U]`. */
  readonly stateBeta: Tensor<1>;
}

/** How a layer-normalised LSTM computes. */
export interface LayerNormLstmOptions extends LstmVariantOptions {
  /** ε, which keeps the root from 0; 0.001 by default. */
  readonly epsilon?: number;
}

/** What the backward pass needs of the forward pass; all arrays are time-major. */
export interface LayerNormLstmCache {
  /** Which rows ran at each step. */
  readonly steps: Steps;
  /** How it was computed. */
  readonly options: LayerNormLstmOptions;
  /** x. */
  readonly input: InputCache;
  /** The activated gates i, f, g, o, `[T, B, 4U]`. */
  readonly gates: Tensor<3>;
  /** c_{t−1} in block t, `[T + 1, B, U]`. */
  readonly cs: Tensor<3>;
  /** h_{t−1} in block t, `[T + 1, B, U]`. */
  readonly hs: Tensor<3>;
  /** What R reads: hs, or h_{t−1} ⊙ m, `[T, B, U]`, with m the factors of the state. */
  readonly read: Tensor<3>;
  /** m, if there is one. */
  readonly stateFactors: Tensor<2> | undefined;
  /** act(γ ⊙ c_t normalised + β), `[T, B, U]`. */
  readonly as: Tensor<3>;
  /** x_t·W, h_{t−1}·R and c_t, each normalised, `[T, B, 4U]` and `[T, B, U]`. */
  readonly normalized: { readonly x: Tensor<3>; readonly h: Tensor<3>; readonly c: Tensor<3> };
  /** 1 / √(variance + ε) of each of their rows, `[T · B]`. */
  readonly inverse: {
    readonly x: Float64Array;
    readonly h: Float64Array;
    readonly c: Float64Array;
  };
}

/**
 * The LSTM with layer normalization (Ba, Kiros and Hinton 2016, equations 20 to 22). N(a) is a row
 * with its mean taken off, divided by √(variance + ε); the four gates of a row are one row.
 *
 *     z_t = b + γ_x ⊙ N(x_t·W) + γ_h ⊙ N(h_{t−1}·R)     [B, 4U], four blocks of U columns
 *     i_t, f_t, o_t = σ(z_t[i]), σ(z_t[f]), σ(z_t[o]),   g_t = tanh(z_t[g])
 *     c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t                    carried on as it is
 *     h_t = o_t ⊙ tanh(γ_c ⊙ N(c_t) + β_c)
 *
 * The paper's two β of the gates and its b are one sum, so they are one b here.
 *
 * Sizes: B batch, T time steps, I features, U units. With `stateFactors` m, R reads h_{t−1} ⊙ m.
 *
 * @throws ShapeError if a weight, state or mask does not fit x
 */
export function layerNormLstmForward(
  weights: LayerNormLstmWeights,
  inputs: LstmVariantInputs,
  options: LayerNormLstmOptions = {},
  compute: Compute = referenceCompute(inputs.x.dtype),
): { outputs: LstmVariantOutputs; cache: LayerNormLstmCache } {
  const { activation = 'tanh', recurrentActivation = 'sigmoid', sequences = true } = options;
  const { epsilon = 1e-3 } = options;
  const { B, T, U } = checkLayerNormLstm(weights, inputs, compute);
  const { kernel, bias, kernelGamma, recurrentGamma, stateGamma, stateBeta } = weights;
  const k = compute.kernels;
  const R = factor(weights.recurrentKernel, compute);
  const S = 4 * U; //  from a row of gates to the next
  const steps = stepsOf(inputs.mask, B, T);
  const cs = statesFrom(inputs.c0, [T, B, U], compute);
  const as = compute.empty<3>([T, B, U]);
  const hs = statesFrom(inputs.h0, [T, B, U], compute);

  const { stateFactors } = inputs;
  const read = stateFactors ? stepGradients([T, B, U], steps, compute) : hs; //  0 where none runs
  const nx = compute.empty<3>([T, B, S]);
  const nh = stepGradients([T, B, S], steps, compute);
  const nc = stepGradients([T, B, U], steps, compute);
  const [ofX, ofH, ofC] = [compute.doubles(T * B), compute.doubles(T * B), compute.doubles(T * B)];

  // b + γ_x ⊙ N(x·W) for all steps at once
  const input = inputProduct({ kernel }, inputs.x, inputs.lookup, steps, nx.data, 0, compute);
  normalizeRows(T * B, S, epsilon, nx.data, 0, nx.data, 0, ofX, 0);
  const gates = compute.empty<3>([T, B, S]);
  fillWithBias(T * B, S, bias, gates.data, 0, compute);
  addScaledRows(T * B, S, kernelGamma.data, 0, nx.data, 0, S, gates.data, 0, S);

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
      const was = row * U; //  where act(…) stands, and c and h of step t − 1
      const now = was + B * U; //  where c and h of step t stand
      const m = stretches[s]! * U;
      if (stateFactors) k.multiply(M * U, hs.data, was, stateFactors.data, m, read.data, was);
      nh.data.fill(0, z, z + M * S);
      k.matmulFactor(M, read.data, was, U, R, nh.data, z, S);
      normalizeRows(M, S, epsilon, nh.data, z, nh.data, z, ofH, row);
      addScaledRows(M, S, recurrentGamma.data, 0, nh.data, z, S, gates.data, z, S);
      activate(recurrentActivation, M, 2 * U, z); //  i, f
      activate(activation, M, U, z + 2 * U); //  g
      activate(recurrentActivation, M, U, z + 3 * U); //  o
      k.lstmState(M, U, gates.data, z, S, cs.data, was, cs.data, now);
      normalizeRows(M, U, epsilon, cs.data, now, nc.data, was, ofC, row);
      k.fillRows(M, U, stateBeta.data, 0, as.data, was, U);
      addScaledRows(M, U, stateGamma.data, 0, nc.data, was, U, as.data, was, U);
      k.activate(activation, M, U, as.data, was, U, as.data, was, U);
      k.lstmOutput(M, U, gates.data, z, S, as.data, was, hs.data, now);
    }
  }
  const y = sequences ? outputsOf(hs, compute) : undefined;
  const normalized = { x: nx, h: nh, c: nc };
  const inverse = { x: ofX, h: ofH, c: ofC };
  return {
    outputs: { y, h: finalState(hs, compute), c: finalState(cs, compute) },
    cache: { steps, options, input, gates, cs, hs, read, stateFactors, as, normalized, inverse },
  };
}

/**
 * Backpropagation through time of `layerNormLstmForward`: adds the gradients of the weights into
 * `grads` and returns those of the inputs. It is that of the LSTM; where something was normalised, with
 * n = N(a), d the gradient of γ ⊙ n and r = 1 / √(variance + ε):
 *
 *     dγ += Σ d ⊙ n,   da = r · (γ ⊙ d − mean(γ ⊙ d) − n · mean(γ ⊙ d ⊙ n))
 *
 * At a masked step dh and dc pass unchanged.
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function layerNormLstmBackward(
  weights: LayerNormLstmWeights,
  grads: LayerNormLstmWeights,
  cache: LayerNormLstmCache,
  d: LstmVariantOutputGradients,
  compute: Compute = referenceCompute(cache.hs.dtype),
): LstmVariantInputGradients {
  const { steps, options, input, gates, cs, hs, read, stateFactors, as } = cache;
  const { normalized, inverse } = cache;
  const { activation = 'tanh', recurrentActivation = 'sigmoid', inputGradient = true } = options;
  const { x: ofX, h: ofH, c: ofC } = inverse;
  const [gammaX, gammaH] = [weights.kernelGamma.data, weights.recurrentGamma.data];
  const gammaC = weights.stateGamma.data;
  const { T, B } = steps;
  const U = hs.shape[2];
  const k = compute.kernels;
  checkLstmVariantGradients('layerNormLstm', d, { B, T, U, P: U }, k.dtype);
  const Rt = transposedFactor(weights.recurrentKernel, compute);
  const [nx, nh, nc] = [normalized.x.data, normalized.h.data, normalized.c.data];
  const G = gates.data;
  const S = 4 * U; //  from a row of gates to the next
  const dz = stepGradients([T, B, S], steps, compute);
  const dr = stepGradients([T, B, S], steps, compute); //  of h₋·R
  const dv = stepGradients([T, B, U], steps, compute); //  of β_c + γ_c ⊙ N(c)
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
      // was: a = act(β_c + γ_c ⊙ n)
      k.activateBackward(activation, M, U, as.data, was, U, da.data, b, U, dv.data, was, U);
      // was: β_c + γ_c ⊙ N(c)
      normalizeRowsBackward(M, U, gammaC, nc, was, ofC, row, dv.data, was, da.data, b);
      k.add(M * U, da.data, b, dc.data, b);
      // was: c = f ⊙ c₋ + i ⊙ g
      k.lstmStateBackward(M, U, G, z, S, cs.data, was, dc.data, b, dz.data, z, S);
      undo(recurrentActivation, M, 2 * U, z); //  was: i, f = σ(z[i, f])
      undo(activation, M, U, z + 2 * U); //  was: g = act(z[g])
      undo(recurrentActivation, M, U, z + 3 * U); //  was: o = σ(z[o])
      // was: z += γ_h ⊙ N(h₋·R)
      normalizeRowsBackward(M, S, gammaH, nh, z, ofH, row, dz.data, z, dr.data, z);
      dh.data.fill(0, b, b + M * U);
      k.matmulFactor(M, dr.data, z, S, Rt, dh.data, b, U);
      // was: read = h₋ ⊙ m
      if (stateFactors) k.multiply(M * U, dh.data, b, stateFactors.data, b, dh.data, b);
    }
  }
  // was: β_c + γ_c ⊙ N(c), for all steps at once
  k.sumRows(T * B, U, dv.data, 0, U, grads.stateBeta.data, 0);
  addScaleGradient(T * B, U, nc, 0, U, dv.data, 0, U, grads.stateGamma.data, 0, compute);
  // was: z = b + γ_x ⊙ N(x·W) + γ_h ⊙ N(h₋·R)
  if (grads.bias) k.sumRows(T * B, S, dz.data, 0, S, grads.bias.data, 0);
  addScaleGradient(T * B, S, nx, 0, S, dz.data, 0, S, grads.kernelGamma.data, 0, compute);
  addScaleGradient(T * B, S, nh, 0, S, dz.data, 0, S, grads.recurrentGamma.data, 0, compute);
  const dR = grads.recurrentKernel.data;
  k.matmulTransposedA(U, S, T * B, read.data, 0, U, dr.data, 0, S, dR, 0, S);
  const du = dz; //  of x·W, in the place of what is not needed any more
  normalizeRowsBackward(T * B, S, gammaX, nx, 0, ofX, 0, dz.data, 0, du.data, 0);
  const { kernel } = grads;
  const { x, table } = inputProductBackward(weights, { kernel }, input, du, inputGradient, compute);
  return { x, table, h0: dh, c0: dc };
}

function checkLayerNormLstm(
  weights: LayerNormLstmWeights,
  inputs: LstmVariantInputs,
  compute: Compute,
): { B: number; T: number; U: number } {
  const { B, T, U } = checkLstmVariant('layerNormLstm', weights, inputs, undefined, compute);
  const { kernelGamma, recurrentGamma, stateGamma, stateBeta } = weights;
  const { dtype } = compute.kernels;
  checkTensor('layerNormLstm', 'kernelGamma', kernelGamma, [4 * U], dtype);
  checkTensor('layerNormLstm', 'recurrentGamma', recurrentGamma, [4 * U], dtype);
  checkTensor('layerNormLstm', 'stateGamma', stateGamma, [U], dtype);
  checkTensor('layerNormLstm', 'stateBeta', stateBeta, [U], dtype);
  return { B, T, U };
}
