import { type Compute, referenceCompute } from '../kernels/index.ts';
import { formatShape, ShapeError, type Tensor } from '../tensor/index.ts';
import type { AttendCache } from './attend.ts';
import { keepsNoScores } from './attendInBlocks.ts';
import {
  type AttentionInputGradients,
  type AttentionInputs,
  type AttentionOptions,
  type AttentionOutputGradients,
  type AttentionOutputs,
  attended,
  attendedBackward,
  attendedInBlocks,
  type PackedInputs,
  packedInputs,
  placedGradients,
} from './attentionInputs.ts';
import { type AttentionMemory, type MemoryQuery, remembered } from './attentionMemory.ts';
import { checkTensor } from './check.ts';
import { dotScoreBlock, dotScores, dotScoresBackward } from './dotScores.ts';
import { copyRow } from './steps.ts';

/** The weights of dot-product attention. */
export interface AttentionWeights {
  /** One number that the scores are multiplied by, `[]`; left out, it is 1. */
  readonly scale?: Tensor<0> | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface AttentionCache {
  /** The inputs, packed. */
  readonly inputs: PackedInputs;
  /** scale · query, packed. */
  readonly query: Tensor<3>;
  /** The weights and what they weigh. */
  readonly attend: AttendCache;
}

/**
 * Dot-product attention (Luong et al. 2015): what a query takes of each value goes by how much it has
 * in common with that value's key.
 *
 *     s_ij = scale · q_i · k_j
 *     a_ij = exp(s_ij) / Σ_j exp(s_ij)      over the values that query i sees
 *     y_i  = Σ_j a_ij v_j
 *
 * A query that does not count gives 0, and so does one that sees no value. In causal attention the
 * i-th query that counts sees the first i values that count. So steps that do not count may be left
 * out of any sequence without moving a bit.
 *
 * Sizes: B batch, T queries, S values, D features of a query and of a key, E of a value.
 *
 * @throws ShapeError if sizes or masks do not fit each other
 */
export function attentionForward(
  weights: AttentionWeights,
  inputs: AttentionInputs,
  options: AttentionOptions = {},
  compute: Compute = referenceCompute(inputs.query.dtype),
): { outputs: AttentionOutputs; cache: AttentionCache } {
  const own = packedInputs('attention', inputs, 1, options.causal ?? false, compute);
  checkFeatures('attention', inputs);
  return answered(weights, own, options, compute);
}

/**
 * What `attentionForward` gives of `attentionMemory(values)`, for queries that come one after the other:
 * y `[B, T, E]`, with the same bits.
 *
 * @throws ShapeError if sizes or masks do not fit each other
 */
export function attentionOfMemory(
  weights: AttentionWeights,
  inputs: MemoryQuery,
  memory: AttentionMemory,
  compute: Compute = referenceCompute(inputs.query.dtype),
): Tensor<3> {
  const own = remembered('attention', inputs, memory, 1, compute);
  checkFeatures('attention', { query: inputs.query, value: memory.keys });
  return answered(weights, own, {}, compute).outputs.y;
}

function answered(
  { scale }: AttentionWeights,
  own: PackedInputs,
  options: AttentionOptions,
  compute: Compute,
): { outputs: AttentionOutputs; cache: AttentionCache } {
  if (scale) checkTensor('attention', 'scale', scale, [], compute.kernels.dtype);
  const query = scaled(own.query, scale, compute);
  const { outputs, cache } = keepsNoScores(options, compute)
    ? attendedInBlocks(own, dotScoreBlock(own.plan, query, own.key, compute), compute)
    : attended(own, dotScores(own.plan, query, own.key, compute), options, compute);
  return { outputs, cache: { inputs: own, query, attend: cache } };
}

/**
 * The gradient of `attentionForward`: adds that of the scale into `grads` and returns those of the
 * inputs. With ds_ij the gradient of a score, back through the softmax of its row:
 *
 *     da_ij = dy_i · v_j            dv_j = Σ_i a_ij dy_i
 *     ds_ij = a_ij (da_ij − Σ_j a_ij da_ij)
 *     dq_i = scale Σ_j ds_ij k_j,   dk_j = scale Σ_i ds_ij q_i,   dscale = Σ_ij ds_ij q_i · k_j
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function attentionBackward(
  weights: AttentionWeights,
  grads: AttentionWeights,
  { inputs, query, attend }: AttentionCache,
  d: AttentionOutputGradients,
  compute: Compute = referenceCompute(query.dtype),
): AttentionInputGradients {
  const { dScores, dValue } = attendedBackward('attention', inputs, attend, d, compute);
  const dQuery = compute.zeros<3>(query.shape);
  const dKey = inputs.ownKey ? compute.zeros<3>(inputs.key.shape) : dValue; //  was: key = value
  dotScoresBackward(inputs.plan, query, inputs.key, dScores, dQuery, dKey, compute);
  const { scale } = weights;
  if (scale && grads.scale) {
    // was: query = scale · q
    grads.scale.data[0]! += inner(dQuery, inputs.query);
    compute.kernels.scale(dQuery.data.length, scale.data[0]!, dQuery.data, 0);
  }
  return placedGradients(inputs, dQuery, dKey, dValue, compute);
}

/** Throws a ShapeError unless queries and keys have as many features. */
export function checkFeatures(owner: string, { query, key, value }: AttentionInputs): void {
  const compared = key ?? value;
  const D = query.shape[2];
  if (compared.shape[2] === D) return;
  throw new ShapeError(
    `${owner} compares queries with keys of as many features, ${D}, got ${formatShape(compared.shape)}`,
  );
}

function scaled(x: Tensor<3>, scale: Tensor<0> | undefined, compute: Compute): Tensor<3> {
  if (scale === undefined) return x;
  const out = compute.empty<3>(x.shape);
  copyRow(x.data, 0, out.data, 0, out.data.length);
  compute.kernels.scale(out.data.length, scale.data[0]!, out.data, 0);
  return out;
}

/** Σ a ⊙ b, in float64. */
function inner(a: Tensor, b: Tensor): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += a.data[i]! * b.data[i]!;
  return sum;
}
