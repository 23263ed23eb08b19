import {
  type AttentionPast,
  type MultiHeadAttentionWeights,
  multiHeadAttentionBackward,
  multiHeadAttentionForward,
  multiHeadAttentionMemory,
  multiHeadAttentionOfMemory,
} from '../math/index.ts';
import { ConfigError, ShapeError, type Tensor } from '../tensor/index.ts';
import { checkCount, checkFlag } from '../tensor/options.ts';
import { withActivity } from './activity.ts';
import {
  ATTENTION_DEFAULTS,
  type AttentionKinds,
  attentionDropout,
  attentionInputs,
  attentionSizes,
  type CommonAttentionOptions,
  checkAttentionOptions,
  type OnlyKnown,
  type ScoresOf,
  wholeSequences,
} from './attentionInputs.ts';
import { valueMemory } from './attentionMemory.ts';
import { defineLayer, type LayerKind, type LayerOptions } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import type { Numbers, Sequence } from './kinds.ts';
import { factorWeight, leaf, weight } from './leaf.ts';
import type { OfRank } from './outcome.ts';
import type { CallableLayer } from './symbolic.ts';
import { numbersOfRank, ofRank, type Value } from './value.ts';
import {
  checkKernelOptions,
  KERNEL_DEFAULTS,
  type KernelOptions,
  kernelRules,
} from './weightOptions.ts';

/** Options of `multiHeadAttention`; names and defaults are Keras'. */
export interface MultiHeadAttentionLayerOptions extends CommonAttentionOptions, KernelOptions {
  /** H. */
  readonly numHeads: number;
  /** K, the size of a query and a key of each head. */
  readonly keyDim: number;
  /** V, the size of a value of each head; `keyDim` if null, as it is by default. */
  readonly valueDim?: number | null;
  /** How many numbers come out; as many as a query has if null, as it is by default. */
  readonly outputShape?: number | null;
  /** Whether all four products have a bias. */
  readonly useBias?: boolean;
  /**
   * Of causal self-attention: how many steps of keys and values it keeps as its state, so that it can
   * be stepped; no longer sequence can be attended to. null, the default, keeps none.
   */
  readonly contextLength?: number | null;
  /** Initial kernels; `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerOption;
  /** Initial biases; `zeros` by default. */
  readonly biasInitializer?: InitializerOption;
}

/** Makes layers that attend with heads, which give as many features as a query has, or `outputShape`. */
export interface MultiHeadAttentionFactory extends LayerKind {
  <const Given extends MultiHeadAttentionLayerOptions & LayerOptions>(
    options: OnlyKnown<MultiHeadAttentionLayerOptions, Given>,
  ): CallableLayer<
    Sequence | AttentionKinds,
    HeadsOut<'outputShape' extends keyof Given ? Given['outputShape'] : null>,
    ScoresOf<Given, Numbers<4>>
  >;
}

/** What comes out where the option `outputShape` is of this type. */
type HeadsOut<Shape> = [Shape] extends [null]
  ? OfRank<3>
  : [Shape] extends [number]
    ? Sequence<Shape>
    : Sequence;

/**
 * Multi-head attention: one sequence that attends to itself, `[query, value]` or `[query, value, key]`;
 * the equations stand at `multiHeadAttentionForward` in `unrolled/math`.
 *
 * Regularizers and constraints are of all four kernels or biases, as in Keras; the activity regularizer is of
 * the output alone.
 *
 * Weights, in Keras' layout and order: `query/kernel` `[features, H, K]`, `query/bias` `[H, K]`, the
 * same of `key` and, with V, of `value`, `attentionOutput/kernel` `[H, V, output]`,
 * `attentionOutput/bias` `[output]`. The output is as long as the queries and has their mask; a masked
 * query gives 0. With `returnAttentionScores` it also gives the scores `[batch, H, query, value]`.
 *
 * State, with `contextLength` C: `keys` `[batch, C, H · K]`, `values` `[batch, C, H · V]` and
 * `position` `[batch, 1]`, how many steps stand there.
 *
 * @throws ConfigError for an impossible option
 */
