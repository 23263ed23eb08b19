import {
  type Compute,
  factor,
  type PointwiseActivation,
  referenceCompute,
  transposedFactor,
} from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkRank, checkTensor } from './check.ts';
import { type InputCache, inputProduct, inputProductBackward } from './inputProduct.ts';
import {
  checkLstmVariant,
  checkLstmVariantGradients,
  type LstmVariantInputGradients,
  type LstmVariantInputs,
  type LstmVariantOptions,
  type LstmVariantOutputGradients,
  type LstmVariantOutputs,
  type LstmVariantSizes,
  type LstmVariantWeights,
} from './lstmVariant.ts';
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

/** The weights of a projected LSTM of U units and P projected ones on I features. */
export interface ProjectedLstmWeights extends LstmVariantWeights {
  /** V, `[U, P]`: what the output is projected by. */
  readonly projectionKernel: Tensor<2>;
}

/** What the backward pass needs of the forward pass; all arrays are time-major. */
export interface ProjectedLstmCache {
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
  /** m_t, the output before it is projected, `[T, B, U]`; 0 in rows that don't run. */
  readonly ms: Tensor<3>;
  /** h_{t−1} in block t, `[T + 1, B, P]`. */
  readonly hs: Tensor<3>;
  /** What R reads: hs, or h_{t−1} ⊙ m, `[T, B, P]`, with m the factors of the state. */
  readonly read: Tensor<3>;
  /** m, if there is one. */
  readonly stateFactors: Tensor<2> | undefined;
}

/**
 * The LSTM with a projected output (Sak, Senior and Beaufays 2014), as PyTorch's `proj_size`: the output,
 * and with it the recurrent product, is smaller than the memory.
 *
 *     z_t = b + x_t·W + h_{t−1}·R          [B, 4U], four blocks of U columns
 *     i_t, f_t, o_t = σ(z_t[i]), σ(z_t[f]), σ(z_t[o]),   g_t = tanh(z_t[g])
 *     c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t      cell state, [B, U]
 *     m_t = o_t ⊙ tanh(c_t)                [B, U]
 *     h_t = m_t·V                          output, [B, P]
 *
 * Sizes: B batch, T time steps, I features, U units, P projected units. R is `[P, 4U]`. With `stateFactors`
 * m, R reads h_{t−1} ⊙ m.
 *
 * @throws ShapeError if a weight, state or mask does not fit x
 */
export function projectedLstmForward(
  weights: ProjectedLstmWeights,
  inputs: LstmVariantInputs,
  options: LstmVariantOptions = {},
  compute: Compute = referenceCompute(inputs.x.dtype),
): { outputs: LstmVariantOutputs; cache: ProjectedLstmCache } {
  const { activation = 'tanh', recurrentActivation = 'sigmoid', sequences = true } = options;
  const { B, T, U, P } = checkProjectedLstm(weights, inputs, compute);
  const k = compute.kernels;
  const R = factor(weights.recurrentKernel, compute);
  const V = factor(weights.projectionKernel, compute);
  const S = 4 * U; //  from a row of gates to the next
  const steps = stepsOf(inputs.mask, B, T);
  const cs = statesFrom(inputs.c0, [T, B, U], compute);
  const as = compute.empty<3>([T, B, U]);
  const ms = stepGradients([T, B, U], steps, compute);
  const hs = statesFrom(inputs.h0, [T, B, P], compute);

  const gates = compute.empty<3>([T, B, S]);
  const { x, lookup, stateFactors } = inputs;
  const read = stateFactors ? stepGradients([T, B, P], steps, compute) : hs; //  0 where none runs
  const input = inputProduct(weights, x, lookup, steps, gates.data, 0, compute); //  b + x_t·W

  const activate = (f: PointwiseActivation, M: number, N: number, at: number): void => {
    k.activate(f, M, N, gates.data, at, S, gates.data, at, S);
  };
  for (let t = 0; t < T; t++) {
    if (!allRun(steps, t)) {
      // A masked row repeats its state.
      copyRow(hs.data, t * B * P, hs.data, (t + 1) * B * P, B * P);
      copyRow(cs.data, t * B * U, cs.data, (t + 1) * B * U, B * U);
    }
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const row = t * B + stretches[s]!;
      const M = stretches[s + 1]!;
      const z = row * S; //  where z_t, later the gates, stand
      const was = row * U; //  where act(c_t), m_t and c of step t − 1 stand
      const now = was + B * U; //  where c of step t stands
      const seen = row * P; //  where h of step t − 1 stands
      const out = seen + B * P; //  where h of step t stands
      const m = stretches[s]! * P;
      if (stateFactors) k.multiply(M * P, hs.data, seen, stateFactors.data, m, read.data, seen);
      k.matmulFactor(M, read.data, seen, P, R, gates.data, z, S);
      activate(recurrentActivation, M, 2 * U, z); //  i, f
      activate(activation, M, U, z + 2 * U); //  g
      activate(recurrentActivation, M, U, z + 3 * U); //  o
      k.lstmState(M, U, gates.data, z, S, cs.data, was, cs.data, now);
      k.activate(activation, M, U, cs.data, now, U, as.data, was, U);
      k.lstmOutput(M, U, gates.data, z, S, as.data, was, ms.data, was);
      hs.data.fill(0, out, out + M * P);
      k.matmulFactor(M, ms.data, was, U, V, hs.data, out, P);
    }
  }
  const y = sequences ? outputsOf(hs, compute) : undefined;
  return {
    outputs: { y, h: finalState(hs, compute), c: finalState(cs, compute) },
    cache: { steps, options, input, gates, cs, as, ms, hs, read, stateFactors },
  };
}

