// Longer than others: a recurrence in two forms, forward and backward side by side.
import { type Compute, type PointwiseActivation, referenceCompute } from '../kernels/index.ts';
import type { Mask, Tensor } from '../tensor/index.ts';
import { checkMask, checkRank, checkTensor } from './check.ts';
import { timesColumns, timesColumnsTransposed } from './columns.ts';
import { addBiasGradients, fillWithStateBias, inputBias, inputBiasGradient } from './gruBias.ts';
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

/** The weights of a GRU of U units on I features, in Keras' layout: gates z, r, n side by side. */
export interface GruWeights {
  /** W, `[I, 3U]`: what the input contributes to the gates. */
  readonly kernel: Tensor<2>;
  /** R, `[U, 3U]`: what the previous output contributes. */
  readonly recurrentKernel: Tensor<2>;
  /** `[2, 3U]` with `resetAfter`: b for x·W, then b′ for h·R; else b, `[3U]`. Left out, it is zero. */
  readonly bias?: Tensor<1 | 2> | undefined;
}

/** What a GRU reads. */
export interface GruInputs {
  /** `[B, T, I]`: batch, time, features. */
  readonly x: Tensor<3>;
  /** The output before the first step, `[B, U]`; zero if left out. */
  readonly h0?: Tensor<2> | undefined;
  /** `[B, T]`: 0 at padded steps, which repeat state and output. */
  readonly mask?: Mask | undefined;
  /** Where x was looked up, which saves products: then `table` is given a gradient instead of `x`. */
  readonly lookup?: Lookup | undefined;
  /** `[B, U]`: h_{t−1} is multiplied by it on its way to R, not to h_t, at every step: dropout. */
  readonly stateFactors?: Tensor<2> | undefined;
}

/** How a GRU computes; names and defaults are Keras'. */
export interface GruOptions {
  /** Of the candidate n; `tanh` by default. */
  readonly activation?: PointwiseActivation;
  /** Of the gates z and r; `sigmoid` by default. */
  readonly recurrentActivation?: PointwiseActivation;
  /** Whether r is applied after the product h·R (the default) or before it. */
  readonly resetAfter?: boolean;
  /** `false` leaves y out, where only the final state is wanted. */
  readonly sequences?: boolean;
  /** `false` saves the gradient of x, where nobody asks for it. */
  readonly inputGradient?: boolean;
}

/** What a GRU gives. */
export interface GruOutputs {
  /** h after every step, `[B, T, U]`; h0 before a row's first unmasked step. */
  readonly y: Tensor<3> | undefined;
  /** h after the last unmasked step, `[B, U]`; h0 in a row without one. */
  readonly h: Tensor<2>;
}

/** Gradients of a GRU's outputs; one left out is zero. */
export interface GruOutputGradients {
  /** Of the output sequence, `[B, T, U]`. */
  readonly y?: Tensor<3> | undefined;
  /** Of the final output, `[B, U]`. */
  readonly h?: Tensor<2> | undefined;
}

/** Gradients of a GRU's inputs. */
export interface GruInputGradients {
  /** `[B, T, I]`, zero at masked steps; absent with `inputGradient: false`. */
  readonly x: Tensor<3> | undefined;
  /** `[V, I]`, in the place of that of x, where `lookup` was used. */
  readonly table: Tensor<2> | undefined;
  /** `[B, U]`. */
  readonly h0: Tensor<2>;
}

/** What the backward pass needs of the forward pass; all arrays are time-major. */
export interface GruCache {
  /** Which rows ran at each step. */
  readonly steps: Steps;
  /** How it was computed. */
  readonly options: GruOptions;
  /** x. */
  readonly input: InputCache;
  /** The activated gates z, r, n, `[T, B, 3U]`. */
  readonly gates: Tensor<3>;
  /** `[T, B, U]`: nh_t with `resetAfter`; else r_t ⊙ read_t, which is 0 in rows that did not run. */
  readonly inner: Tensor<3>;
  /** h_{t−1} in block t, `[T + 1, B, U]`. */
  readonly hs: Tensor<3>;
  /** What R reads: hs, or h_{t−1} ⊙ m, `[T, B, U]`, with m the factors of the state. */
  readonly read: Tensor<3>;
  /** m, if there is one. */
  readonly stateFactors: Tensor<2> | undefined;
}