export const multiHeadAttention: MultiHeadAttentionFactory =
  defineLayer<MultiHeadAttentionLayerOptions>({
    kind: 'multiHeadAttention',
    required: ['numHeads', 'keyDim'],
    defaults: {
      valueDim: null,
      outputShape: null,
      useBias: true,
      contextLength: null,
      ...ATTENTION_DEFAULTS,
      kernelInitializer: 'glorotUniform',
      biasInitializer: 'zeros',
      ...KERNEL_DEFAULTS,
    },
    returns: ({ returnAttentionScores }) => (returnAttentionScores ? 'extras' : undefined),
    check(options, owner) {
      checkCount(owner, 'numHeads', options.numHeads);
      checkCount(owner, 'keyDim', options.keyDim);
      for (const size of ['valueDim', 'outputShape', 'contextLength'] as const) {
        if (options[size] !== null) checkCount(owner, size, options[size]);
      }
      checkFlag(owner, 'useBias', options.useBias);
      checkAttentionOptions(options, owner);
      initializerOf(options.kernelInitializer, `${owner}'s kernels`);
      initializerOf(options.biasInitializer, `${owner}'s biases`);
      checkKernelOptions(options, owner);
      const { contextLength, useCausalMask, returnAttentionScores } = options;
      if (contextLength !== null && (!useCausalMask || returnAttentionScores)) {
        throw new ConfigError(
          `${owner} has a contextLength only with useCausalMask: true and without returnAttentionScores`,
        );
      }
    },
    build(options, inputs, owner) {
      const { numHeads: H, keyDim: K, useBias, useCausalMask, returnAttentionScores } = options;
      const { query, key, value, T, S } = attentionSizes(owner, inputs, true);
      const V = options.valueDim ?? K;
      const O = options.outputShape ?? query;
      const contextLength = options.contextLength ?? undefined;
      if (contextLength !== undefined && inputs.length > 1) {
        throw new ShapeError(
          `${owner} wants one sequence, since it has a contextLength, got ${inputs.length} inputs`,
        );
      }
      const kernel = (rows: number, ...shape: readonly [number, number, number]) => {
        const initial = initializerOf(options.kernelInitializer, owner)(shape);
        const plain = factorWeight(shape, initial, undefined, rows);
        return kernelRules(plain, 'kernel', options, owner);
      };
      const bias = <const B extends readonly number[]>(shape: B) => {
        if (!useBias) return undefined;
        const plain = weight(shape, initializerOf(options.biasInitializer, owner)(shape));
        return kernelRules(plain, 'bias', options, owner);
      };
      const weights = {
        'query/kernel': kernel(query, query, H, K),
        'query/bias': bias([H, K]),
        'key/kernel': kernel(key, key, H, K),
        'key/bias': bias([H, K]),
        'value/kernel': kernel(value, value, H, V),
        'value/bias': bias([H, V]),
        'attentionOutput/kernel': kernel(H * V, H, V, O),
        'attentionOutput/bias': bias([O]),
      };
      const sealed = leaf({
        output: { type: 'numbers', shape: [T, O] },
        extras: returnAttentionScores ? [{ type: 'numbers', shape: [H, T, S] }] : [],
        weights,
        state:
          contextLength === undefined
            ? []
            : [
                { name: 'keys', shape: [contextLength, H * K] },
                { name: 'values', shape: [contextLength, H * V] },
                { name: 'position', shape: [1], counts: true },
              ],
        refusesSteps: contextLength === undefined ? whyNoSteps(owner, options, inputs) : undefined,
        memory:
          inputs.length > 1
            ? valueMemory<typeof weights>(owner, options, S, {
                keySize: H * K,
                valueSize: H * V,
                remember: (given, read, ctx) => multiHeadAttentionMemory(nested(given), read, ctx),
                answer: (given, read, memory, ctx) =>
                  multiHeadAttentionOfMemory(nested(given), read, memory, ctx),
              })
            : undefined,
        forward(given, all, ctx) {
          const count = inputs.length;
          const read = attentionInputs(owner, all.slice(0, count));
          const others = count > 1 ? read : { query: read.query, queryMask: read.queryMask };
          const { outputs, cache } = multiHeadAttentionForward(
            nested(given),
            { ...others, past: pastOf(owner, all.slice(count)) },
            {
              causal: useCausalMask,
              dropout: attentionDropout(options.dropout, ctx),
              giveWeights: returnAttentionScores,
              contextLength,
              inputGradient: ctx.inputGradient,
            },
            ctx,
          );
          const { y, weights: scores, past } = outputs;
          const further = past ? [past.keys, past.values, past.position] : scores ? [scores] : [];
          const first: Value = { data: y, mask: read.queryMask };
          return { outputs: [first, ...further.map((data) => ({ data }))], cache };
        },
        backward(given, grads, cache, [dy, first, second], ctx) {
          const d = {
            y: dy && ofRank(owner, dy, 3, 'dy [batch, query, features]'),
            ...(contextLength === undefined
              ? { weights: first && ofRank(owner, first, 4, 'dScores [batch, head, query, value]') }
              : {
                  keys: first && ofRank(owner, first, 3, 'dKeys [batch, context, size]'),
                  values: second && ofRank(owner, second, 3, 'dValues [batch, context, size]'),
                }),
          };
          const back = multiHeadAttentionBackward(nested(given), nested(grads), cache, d, ctx);
          const values = [back.query, back.value, back.key].slice(0, inputs.length);
          return contextLength === undefined ? values : [...values, back.keys, back.values];
        },
      });
      return withActivity(sealed, options.activityRegularizer, owner);
    },
  });

/** Why it cannot be stepped without a context. */
function whyNoSteps(
  owner: string,
  options: Required<CommonAttentionOptions>,
  inputs: readonly unknown[],
): string {
  if (inputs.length > 1) return wholeSequences(owner, options);
  return (
    `${owner} needs all time steps at once to attend to them: with useCausalMask: true, give it a ` +
    'contextLength'
  );
}

/** The weights as the functions of `unrolled/math` take them. */
function nested(given: {
  readonly 'query/kernel': Tensor<3>;
  readonly 'query/bias': Tensor<2> | undefined;
  readonly 'key/kernel': Tensor<3>;
  readonly 'key/bias': Tensor<2> | undefined;
  readonly 'value/kernel': Tensor<3>;
  readonly 'value/bias': Tensor<2> | undefined;
  readonly 'attentionOutput/kernel': Tensor<3>;
  readonly 'attentionOutput/bias': Tensor<1> | undefined;
}): MultiHeadAttentionWeights {
  return {
    query: { kernel: given['query/kernel'], bias: given['query/bias'] },
    key: { kernel: given['key/kernel'], bias: given['key/bias'] },
    value: { kernel: given['value/kernel'], bias: given['value/bias'] },
    output: { kernel: given['attentionOutput/kernel'], bias: given['attentionOutput/bias'] },
  };
}

/** The states that were given, if any. */
function pastOf(owner: string, states: readonly Value[]): AttentionPast | undefined {
  const [keys, values, position] = states;
  if (keys === undefined) return undefined;
  return {
    keys: numbersOfRank(owner, keys, 3, 'keys [batch, context, size]'),
    values: numbersOfRank(owner, values, 3, 'values [batch, context, size]'),
    position: numbersOfRank(owner, position, 2, 'position [batch, 1]'),
  };
}
