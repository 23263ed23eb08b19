import { logCoshBackward, logCoshForward, type ValueLossCache } from '../../math/index.ts';
import type { Loss, Predictions } from './loss.ts';
import { plainLoss } from './plainLoss.ts';

/**
 * The logarithm of the hyperbolic cosine of the error, its mean over the N numbers of a step:
 * loss = mean_j ln cosh(y_j − t_j). About half the square of a small error, the size of a large one.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), and in `forward` for a target that is not finite
 * @see `logCoshForward` of `unrolled/math`
 */
export function logCosh(given: object = {}): Loss<ValueLossCache, Predictions> {
  const pair = { forward: logCoshForward, backward: logCoshBackward };
  return plainLoss({ name: 'logCosh', ...pair }, given);
}