/**
 * The gated recurrent unit (Cho et al. 2014), with the reset after the product as cuDNN, PyTorch and
 * Keras have it.
 *
 *     z_t = σ(b[z] + x_t·W[z] + h_{t−1}·R[z] + b′[z])        update gate
 *     r_t = σ(b[r] + x_t·W[r] + h_{t−1}·R[r] + b′[r])        reset gate
 *     nh_t = h_{t−1}·R[n] + b′[n]
 *     n_t = tanh(b[n] + x_t·W[n] + r_t ⊙ nh_t)               candidate
 *     h_t = z_t ⊙ h_{t−1} + (1 − z_t) ⊙ n_t                  output
 *
 * With `resetAfter: false`, the form of the paper, there is no b′, and
 *
 *     n_t = tanh(b[n] + x_t·W[n] + (r_t ⊙ h_{t−1})·R[n])
 *
 * Sizes: B batch, T time steps, I features, U units; a gate in brackets means its U columns. With
 * `stateFactors` m, R reads h_{t−1} ⊙ m (in both forms), and h_t has h_{t−1} as it is.
 *
 * @throws ShapeError if a weight, state or mask does not fit x
 */
export function gruForward(
  weights: GruWeights,
  inputs: GruInputs,
  options: GruOptions = {},
  compute: Compute = referenceCompute(inputs.x.dtype),
): { outputs: GruOutputs; cache: GruCache } {
  const { activation = 'tanh', recurrentActivation = 'sigmoid', resetAfter = true } = options;
  const { B, T, U } = checkGru(weights, inputs, resetAfter, compute);
  const k = compute.kernels;
  const S = 3 * U; //  from a row of gates to the next
  const matrix = weights.recurrentKernel;
  const timesRzr = timesColumns({ matrix, from: 0, count: 2 * U }, T, compute);
  const timesRn = timesColumns({ matrix, from: 2 * U, count: U }, T, compute);
  const steps = stepsOf(inputs.mask, B, T);
  const inner = stepGradients([T, B, U], steps, compute); //  0 in rows that don't run, as a gradient
  const hs = statesFrom(inputs.h0, [T, B, U], compute);

  const gates = compute.empty<3>([T, B, S]);
  const { x, lookup, stateFactors } = inputs;
  const read = stateFactors ? stepGradients([T, B, U], steps, compute) : hs; //  0 where none runs
  const own = { kernel: weights.kernel, bias: inputBias(weights.bias, U, resetAfter, compute) };
  const input = inputProduct(own, x, lookup, steps, gates.data, 0, compute); //  b + x_t·W

  const activate = (f: PointwiseActivation, M: number, N: number, at: number): void => {
    k.activate(f, M, N, gates.data, at, S, gates.data, at, S);
  };
  for (let t = 0; t < T; t++) {
    // a masked row repeats its state
    if (!allRun(steps, t)) copyRow(hs.data, t * B * U, hs.data, (t + 1) * B * U, B * U);
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const row = t * B + stretches[s]!;
      const M = stretches[s + 1]!;
      const z = row * S; //  where z_t, r_t and n_t stand, side by side
      const n = z + 2 * U;
      const was = row * U; //  where nh_t, or r_t ⊙ h_{t−1}, and h_{t−1} stand
      const now = was + B * U; //  where h_t stands
      const m0 = stretches[s]! * U;
      if (stateFactors) k.multiply(M * U, hs.data, was, stateFactors.data, m0, read.data, was);
      timesRzr(M, read.data, was, U, gates.data, z, S);
      activate(recurrentActivation, M, 2 * U, z);
      if (resetAfter) {
        fillWithStateBias(M, U, weights.bias, inner, was, compute);
        timesRn(M, read.data, was, U, inner.data, was, U);
        k.gruCandidate(M, U, gates.data, z, S, inner.data, was, U);
      } else {
        for (let m = 0; m < M; m++) {
          const at = was + m * U;
          k.multiply(U, gates.data, z + U + m * S, read.data, at, inner.data, at);
        }
        timesRn(M, inner.data, was, U, gates.data, n, S);
      }
      activate(activation, M, U, n);
      k.gruOutput(M, U, gates.data, z, S, hs.data, was, hs.data, now);
    }
  }
  const y = options.sequences === false ? undefined : outputsOf(hs, compute);
  const h = finalState(hs, compute);
  const cache = { steps, options, input, gates, inner, hs, read, stateFactors };
  return { outputs: { y, h }, cache };
}

