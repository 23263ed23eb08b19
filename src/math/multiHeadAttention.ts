import { type Compute, referenceCompute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { type AttendCache, attendBackward, attendForward } from './attend.ts';
import { attendInBlocks, keepsNoScores } from './attendInBlocks.ts';
import { checkFeatures } from './attention.ts';
import { type ContextCache, inContext, inContextBackward } from './attentionContext.ts';
import { type PackedInputs, packedInputs } from './attentionInputs.ts';
import {
  type AttentionMemory,
  type MemoryQuery,
  memoryOf,
  type RememberedInputs,
  remembered,
} from './attentionMemory.ts';
import { checkTensor } from './check.ts';
import { type DenseCache, denseBackward, denseForward } from './dense.ts';
import { dotScoreBlock, dotScores, dotScoresBackward } from './dotScores.ts';
import { packedWeights, placedWeights } from './heads.ts';
import type {
  MultiHeadAttentionInputGradients,
  MultiHeadAttentionInputs,
  MultiHeadAttentionOptions,
  MultiHeadAttentionOutputGradients,
  MultiHeadAttentionOutputs,
} from './multiHeadInputs.ts';
import {
  checkMultiHead,
  checkTogether,
  joining,
  type MultiHeadAttentionWeights,
  sideBySide,
} from './multiHeadWeights.ts';
import { packed, unpacked } from './packing.ts';
import { copyRow } from './steps.ts';

const OWNER = 'multiHeadAttention';

/** What the backward pass needs of the forward pass. */
export interface MultiHeadAttentionCache {
  /** The inputs, packed. */
  readonly inputs: PackedInputs;
  /** Whether the values are the queries. */
  readonly alone: boolean;
  /** What the projections and the output were made of. */
  readonly dense: Readonly<Record<'query' | 'key' | 'value' | 'output', DenseCache>>;
  /** The scaled queries, H heads side by side. */
  readonly query: Tensor<3>;
  /** The keys that are attended to. */
  readonly key: Tensor<3>;
  /** The weights and what they weigh. */
  readonly attend: AttendCache;
  /** With `contextLength`: how the context grew. */
  readonly context: ContextCache | undefined;
  /** 1 / √K. */
  readonly factor: number;
  /** Whether the gradients of the inputs are asked for. */
  readonly inputGradient: boolean;
}

/**
 * Multi-head attention (Vaswani et al. 2017) with the weights of Keras: H times dot-product attention
 * side by side, each on projections of its own.
 *
 *     q = b_q + x_q·W_q,   k = b_k + x_k·W_k,   v = b_v + x_v·W_v      for each head
 *     a_ij = softmax_j(q_i · k_j / √K)                                over the values that query i sees
 *     y_i = b_o + Σ_heads (Σ_j a_ij v_j)·W_o
 *
 * Masks and causality are those of `attentionForward`: a query that does not count gives 0, one that
 * sees nothing gives b_o.
 *
 * With `contextLength` it is causal self-attention that can go on: what it keeps is given back as `past`,
 * and a sequence in pieces has the bits of the whole.
 *
 * Sizes: B batch, T queries, S values, H heads, K features of a head's query and key, V of its value.
 *
 * @throws ShapeError if sizes or masks do not fit each other, or a row outgrows the context; StateError
 * for a past that is none
 */
export function multiHeadAttentionForward(
  weights: MultiHeadAttentionWeights,
  inputs: MultiHeadAttentionInputs,
  options: MultiHeadAttentionOptions = {},
  compute: Compute = referenceCompute(inputs.query.dtype),
): { outputs: MultiHeadAttentionOutputs; cache: MultiHeadAttentionCache } {
  const { causal = false, dropout, giveWeights = false, contextLength } = options;
  const { query, value = query, key = value, queryMask, keyMask, past } = inputs;
  const alone = inputs.value === undefined;
  checkTogether(inputs, options);
  const valueMask = alone ? queryMask : inputs.valueMask;
  const read = { query, value, key: inputs.key, queryMask, valueMask, keyMask };
  const own = packedInputs(OWNER, read, weights.query.kernel.shape[1], causal, compute);
  checkMultiHead(weights, { query, value, key }, compute);

  const { q, factor } = scaledQueries(weights, own.query, compute);
  const k = denseForward(sideBySide(weights.key), own.key, compute);
  const v = denseForward(sideBySide(weights.value), own.value, compute);
  const context =
    contextLength === undefined
      ? undefined
      : inContext(own.queries, k.output, v.output, past, contextLength, compute);
  const keys = context?.past.keys ?? k.output;
  const values = context?.past.values ?? v.output;
  const plan = context ? { ...own.plan, ...context.plan } : own.plan;

  const { output: heads, cache: attend } = keepsNoScores(options, compute)
    ? attendInBlocks(
        plan,
        dotScoreBlock(plan, q.output, keys, compute),
        values,
        own.queries.T,
        compute,
      )
    : attendForward(plan, dotScores(plan, q.output, keys, compute), values, dropout, compute);
  const out = denseForward(joining(weights), heads, compute);
  const given = giveWeights
    ? placedWeights(attend.weights, plan, own.queries, own.keys, compute)
    : undefined;
  return {
    outputs: {
      y: unpacked(out.output, own.queries, compute),
      weights: given,
      past: context?.past,
    },
    cache: {
      inputs: own,
      alone,
      dense: { query: q.cache, key: k.cache, value: v.cache, output: out.cache },
      query: q.output,
      key: keys,
      attend,
      context: context?.cache,
      factor,
      inputGradient: options.inputGradient ?? true,
    },
  };
}

/**
 * The gradient of `multiHeadAttentionForward`: adds those of the weights into `grads` and returns those
 * of the inputs. Back through the output's product, the attention of each head (see
 * `attentionBackward`) and the three projections; what is used as query, key and value at once gets
 * the sum of three gradients.
 *
 * @throws ShapeError if a gradient does not fit its output
 */
export function multiHeadAttentionBackward(
  weights: MultiHeadAttentionWeights,
  grads: MultiHeadAttentionWeights,
  cache: MultiHeadAttentionCache,
  d: MultiHeadAttentionOutputGradients,
  compute: Compute = referenceCompute(cache.query.dtype),
): MultiHeadAttentionInputGradients {
  const { inputs, dense, attend, context, inputGradient } = cache;
  const { plan } = attend;
  const { queries, keys } = inputs;
  const kernels = compute.kernels;
  const [B, T] = cache.query.shape;
  const O = weights.output.kernel.shape[2];
  if (d.y) checkTensor(OWNER, 'dy', d.y, [B, T, O], kernels.dtype);
  if (d.weights) checkTensor(OWNER, 'dWeights', d.weights, attend.weights.shape, kernels.dtype);
  const dKey = contextGradient('dKeys', d.keys, cache.key, compute);
  const dValue = contextGradient('dValues', d.values, attend.value, compute);

  // was: y = unpacked(b_o + heads·W_o)
  const dy = d.y ? packed(d.y, queries, compute) : compute.zeros<3>([B, T, O]);
  const dHeads = denseBackward(joining(weights), joining(grads), dense.output, dy, {}, compute);
  const dWeights = d.weights && packedWeights(d.weights, plan, queries, keys, compute);
  // was: heads = softmax(q · kᵀ) · v
  const dScores = attendBackward(attend, dHeads, dWeights, dValue, compute);
  const dQuery = compute.zeros<3>(cache.query.shape);
  dotScoresBackward(plan, cache.query, cache.key, dScores, dQuery, dKey, compute);
  kernels.scale(dQuery.data.length, cache.factor, dQuery.data, 0); // was: q = (b_q + x·W_q) / √K

  // was: k and v stand in the context after those of the past
  const dk = context ? inContextBackward(dKey, queries, context, compute) : dKey;
  const dv = context ? inContextBackward(dValue, queries, context, compute) : dValue;
  const project = (name: 'query' | 'key' | 'value', dProjected: Tensor<3>) =>
    denseBackward(
      sideBySide(weights[name]),
      sideBySide(grads[name]),
      dense[name],
      dProjected,
      { inputGradient },
      compute,
    );
  const dxQuery = project('query', dQuery);
  const dxKey = project('key', dk);
  const dxValue = project('value', dv);
  const past = { keys: context && dKey, values: context && dValue };
  if (!dxQuery || !dxKey || !dxValue)
    return { query: undefined, value: undefined, key: undefined, ...past };
  const n = dxValue.data.length;
  if (!inputs.ownKey) kernels.add(n, dxKey.data, 0, dxValue.data, 0); // was: key = value
  if (cache.alone) kernels.add(n, dxValue.data, 0, dxQuery.data, 0); // was: value = query
  return {
    query: unpacked(dxQuery, queries, compute),
    value: cache.alone ? undefined : unpacked(dxValue, keys, compute),
    key: inputs.ownKey ? unpacked(dxKey, keys, compute) : undefined,
    ...past,
  };
}

/**
 * The memory of values with their projections, which are made once however many queries come.
 *
 * @throws ShapeError if sizes or masks do not fit each other
 */
export function multiHeadAttentionMemory(
  weights: MultiHeadAttentionWeights,
  inputs: RememberedInputs,
  compute: Compute = referenceCompute(inputs.value.dtype),
): AttentionMemory {
  const project = (name: 'key' | 'value', x: Tensor<3>): Tensor<3> =>
    denseForward(sideBySide(weights[name]), x, compute).output;
  return memoryOf(OWNER, inputs, project, compute);
}

/**
 * What `multiHeadAttentionForward` gives of `multiHeadAttentionMemory(values)`, for queries that come one
 * after the other: y `[B, T, O]`, with the same bits.
 *
 * @throws ShapeError if sizes or masks do not fit each other
 */
export function multiHeadAttentionOfMemory(
  weights: MultiHeadAttentionWeights,
  inputs: MemoryQuery,
  memory: AttentionMemory,
  compute: Compute = referenceCompute(inputs.query.dtype),
): Tensor<3> {
  const own = remembered(OWNER, inputs, memory, weights.query.kernel.shape[1], compute);
  const { output: query } = scaledQueries(weights, own.query, compute).q;
  checkFeatures(OWNER, { query, value: own.key });
  const scores = dotScores(own.plan, query, own.key, compute);
  const { output: heads } = attendForward(own.plan, scores, own.value, undefined, compute);
  return unpacked(denseForward(joining(weights), heads, compute).output, own.queries, compute);
}

/** What is asked, H heads side by side: q = (b_q + x·W_q) / √K, and 1 / √K. */
function scaledQueries(weights: MultiHeadAttentionWeights, x: Tensor<3>, compute: Compute) {
  const K = weights.query.kernel.shape[2];
  const q = denseForward(sideBySide(weights.query), x, compute);
  const factor = 1 / Math.sqrt(K);
  compute.kernels.scale(q.output.data.length, factor, q.output.data, 0);
  return { q, factor };
}

/** Memory for the gradient of keys or values: a copy of what came for those in the context, or zeros. */
function contextGradient(
  name: string,
  d: Tensor<3> | undefined,
  like: Tensor<3>,
  compute: Compute,
): Tensor<3> {
  const out = compute.zeros<3>(like.shape);
  if (d === undefined) return out;
  checkTensor(OWNER, name, d, like.shape, compute.kernels.dtype);
  copyRow(d.data, 0, out.data, 0, d.data.length);
  return out;
}
