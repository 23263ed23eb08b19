import type { Compute } from '../kernels/index.ts';
import { type Mask, reshaped, type Tensor } from '../tensor/index.ts';
import {
  type AttendCache,
  type AttentionDropout,
  attendBackward,
  attendForward,
} from './attend.ts';
import { attendInBlocks } from './attendInBlocks.ts';
import { checkMask, checkRank, checkTensor } from './check.ts';
import { type Plan, packedWeights, placedWeights, type ScoreBlock, stretchesOf } from './heads.ts';
import { bothMasks, type Packing, packed, packingOf, unpacked } from './packing.ts';

/** What attention reads: queries, and the values that they are answered with. */
export interface AttentionInputs {
  /** `[B, T, D]`. */
  readonly query: Tensor<3>;
  /** `[B, S, E]`. */
  readonly value: Tensor<3>;
  /** `[B, S, D]`: what queries are compared with; the values themselves if left out. */
  readonly key?: Tensor<3> | undefined;
  /** `[B, T]`: queries that do not count give 0. */
  readonly queryMask?: Mask | undefined;
  /** `[B, S]`: what does not count is not seen. */
  readonly valueMask?: Mask | undefined;
  /** `[B, S]`: a value is seen if it counts by both masks. */
  readonly keyMask?: Mask | undefined;
}

/** How attention computes. */
export interface AttentionOptions {
  /** Whether query t sees no value after the t-th; steps that do not count are not counted. */
  readonly causal?: boolean;
  /** How weights are dropped in training. */
  readonly dropout?: AttentionDropout | undefined;
  /** Whether the weights are given out. */
  readonly giveWeights?: boolean;
}

/** What attention gives. */
export interface AttentionOutputs {
  /** `[B, T, E]`: 0 at queries that do not count, or that see nothing. */
  readonly y: Tensor<3>;
  /** `[B, T, S]`: how much each query takes of each value, before any was dropped. */
  readonly weights: Tensor<3> | undefined;
}

/** Gradients of what attention gives; one left out is zero. */
export interface AttentionOutputGradients {
  /** `[B, T, E]`. */
  readonly y?: Tensor<3> | undefined;
  /** `[B, T, S]`. */
  readonly weights?: Tensor<3> | undefined;
}

/** Gradients of what attention reads. */
export interface AttentionInputGradients {
  /** `[B, T, D]`. */
  readonly query: Tensor<3>;
  /** `[B, S, E]`; without a key, that of the value as a key as well. */
  readonly value: Tensor<3>;
  /** `[B, S, D]`, where a key was given. */
  readonly key: Tensor<3> | undefined;
}

/** The inputs as what attends to what, packed. */
export interface PackedInputs {
  /** Where the queries that count stand. */
  readonly queries: Packing;
  /** Where the values that count stand. */
  readonly keys: Packing;
  /** What attends to what. */
  readonly plan: Plan;
  /** The queries that count. */
  readonly query: Tensor<3>;
  /** What they are compared with. */
  readonly key: Tensor<3>;
  /** The values that count. */
  readonly value: Tensor<3>;
  /** Whether a key was given beside the value. */
  readonly ownKey: boolean;
}

/**
 * Packs what counts of the inputs, for H heads.
 *
 * @throws ShapeError if batch, time, masks or precision do not fit each other
 */