/**
 * Backpropagation through time of `gruForward`: adds the gradients of the weights into `grads` and
 * returns those of the inputs. With dh_t all that reaches h_t, and a_t what an activation was given:
 *
 *     dz_t = dh_t ⊙ (h_{t−1} − n_t),   dn_t = dh_t ⊙ (1 − z_t)
 *     da_t[n] = dn_t ⊙ (1 − n_t²)
 *     dr_t = da_t[n] ⊙ nh_t,           dnh_t = da_t[n] ⊙ r_t
 *     da_t[z], da_t[r] = dz_t, dr_t times the slopes of their activations
 *     dh_{t−1} = dh_t ⊙ z_t + dnh_t·R[n]ᵀ + da_t[z, r]·R[z, r]ᵀ
 *     dW = Σ x_tᵀ·da_t,   dR[z, r] = Σ h_{t−1}ᵀ·da_t[z, r],   dR[n] = Σ h_{t−1}ᵀ·dnh_t
 *     db = Σ da_t,        db′[z, r] = db[z, r],   db′[n] = Σ dnh_t,   dx_t = da_t·Wᵀ
 *
 * With `resetAfter: false`, q_t = r_t ⊙ h_{t−1} takes the place of nh_t:
 *
 *     dq_t = da_t[n]·R[n]ᵀ,   dr_t = dq_t ⊙ h_{t−1},   dR[n] = Σ q_tᵀ·da_t[n]
 *     dh_{t−1} = dh_t ⊙ z_t + dq_t ⊙ r_t + da_t[z, r]·R[z, r]ᵀ
 *
 * At a masked step dh passes unchanged.
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function gruBackward(
  weights: GruWeights,
  grads: GruWeights,
  cache: GruCache,
  d: GruOutputGradients,
  compute: Compute = referenceCompute(cache.hs.dtype),
): GruInputGradients {
  const { steps, options, input, gates, inner, hs, read, stateFactors } = cache;
  const { activation = 'tanh', recurrentActivation = 'sigmoid', resetAfter = true } = options;
  const { T, B } = steps;
  const U = hs.shape[2];
  const k = compute.kernels;
  if (d.y) checkTensor('gru', 'dy', d.y, [B, T, U], k.dtype);
  if (d.h) checkTensor('gru', 'dh', d.h, [B, U], k.dtype);
  const matrix = weights.recurrentKernel;
  const timesRzr = timesColumnsTransposed({ matrix, from: 0, count: 2 * U }, T, compute);
  const timesRn = timesColumnsTransposed({ matrix, from: 2 * U, count: U }, T, compute);
  const S = 3 * U; //  from a row of gates to the next
  const da = stepGradients([T, B, S], steps, compute);
  const dys = d.y && swapped(d.y, compute); //  [T, B, U]
  const dh = gradientFrom(d.h, [B, U], compute);
  const dRead = stateFactors ? compute.empty<2>([B, U]) : dh;
  const dNh = stepGradients([resetAfter ? T : 0, B, U], steps, compute);
  const dq = compute.empty<2>([resetAfter ? 0 : B, U]);
  const G = gates.data;
  const dA = da.data;

  const undo = (f: PointwiseActivation, M: number, N: number, at: number): void => {
    k.activateBackward(f, M, N, G, at, S, dA, at, S, dA, at, S);
  };
  for (let t = T - 1; t >= 0; t--) {
    if (dys) k.add(B * U, dys.data, t * B * U, dh.data, 0); //  was: y_t = h_t, in masked rows, too
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const b = stretches[s]! * U;
      const row = t * B + stretches[s]!;
      const M = stretches[s + 1]!;
      const z = row * S;
      const n = z + 2 * U;
      const was = row * U;
      // was: h = z ⊙ h₋ + (1 − z) ⊙ n
      k.gruOutputBackward(M, U, G, z, S, hs.data, was, dh.data, b, dA, z, S);
      undo(activation, M, U, n); //  was: n = act(a[n])
      if (stateFactors) dRead.data.fill(0, b, b + M * U);
      if (resetAfter) {
        // was: a[n] += r ⊙ nh
        k.gruCandidateBackward(M, U, G, z, S, inner.data, was, U, dA, z, S, dNh.data, was, U);
        timesRn(M, dNh.data, was, U, dRead.data, b, U); //  was: nh = b′[n] + h₋·R[n]
      } else {
        dq.data.fill(0, b, b + M * U);
        timesRn(M, dA, n, S, dq.data, b, U); //  was: a[n] += q·R[n]
        for (let m = 0; m < M; m++) {
          const at = b + m * U;
          const r = z + U + m * S;
          k.multiply(U, dq.data, at, read.data, was + m * U, dA, r); //  was: q = r ⊙ h₋
          k.multiply(U, dq.data, at, G, r, dq.data, at);
        }
        k.add(M * U, dq.data, b, dRead.data, b);
      }
      undo(recurrentActivation, M, 2 * U, z); //  was: z, r = σ(a[z, r])
      timesRzr(M, dA, z, S, dRead.data, b, U); //  was: a[z, r] += h₋·R[z, r]
      if (stateFactors) {
        // was: read = h₋ ⊙ m
        k.multiply(M * U, dRead.data, b, stateFactors.data, b, dRead.data, b);
        k.add(M * U, dRead.data, b, dh.data, b);
      }
    }
  }
  // was: a[z, r] += h₋·R[z, r], for all steps at once
  const dR = grads.recurrentKernel.data;
  k.matmulTransposedA(U, 2 * U, T * B, read.data, 0, U, dA, 0, S, dR, 0, S);
  // was: nh = b′[n] + h₋·R[n], or a[n] += q·R[n]
  if (resetAfter) k.matmulTransposedA(U, U, T * B, read.data, 0, U, dNh.data, 0, U, dR, 2 * U, S);
  else k.matmulTransposedA(U, U, T * B, inner.data, 0, U, dA, 2 * U, S, dR, 2 * U, S);
  // was: a = b + x·W
  const { kernel } = weights;
  const { inputGradient = true } = options;
  const bias = inputBiasGradient(grads.bias, U, resetAfter, compute);
  const dOwn = { kernel: grads.kernel, bias };
  const { x, table } = inputProductBackward({ kernel }, dOwn, input, da, inputGradient, compute);
  if (resetAfter && grads.bias && bias) addBiasGradients(grads.bias, bias, T * B, dNh, compute);
  return { x, table, h0: dh };
}

function checkGru(
  weights: GruWeights,
  { x, h0, mask, lookup, stateFactors }: GruInputs,
  resetAfter: boolean,
  compute: Compute,
): { B: number; T: number; U: number } {
  const { dtype } = compute.kernels;
  checkRank('gru', 'x', x, 3, '[batch, time, features]');
  checkRank('gru', 'recurrentKernel', weights.recurrentKernel, 2, '[units, 3 · units]');
  const [B, T, I] = x.shape;
  const U = weights.recurrentKernel.shape[0];
  checkTensor('gru', 'x', x, [B, T, I], dtype);
  checkTensor('gru', 'kernel', weights.kernel, [I, 3 * U], dtype);
  checkTensor('gru', 'recurrentKernel', weights.recurrentKernel, [U, 3 * U], dtype);
  const bias = resetAfter ? [2, 3 * U] : [3 * U];
  if (weights.bias) checkTensor('gru', 'bias', weights.bias, bias, dtype);
  if (h0) checkTensor('gru', 'h0', h0, [B, U], dtype);
  if (stateFactors) checkTensor('gru', 'stateFactors', stateFactors, [B, U], dtype);
  checkMask('gru', mask, B, T);
  if (lookup) checkLookup('gru', lookup, [B, T, I], dtype);
  return { B, T, U };
}
