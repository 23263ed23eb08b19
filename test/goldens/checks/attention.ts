import type { AttentionInputs, AttentionOptions } from 'unrolled/math';
import * as math from 'unrolled/math';
import { expectGoldens, type Golden } from '../goldens.ts';
import { expectZeroWhereMasked, spoilMasked } from './masked.ts';

/** The functions under test; an edited copy of their modules can take their place. */
export type AttentionPair = Pick<
  typeof math,
  | 'attentionForward'
  | 'attentionBackward'
  | 'additiveAttentionForward'
  | 'additiveAttentionBackward'
>;

/** What a case of attention reads, with NaN where nothing counts. */
function read({ config, inputs }: Golden): { given: AttentionInputs; options: AttentionOptions } {
  const queryMask = inputs.optionalMask('queryMask');
  const valueMask = inputs.optionalMask('valueMask');
  const key = inputs.optional<3>('key');
  return {
    given: {
      query: spoilMasked(inputs.floats<3>('query'), queryMask),
      value: spoilMasked(inputs.floats<3>('value'), valueMask),
      key: key && spoilMasked(key, valueMask),
      queryMask,
      valueMask,
    },
    options: { causal: config.causal === true, giveWeights: true },
  };
}

/** Outputs, weights and all gradients of one case of `attention`. */
export function checkAttention(
  golden: Golden,
  { attentionForward, attentionBackward }: AttentionPair = math,
): void {
  const { weights, outputs, gradients } = golden;
  const { given, options } = read(golden);
  const own = { scale: weights.optional<0>('scale') };
  const { outputs: found, cache } = attentionForward(own, given, options);
  expectGoldens({ ...found }, outputs, 'output');
  const grads = { scale: weights.has('scale') ? weights.zeros<0>('scale') : undefined };
  const back = attentionBackward(own, grads, cache, cotangentsOf(golden));
  expectGoldens(grads, gradients.weights, 'gradient of');
  expectGoldens({ ...back }, gradients.inputs, 'gradient of');
  expectZeroWhereMasked(back.query, given.queryMask);
  expectZeroWhereMasked(back.value, given.valueMask);
}

/** The same of one case of `additiveAttention`. */
export function checkAdditiveAttention(
  golden: Golden,
  { additiveAttentionForward, additiveAttentionBackward }: AttentionPair = math,
): void {
  const { weights, outputs, gradients } = golden;
  const { given, options } = read(golden);
  const own = { scale: weights.optional<1>('scale') };
  const { outputs: found, cache } = additiveAttentionForward(own, given, options);
  expectGoldens({ ...found }, outputs, 'output');
  const grads = { scale: weights.has('scale') ? weights.zeros<1>('scale') : undefined };
  const back = additiveAttentionBackward(grads, cache, cotangentsOf(golden));
  expectGoldens(grads, gradients.weights, 'gradient of');
  expectGoldens({ ...back }, gradients.inputs, 'gradient of');
  expectZeroWhereMasked(back.query, given.queryMask);
  expectZeroWhereMasked(back.value, given.valueMask);
}

function cotangentsOf({ cotangents }: Golden): math.AttentionOutputGradients {
  return { y: cotangents.optional<3>('y'), weights: cotangents.optional<3>('weights') };
}
