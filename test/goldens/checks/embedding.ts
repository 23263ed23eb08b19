import * as math from 'unrolled/math';
import { expectGolden, type Golden } from '../goldens.ts';
import { spoilMaskedIds } from './masked.ts';

/** The functions under test; an edited copy of their module can take their place. */
export type EmbeddingPair = Pick<typeof math, 'embeddingForward' | 'embeddingBackward'>;

/** Rows and the table's gradient of one case of `embedding`. */
export function checkEmbedding(
  { weights, inputs, outputs, cotangents, gradients }: Golden,
  { embeddingForward, embeddingBackward }: EmbeddingPair = math,
): void {
  const embeddings = weights.floats<2>('embeddings');
  const mask = inputs.optionalMask('mask');
  const ids = spoilMaskedIds(inputs.ids('ids'), mask);
  const { output, cache } = embeddingForward({ embeddings }, { ids, mask });
  expectGolden(output, outputs.floats('y'), 'output y');
  const grads = { embeddings: weights.zeros<2>('embeddings') };
  embeddingBackward(grads, cache, cotangents.floats('y'));
  expectGolden(grads.embeddings, gradients.weights.floats('embeddings'), 'gradient of embeddings');
}
