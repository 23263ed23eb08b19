import {
  meanAbsolutePercentageErrorBackward,
  meanAbsolutePercentageErrorForward,
} from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * The error in percent of the target, its mean over the N numbers of a step:
 * loss = 100 · mean_j |y_j − t_j| / max(|t_j|, 1e-7).
 * A loss, and a metric: its mean over the steps, by weight.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values, and in
 * `forward` for a target that is not finite
 * @see `meanAbsolutePercentageErrorForward` of `unrolled/math`
 */
export function meanAbsolutePercentageError(given: object = {}): ValueLoss {
  const pair = {
    forward: meanAbsolutePercentageErrorForward,
    backward: meanAbsolutePercentageErrorBackward,
  };
  return plainLoss({ name: 'meanAbsolutePercentageError', ...pair }, given);
}
