import {
  cosineSimilarityBackward,
  cosineSimilarityForward,
  type ValueLossCache,
} from '../../math/index.ts';
import type { Loss, Predictions } from './loss.ts';
import { plainLoss } from './plainLoss.ts';

/**
 * Minus the cosine of the angle between the N numbers of a step and their targets:
 * loss = −Σ_j y_j t_j / (‖y‖ ‖t‖), from −1, the same direction, to 1, the opposite one.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), and in `forward` for a target that is not finite
 * @see `cosineSimilarityForward` of `unrolled/math`
 */
export function cosineSimilarity(given: object = {}): Loss<ValueLossCache, Predictions> {
  const pair = { forward: cosineSimilarityForward, backward: cosineSimilarityBackward };
  return plainLoss({ name: 'cosineSimilarity', ...pair }, given);
}
