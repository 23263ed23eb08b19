import { cosineSimilarityBackward, cosineSimilarityForward } from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * Minus the cosine of the angle between the N numbers of a step and their targets:
 * loss = −Σ_j y_j t_j / (‖y‖ ‖t‖), from −1, the same direction, to 1, the opposite one.
 * A loss, and a metric: the mean of the cosine itself
 * over the steps, by weight, as Keras has it.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values, and in
 * `forward` for a target that is not finite
 * @see `cosineSimilarityForward` of `unrolled/math`
 */
export function cosineSimilarity(given: object = {}): ValueLoss {
  const pair = { forward: cosineSimilarityForward, backward: cosineSimilarityBackward };
  return plainLoss({ name: 'cosineSimilarity', ...pair, sign: -1 }, given);
}
