import {
  attentionBackward,
  attentionForward,
  attentionMemory,
  attentionOfMemory,
} from '../math/index.ts';
import { checkFlag } from '../tensor/options.ts';
import {
  ATTENTION_DEFAULTS,
  type AttentionFactory,
  attentionDropout,
  attentionInputs,
  attentionSizes,
  type CommonAttentionOptions,
  checkAttentionOptions,
  checkCompared,
  wholeSequences,
} from './attentionInputs.ts';
import { valueMemory } from './attentionMemory.ts';
import { defineLayer } from './defineLayer.ts';
import { leaf, weight } from './leaf.ts';
import { ofRank } from './value.ts';

/** Options of `attention`; names and defaults are Keras'. */
export interface AttentionLayerOptions extends CommonAttentionOptions {
  /** Whether the products are multiplied by a number that is learned, 1 at first. */
  readonly useScale?: boolean;
}

/**
 * Dot-product attention: `[query, value]` or `[query, value, key]`, with keys that are the values if
 * left out; the equations stand at `attentionForward` in `unrolled/math`.
 *
 * Weight: `scale` `[]` with `useScale`. The output is as long as the queries and has their mask; a
 * masked query gives 0. With `returnAttentionScores` it also gives the scores `[batch, query, value]`.
 *
 * @throws ConfigError for an impossible option
 */
export const attention: AttentionFactory<AttentionLayerOptions> =
  defineLayer<AttentionLayerOptions>({
    kind: 'attention',
    required: [],
    defaults: { useScale: false, ...ATTENTION_DEFAULTS },
    returns: ({ returnAttentionScores }) => (returnAttentionScores ? 'extras' : undefined),
    check(options, owner) {
      checkAttentionOptions(options, owner);
      checkFlag(owner, 'useScale', options.useScale);
    },
    build(options, inputs, owner) {
      const { useScale, dropout, useCausalMask, returnAttentionScores } = options;
      const sizes = attentionSizes(owner, inputs, false);
      checkCompared(owner, sizes);
      const { key: D, value: E, T, S } = sizes;
      return leaf({
        output: { type: 'numbers', shape: [T, E] },
        extras: returnAttentionScores ? [{ type: 'numbers', shape: [T, S] }] : [],
        weights: { scale: useScale ? weight([], 'ones') : undefined },
        refusesSteps: wholeSequences(owner, options),
        memory: valueMemory(owner, options, S, {
          keySize: inputs.length > 2 ? D : undefined,
          valueSize: E,
          remember: (_weights, values, ctx) => attentionMemory(values, ctx),
          answer: attentionOfMemory,
        }),
        forward(weights, values, ctx) {
          const read = attentionInputs(owner, values);
          const how = {
            causal: useCausalMask,
            dropout: attentionDropout(dropout, ctx),
            giveWeights: returnAttentionScores,
          };
          const { outputs, cache } = attentionForward(weights, read, how, ctx);
          const y = { data: outputs.y, mask: read.queryMask };
          const scores = outputs.weights;
          return { outputs: scores ? [y, { data: scores }] : [y], cache };
        },
        backward(weights, grads, cache, [dy, dScores], ctx) {
          const d = {
            y: dy && ofRank(owner, dy, 3, 'dy [batch, query, features]'),
            weights: dScores && ofRank(owner, dScores, 3, 'dScores [batch, query, value]'),
          };
          const back = attentionBackward(weights, grads, cache, d, ctx);
          return [back.query, back.value, back.key];
        },
      });
    },
  });
