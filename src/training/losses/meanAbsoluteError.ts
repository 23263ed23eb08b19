import { meanAbsoluteErrorBackward, meanAbsoluteErrorForward } from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * The absolute error, its mean over the N numbers of a step: mean_j |y_j − t_j|. A loss, and a metric:
 * its mean over the steps, by weight.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values,
 * and in `forward` for a target that is not finite
 * @see `meanAbsoluteErrorForward` of `unrolled/math`
 */
export function meanAbsoluteError(given: object = {}): ValueLoss {
  const pair = { forward: meanAbsoluteErrorForward, backward: meanAbsoluteErrorBackward };
  return plainLoss({ name: 'meanAbsoluteError', ...pair }, given);
}