/**
 * Backpropagation through time of `projectedLstmForward`: adds the gradients of the weights into `grads`
 * and returns those of the inputs. It is that of the LSTM, with the output m_t in the place of h_t and
 *
 *     dm_t = dh_t·Vᵀ,   dV = Σ m_tᵀ·dh_t
 *
 * At a masked step dh and dc pass unchanged.
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function projectedLstmBackward(
  weights: ProjectedLstmWeights,
  grads: ProjectedLstmWeights,
  cache: ProjectedLstmCache,
  d: LstmVariantOutputGradients,
  compute: Compute = referenceCompute(cache.hs.dtype),
): LstmVariantInputGradients {
  const { steps, options, input, gates, cs, as, ms, read, stateFactors } = cache;
  const { activation = 'tanh', recurrentActivation = 'sigmoid', inputGradient = true } = options;
  const { T, B } = steps;
  const [U, P] = weights.projectionKernel.shape;
  const k = compute.kernels;
  checkLstmVariantGradients('projectedLstm', d, { B, T, U, P }, k.dtype);
  const Rt = transposedFactor(weights.recurrentKernel, compute);
  const Vt = transposedFactor(weights.projectionKernel, compute);
  const G = gates.data;
  const S = 4 * U; //  from a row of gates to the next
  const dz = stepGradients([T, B, S], steps, compute);
  const dhs = stepGradients([T, B, P], steps, compute); //  all that reaches h_t
  const dys = d.y && swapped(d.y, compute); //  [T, B, P]
  const dh = gradientFrom(d.h, [B, P], compute);
  const dc = gradientFrom(d.c, [B, U], compute);
  const dm = compute.empty<2>([B, U]);

  const undo = (f: PointwiseActivation, M: number, N: number, at: number): void => {
    k.activateBackward(f, M, N, G, at, S, dz.data, at, S, dz.data, at, S);
  };
  for (let t = T - 1; t >= 0; t--) {
    if (dys) k.add(B * P, dys.data, t * B * P, dh.data, 0); //  was: y_t = h_t, in masked rows, too
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const first = stretches[s]!;
      const b = first * U;
      const p = first * P; //  where dh of the first row stands
      const row = t * B + first;
      const M = stretches[s + 1]!;
      const z = row * S;
      const was = row * U;
      // was: h = m·V
      copyRow(dh.data, p, dhs.data, row * P, M * P);
      dm.data.fill(0, b, b + M * U);
      k.matmulFactor(M, dh.data, p, P, Vt, dm.data, b, U);
      // was: m = o ⊙ a
      k.lstmOutputBackward(M, U, G, z, S, as.data, was, dm.data, b, dz.data, z, S, dm.data, b);
      // was: a = act(c)
      k.activateBackward(activation, M, U, as.data, was, U, dm.data, b, U, dm.data, b, U);
      k.add(M * U, dm.data, b, dc.data, b);
      // was: c = f ⊙ c₋ + i ⊙ g
      k.lstmStateBackward(M, U, G, z, S, cs.data, was, dc.data, b, dz.data, z, S);
      undo(recurrentActivation, M, 2 * U, z); //  was: i, f = σ(z[i, f])
      undo(activation, M, U, z + 2 * U); //  was: g = act(z[g])
      undo(recurrentActivation, M, U, z + 3 * U); //  was: o = σ(z[o])
      // was: z += h₋·R
      dh.data.fill(0, p, p + M * P);
      k.matmulFactor(M, dz.data, z, S, Rt, dh.data, p, P);
      // was: read = h₋ ⊙ m
      if (stateFactors) k.multiply(M * P, dh.data, p, stateFactors.data, p, dh.data, p);
    }
  }
  // was: h = m·V, for all steps at once
  const dV = grads.projectionKernel.data;
  k.matmulTransposedA(U, P, T * B, ms.data, 0, U, dhs.data, 0, P, dV, 0, P);
  // was: z += h₋·R, for all steps at once
  const dR = grads.recurrentKernel.data;
  k.matmulTransposedA(P, S, T * B, read.data, 0, P, dz.data, 0, S, dR, 0, S);
  // was: z = b + x·W
  const { x, table } = inputProductBackward(weights, grads, input, dz, inputGradient, compute);
  return { x, table, h0: dh, c0: dc };
}

function checkProjectedLstm(
  weights: ProjectedLstmWeights,
  inputs: LstmVariantInputs,
  compute: Compute,
): LstmVariantSizes {
  const { projectionKernel } = weights;
  checkRank('projectedLstm', 'projectionKernel', projectionKernel, 2, '[units, projection]');
  const [U] = projectionKernel.shape;
  const sizes = checkLstmVariant('projectedLstm', weights, inputs, U, compute);
  const shape = [U, sizes.P];
  checkTensor('projectedLstm', 'projectionKernel', projectionKernel, shape, compute.kernels.dtype);
  return sizes;
}
