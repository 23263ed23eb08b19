import * as math from 'unrolled/math';
import { expectGoldens, type Golden } from '../goldens.ts';
import { expectZeroWhereMasked, spoilMasked } from './masked.ts';

/** The functions under test; an edited copy of their module can take their place. */
export type PositionalPair = Pick<
  typeof math,
  'positionalEmbeddingForward' | 'positionalEmbeddingBackward' | 'sinusoids'
>;

/** Values and all gradients of one case of `positionalEmbedding`. */
export function checkPositionalEmbedding(
  { config, weights, inputs, outputs, cotangents, gradients }: Golden,
  { positionalEmbeddingForward, positionalEmbeddingBackward, sinusoids }: PositionalPair = math,
): void {
  const learned = config.learned === true;
  const mask = inputs.optionalMask('mask');
  const x = spoilMasked(inputs.floats<3>('x'), mask);
  const table = learned ? weights.floats<2>('embeddings') : sinusoids(6, 5);
  const read = { x, mask, position: inputs.optional<2>('position') };
  const { outputs: found, cache } = positionalEmbeddingForward(table, read);
  expectGoldens({ y: found.y }, outputs, 'output');

  const embeddings = learned ? weights.zeros<2>('embeddings') : undefined;
  const dx = positionalEmbeddingBackward(embeddings, cache, cotangents.floats<3>('y'));
  expectGoldens({ embeddings }, gradients.weights, 'gradient of');
  expectGoldens({ x: dx }, gradients.inputs, 'gradient of');
  expectZeroWhereMasked(dx, mask);
}
