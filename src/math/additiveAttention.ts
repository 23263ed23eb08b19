import { type Compute, referenceCompute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import {
  type AdditiveCache,
  additiveScoreBlock,
  additiveScores,
  additiveScoresBackward,
} from './additiveScores.ts';
import type { AttendCache } from './attend.ts';
import { keepsNoScores } from './attendInBlocks.ts';
import { checkFeatures } from './attention.ts';
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

const OWNER = 'additiveAttention';

/** The weights of additive attention. */
export interface AdditiveAttentionWeights {
  /** How much each feature counts, `[D]`; left out, each counts 1. */
  readonly scale?: Tensor<1> | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface AdditiveAttentionCache {
  /** The inputs, packed. */
  readonly inputs: PackedInputs;
  /** What the scores were made of. */
  readonly additive: AdditiveCache;
  /** The weights and what they weigh. */
  readonly attend: AttendCache;
}

/**
 * Additive attention (Bahdanau et al. 2015), as Keras has it: a small network, rather than a product,
 * says how well a query and a key fit.
 *
 *     s_ij = Σ_d scale_d tanh(q_i + k_j)_d
 *     a_ij = exp(s_ij) / Σ_j exp(s_ij)      over the values that query i sees
 *     y_i  = Σ_j a_ij v_j
 *
 * The matrices of the paper are not part of it: put a `dense` before the queries and the keys. Masks
 * and sizes are those of `attentionForward`; T · S · D numbers are kept for the way back, if one may come.
 *
 * @throws ShapeError if sizes or masks do not fit each other
 */
export function additiveAttentionForward(
  weights: AdditiveAttentionWeights,
  inputs: AttentionInputs,
  options: AttentionOptions = {},
  compute: Compute = referenceCompute(inputs.query.dtype),
): { outputs: AttentionOutputs; cache: AdditiveAttentionCache } {
  const own = packedInputs(OWNER, inputs, 1, options.causal ?? false, compute);
  checkFeatures(OWNER, inputs);
  return answered(weights, own, options, compute);
}

/**
 * What `additiveAttentionForward` gives of `attentionMemory(values)`, for queries that come one after the
 * other: y `[B, T, E]`, with the same bits.
 *
 * @throws ShapeError if sizes or masks do not fit each other
 */
export function additiveAttentionOfMemory(
  weights: AdditiveAttentionWeights,
  inputs: MemoryQuery,
  memory: AttentionMemory,
  compute: Compute = referenceCompute(inputs.query.dtype),
): Tensor<3> {
  const own = remembered(OWNER, inputs, memory, 1, compute);
  checkFeatures(OWNER, { query: inputs.query, value: memory.keys });
  return answered(weights, own, {}, compute).outputs.y;
}

function answered(
  weights: AdditiveAttentionWeights,
  own: PackedInputs,
  options: AttentionOptions,
  compute: Compute,
): { outputs: AttentionOutputs; cache: AdditiveAttentionCache } {
  const D = own.query.shape[2];
  if (weights.scale) checkTensor(OWNER, 'scale', weights.scale, [D], compute.kernels.dtype);
  const scale = weights.scale?.data ?? compute.empty<1>([D]).data.fill(1);
  if (keepsNoScores(options, compute)) {
    const block = additiveScoreBlock(own.plan, own.query, own.key, scale, compute);
    const { outputs, cache } = attendedInBlocks(own, block.write, compute);
    return { outputs, cache: { inputs: own, additive: block.cache, attend: cache } };
  }
  const { scores, cache: additive } = additiveScores(own.plan, own.query, own.key, scale, compute);
  const { outputs, cache } = attended(own, scores, options, compute);
  return { outputs, cache: { inputs: own, additive, attend: cache } };
}

/**
 * The gradient of `additiveAttentionForward`: adds that of the scale into `grads` and returns those of
 * the inputs. With ds_ij the gradient of a score, as in `attentionBackward`, and
 * u_ij = tanh(q_i + k_j):
 *
 *     dz_ij = ds_ij scale ⊙ (1 − u_ij²)
 *     dq_i = Σ_j dz_ij,   dk_j = Σ_i dz_ij,   dscale = Σ_ij ds_ij u_ij
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function additiveAttentionBackward(
  grads: AdditiveAttentionWeights,
  { inputs, additive, attend }: AdditiveAttentionCache,
  d: AttentionOutputGradients,
  compute: Compute = referenceCompute(inputs.query.dtype),
): AttentionInputGradients {
  const { plan, query, key, ownKey } = inputs;
  const { dScores, dValue } = attendedBackward(OWNER, inputs, attend, d, compute);
  const dQuery = compute.zeros<3>(query.shape);
  const dKey = ownKey ? compute.zeros<3>(key.shape) : dValue; //  was: key = value
  const dScale = grads.scale?.data;
  additiveScoresBackward(plan, additive, dScores, dQuery, dKey, dScale, compute);
  return placedGradients(inputs, dQuery, dKey, dValue, compute);
}
