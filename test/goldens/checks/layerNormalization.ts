import * as math from 'unrolled/math';
import { expectGolden, expectGoldens, type Golden } from '../goldens.ts';

/** The functions under test; an edited copy of their module can take their place. */
export type LayerNormalizationPair = Pick<
  typeof math,
  'layerNormalizationForward' | 'layerNormalizationBackward'
>;

/** Value and all gradients of one case of `layerNormalization`. */
export function checkLayerNormalization(
  { config, weights, inputs, outputs, cotangents, gradients }: Golden,
  { layerNormalizationForward, layerNormalizationBackward }: LayerNormalizationPair = math,
): void {
  const how = typeof config.epsilon === 'number' ? { epsilon: config.epsilon } : {};
  const given = { gamma: weights.optional<1>('gamma'), beta: weights.optional<1>('beta') };
  const x = inputs.floats('x');
  const { output, cache } = layerNormalizationForward(given, { x }, how);
  expectGolden(output, outputs.floats('y'), 'output y');
  const grads = {
    gamma: given.gamma && weights.zeros<1>('gamma'),
    beta: given.beta && weights.zeros<1>('beta'),
  };
  const dx = layerNormalizationBackward(given, grads, cache, cotangents.floats('y'));
  expectGoldens(grads, gradients.weights, 'gradient of');
  expectGoldens({ x: dx }, gradients.inputs, 'gradient of');
}