export function packedInputs(
  owner: string,
  { query, value, key, queryMask, valueMask, keyMask }: AttentionInputs,
  H: number,
  causal: boolean,
  compute: Compute,
): PackedInputs {
  const { dtype } = compute.kernels;
  checkRank(owner, 'query', query, 3, '[batch, time, features]');
  checkRank(owner, 'value', value, 3, '[batch, time, features]');
  const [B, T, D] = query.shape;
  const [, S, E] = value.shape;
  checkTensor(owner, 'query', query, [B, T, D], dtype);
  checkTensor(owner, 'value', value, [B, S, E], dtype);
  if (key) checkRank(owner, 'key', key, 3, '[batch, time, features]');
  if (key) checkTensor(owner, 'key', key, [B, S, key.shape[2]], dtype);
  checkMask(owner, queryMask, B, T);
  checkMask(owner, valueMask, B, S);
  checkMask(owner, keyMask, B, S);
  const queries = packingOf(queryMask, B, T, compute);
  const seen = bothMasks(valueMask, keyMask, compute);
  const keys = S === T && seen === queryMask ? queries : packingOf(seen, B, S, compute);
  const before = causal ? new Array<number>(B).fill(0) : undefined;
  const plan = { H, queries: stretchesOf(queries), keys: stretchesOf(keys), before };
  const values = packed(value, keys, compute);
  return {
    queries,
    keys,
    plan,
    // self-attention packs once
    query: query === value && queries === keys ? values : packed(query, queries, compute),
    value: values,
    key: key === undefined || key === value ? values : packed(key, keys, compute),
    ownKey: key !== undefined,
  };
}

/**
 * What attention with a single head gives: it weighs the values by the softmax of the scores
 * `[B, 1, T, S]`, whose memory becomes that of the weights.
 */
export function attended(
  { queries, keys, plan, value }: PackedInputs,
  scores: Tensor<4>,
  { dropout, giveWeights = false }: AttentionOptions,
  compute: Compute,
): { outputs: AttentionOutputs; cache: AttendCache } {
  const { output, cache } = attendForward(plan, scores, value, dropout, compute);
  const y = unpacked(output, queries, compute);
  if (!giveWeights) return { outputs: { y, weights: undefined }, cache };
  const placed = placedWeights(cache.weights, plan, queries, keys, compute);
  const [B, , T, S] = placed.shape;
  return { outputs: { y, weights: reshaped<3>(placed, [B, T, S]) }, cache };
}

/** The same where nothing is kept of the scores, which are written in blocks. */
export function attendedInBlocks(
  { queries, plan, value }: PackedInputs,
  scoresOf: ScoreBlock,
  compute: Compute,
): { outputs: AttentionOutputs; cache: AttendCache } {
  const { output, cache } = attendInBlocks(plan, scoresOf, value, queries.T, compute);
  return { outputs: { y: unpacked(output, queries, compute), weights: undefined }, cache };
}

/** The gradients of packed values and scores, where memory for that of the values is zeros. */
export function attendedBackward(
  owner: string,
  { queries, keys, plan, value }: PackedInputs,
  cache: AttendCache,
  d: AttentionOutputGradients,
  compute: Compute,
): { readonly dScores: Tensor<4>; readonly dValue: Tensor<3> } {
  const { dtype } = compute.kernels;
  const [B, , T, S] = cache.weights.shape;
  const E = value.shape[2];
  if (d.y) checkTensor(owner, 'dy', d.y, [B, T, E], dtype);
  if (d.weights) checkTensor(owner, 'dWeights', d.weights, [B, T, S], dtype);
  // was: y = unpacked(…), weights = placedWeights(…)
  const dy = d.y ? packed(d.y, queries, compute) : compute.zeros<3>([B, T, E]);
  const placed = d.weights && reshaped<4>(d.weights, [B, 1, T, S]);
  const dWeights = placed && packedWeights(placed, plan, queries, keys, compute);
  const dValue = compute.zeros<3>([B, S, E]);
  const dScores = attendBackward(cache, dy, dWeights, dValue, compute);
  return { dScores, dValue };
}

/** Gradients in the places of the inputs; without an own key that of the key went into the value's. */
export function placedGradients(
  { queries, keys, ownKey }: PackedInputs,
  dQuery: Tensor<3>,
  dKey: Tensor<3>,
  dValue: Tensor<3>,
  compute: Compute,
): AttentionInputGradients {
  return {
    query: unpacked(dQuery, queries, compute),
    value: unpacked(dValue, keys, compute),
    key: ownKey ? unpacked(dKey, keys, compute) : undefined,
  };
}
