import type { AttentionDropout, AttentionInputs } from '../math/index.ts';
import { ShapeError } from '../tensor/index.ts';
import { checkFlag, checkNumber } from '../tensor/options.ts';
import type { Context } from './contract.ts';
import type { LayerKind, LayerOptions } from './defineLayer.ts';
import type { Sequence } from './kinds.ts';
import type { Attended } from './outcome.ts';
import type { CallableLayer } from './symbolic.ts';
import { featuresOf, formatSignature, numbersOfRank, type Signature, type Value } from './value.ts';

// What all attention layers have in common beside their equations: what they read, and common options.

/** Options that all attention layers have; names and defaults are Keras'. */
export interface CommonAttentionOptions {
  /** How likely a weight is dropped in training, in [0, 1); 0 by default. */
  readonly dropout?: number;
  /** Whether a query sees no value after its own place. */
  readonly useCausalMask?: boolean;
  /** Whether the layer gives `[output, scores]` where it is called: how much it takes of what. */
  readonly returnAttentionScores?: boolean;
}

/** `[query, value]` or `[query, value, key]`. */
export type AttentionKinds =
  | readonly [query: Sequence, value: Sequence]
  | readonly [query: Sequence, value: Sequence, key: Sequence];

/** Makes layers that attend: `returnAttentionScores: true`, read literally, gives scores as well. */
export interface AttentionFactory<O extends CommonAttentionOptions> extends LayerKind {
  <const Given extends O & LayerOptions = object & O>(
    ...options: object extends O ? [options?: OnlyKnown<O, Given>] : [options: OnlyKnown<O, Given>]
  ): CallableLayer<AttentionKinds, Attended, ScoresOf<Given, Sequence>>;
}

/** What a call gives beside the output: scores of that kind, if the options ask for them. */
export type ScoresOf<Given, Scores> = Given extends { readonly returnAttentionScores: true }
  ? readonly [Scores]
  : readonly [];

/** The options given, of which no other may be there. */
export type OnlyKnown<O, Given> = Given & {
  readonly [Name in Exclude<keyof Given, keyof O | keyof LayerOptions>]: never;
};

/** The defaults of `CommonAttentionOptions`. */
export const ATTENTION_DEFAULTS: Required<CommonAttentionOptions> = {
  dropout: 0,
  useCausalMask: false,
  returnAttentionScores: false,
};

const LAYOUT = '[batch, time, features]';

/** Throws a ConfigError for a common option that cannot be. */
export function checkAttentionOptions(
  options: Required<CommonAttentionOptions>,
  owner: string,
): void {
  checkNumber(owner, 'dropout', options.dropout, 'in [0, 1)', (rate) => rate >= 0 && rate < 1);
  checkFlag(owner, 'useCausalMask', options.useCausalMask);
  checkFlag(owner, 'returnAttentionScores', options.returnAttentionScores);
}

/** What an attention layer will read: sizes of a query, a value and a key, and their lengths. */
export interface AttentionSizes {
  readonly query: number;
  readonly value: number;
  readonly key: number;
  /** Queries, if known. */
  readonly T: number | null;
  /** Values, if known. */
  readonly S: number | null;
}

/**
 * The sizes of `[query, value]` or `[query, value, key]`; of a single sequence, which attends to itself,
 * where `alone` allows that.
 *
 * @throws ShapeError for another number of inputs, or inputs that are no sequences
 */
export function attentionSizes(
  owner: string,
  inputs: readonly Signature[],
  alone: boolean,
): AttentionSizes {
  const [query, value = query, , ...others] = inputs;
  const enough = inputs.length > 1 || (alone && inputs.length === 1);
  if (!enough || query === undefined || others.length > 0) {
    const single = alone ? 'one sequence, ' : '';
    throw new ShapeError(
      `${owner} wants ${single}[query, value] or [query, value, key], got ${inputs.length} inputs`,
    );
  }
  const features = inputs.map((input) => sequenceFeatures(owner, input));
  const [q = 0, v = q, k = v] = features;
  return { query: q, value: v, key: k, T: query.shape[0] ?? null, S: value?.shape[0] ?? null };
}

/** How many numbers a step of a sequence has. @throws ShapeError for what is no sequence */
export function sequenceFeatures(owner: string, input: Signature | undefined): number {
  if (input?.type === 'numbers' && input.shape.length !== 2) {
    throw new ShapeError(`${owner} wants sequences ${LAYOUT}, got ${formatSignature(input)}`);
  }
  return featuresOf(owner, input, LAYOUT);
}

/** Throws a ShapeError unless queries and keys have as many features. */
export function checkCompared(owner: string, { query, key }: AttentionSizes): void {
  if (query === key) return;
  throw new ShapeError(
    `${owner} compares queries with keys of as many features, ${query}, got ` +
      `${formatSignature({ type: 'numbers', shape: [null, key] })}: put a dense() before one of them`,
  );
}

/** The values as what the functions of `unrolled/math` read. */
export function attentionInputs(owner: string, values: readonly Value[]): AttentionInputs {
  const [query, value = query, key] = values;
  return {
    query: numbersOfRank(owner, query, 3, LAYOUT),
    value: numbersOfRank(owner, value, 3, LAYOUT),
    key: key && numbersOfRank(owner, key, 3, LAYOUT),
    queryMask: query?.mask,
    valueMask: value?.mask,
    keyMask: key?.mask,
  };
}

/** How weights are dropped: only in training. */
export function attentionDropout(rate: number, ctx: Context): AttentionDropout | undefined {
  if (!ctx.training || rate === 0) return undefined;
  return { rate, random: (row) => ctx.random('dropout', row) };
}

/** Why attention over whole sequences cannot be stepped. */
export function wholeSequences(
  owner: string,
  { useCausalMask, returnAttentionScores }: Required<CommonAttentionOptions>,
): string {
  const without = useCausalMask
    ? ', without useCausalMask'
    : returnAttentionScores
      ? ', without returnAttentionScores'
      : '';
  return (
    `${owner} needs all time steps at once to attend to them: give it its values whole, ` +
    `model.given(…)${without}`
  );
}
