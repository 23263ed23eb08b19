import { logCoshBackward, logCoshForward } from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * The logarithm of the hyperbolic cosine of the error, its mean over the N numbers of a step:
 * loss = mean_j ln cosh(y_j − t_j). About half the square of a small error, the size of a large one.
 * A loss, and a metric: its mean over the steps, by weight.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values, and in
 * `forward` for a target that is not finite
 * @see `logCoshForward` of `unrolled/math`
 */
export function logCosh(given: object = {}): ValueLoss {
  const pair = { forward: logCoshForward, backward: logCoshBackward };
  return plainLoss({ name: 'logCosh', ...pair }, given);
}
