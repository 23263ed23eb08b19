import {
  additiveAttentionBackward,
  additiveAttentionForward,
  additiveAttentionOfMemory,
  attentionMemory,
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

/** Options of `additiveAttention`; names and defaults are Keras'. */
export interface AdditiveAttentionLayerOptions extends CommonAttentionOptions {
  /** Whether it learns how much each feature counts; else each counts 1. */
  readonly useScale?: boolean;
}

/**
 * Additive attention (Bahdanau): `[query, value]` or `[query, value, key]`, with keys that are the values
 * if left out; the equations stand at `additiveAttentionForward` in `unrolled/math`. Put a `dense`
 * before queries and keys to have the matrices of the paper.
 *
 * Weight: `scale` `[features]` with `useScale`, glorot-uniform at first. The output is as long as the
 * queries and has their mask; a masked query gives 0. With `returnAttentionScores` it also gives the
 * scores `[batch, query, value]`.
 *
 * @throws ConfigError for an impossible option
 */
export const additiveAttention: AttentionFactory<AdditiveAttentionLayerOptions> =
  defineLayer<AdditiveAttentionLayerOptions>({
    kind: 'additiveAttention',
    required: [],
    defaults: { useScale: true, ...ATTENTION_DEFAULTS },
    returns: ({ returnAttentionScores }) => (returnAttentionScores ? 'extras' : undefined),
    check(options, owner) {
      checkAttentionOptions(options, owner);
      checkFlag(owner, 'useScale', options.useScale);
    },
    build(options, inputs, owner) {
      const { useScale, dropout, useCausalMask, returnAttentionScores } = options;
      const sizes = attentionSizes(owner, inputs, false);
      checkCompared(owner, sizes);
      const { query: D, value: E, T, S } = sizes;
      return leaf({
        output: { type: 'numbers', shape: [T, E] },
        extras: returnAttentionScores ? [{ type: 'numbers', shape: [T, S] }] : [],
        weights: { scale: useScale ? weight([D], 'glorotUniform') : undefined },
        refusesSteps: wholeSequences(owner, options),
        memory: valueMemory(owner, options, S, {
          keySize: inputs.length > 2 ? D : undefined,
          valueSize: E,
          remember: (_weights, values, ctx) => attentionMemory(values, ctx),
          answer: additiveAttentionOfMemory,
        }),
        forward(weights, values, ctx) {
          const read = attentionInputs(owner, values);
          const how = {
            causal: useCausalMask,
            dropout: attentionDropout(dropout, ctx),
            giveWeights: returnAttentionScores,
          };
          const { outputs, cache } = additiveAttentionForward(weights, read, how, ctx);
          const y = { data: outputs.y, mask: read.queryMask };
          const scores = outputs.weights;
          return { outputs: scores ? [y, { data: scores }] : [y], cache };
        },
        backward(_weights, grads, cache, [dy, dScores], ctx) {
          const d = {
            y: dy && ofRank(owner, dy, 3, 'dy [batch, query, features]'),
            weights: dScores && ofRank(owner, dScores, 3, 'dScores [batch, query, value]'),
          };
          const back = additiveAttentionBackward(grads, cache, d, ctx);
          return [back.query, back.value, back.key];
        },
      });
    },
  });
