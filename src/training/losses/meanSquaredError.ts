import {
  type MeanSquaredErrorCache,
  meanSquaredErrorBackward,
  meanSquaredErrorForward,
} from '../../math/index.ts';
import type { Loss, Predictions } from './loss.ts';
import { plainLoss } from './plainLoss.ts';

/**
 * The squared error, its mean over the N numbers of a step: loss = mean_j (y_j − t_j)².
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), and in `forward` for a target that is not finite
 * @see `meanSquaredErrorForward` of `unrolled/math`
 */
export function meanSquaredError(given: object = {}): Loss<MeanSquaredErrorCache, Predictions> {
  const pair = { forward: meanSquaredErrorForward, backward: meanSquaredErrorBackward };
  return plainLoss({ name: 'meanSquaredError', ...pair }, given);
}
