/**
 * Penalties on weights that are added to the loss. A regularizer is plain JSON, `l2({ l2: 0.001 })` for
 * example, or its name alone; names and defaults are Keras'.
 *
 * @module
 */
export { l1, l1l2, l2, orthogonalRegularizer, type RegularizerFactory } from './factories.ts';
export { penaltyOf } from './penaltyOf.ts';
export type {
  ElementPenalty,
  Penalty,
  Regularizer,
  RegularizerName,
  RegularizerOf,
  RegularizerOption,
  RegularizerOptions,
} from './regularizer.ts';
