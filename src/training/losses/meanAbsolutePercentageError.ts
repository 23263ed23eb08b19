import {
  meanAbsolutePercentageErrorBackward,
  meanAbsolutePercentageErrorForward,
  type ValueLossCache,
} from '../../math/index.ts';
import type { Loss, Predictions } from './loss.ts';
import { plainLoss } from './plainLoss.ts';

/**
 * The error in percent of the target, its mean over the N numbers of a step:
 * loss = 100 · mean_j |y_j − t_j| / max(|t_j|, 1e-7).
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), and in `forward` for a target that is not finite
 * @see `meanAbsolutePercentageErrorForward` of `unrolled/math`
 */
export function meanAbsolutePercentageError(given: object = {}): Loss<ValueLossCache, Predictions> {
  const pair = {
    forward: meanAbsolutePercentageErrorForward,
    backward: meanAbsolutePercentageErrorBackward,
  };
  return plainLoss({ name: 'meanAbsolutePercentageError', ...pair }, given);
}
