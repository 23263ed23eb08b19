import { poissonBackward, poissonForward } from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * The negative log-likelihood of counts t under Poisson distributions of mean y, its mean over the N
 * numbers of a step: loss = mean_j y_j − t_j ln(y_j + 1e-7). End the model in a softplus or exponential.
 * A loss, and a metric: its mean over the steps, by weight.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values, and in
 * `forward` for a target that is below 0 or not finite
 * @see `poissonForward` of `unrolled/math`
 */
export function poisson(given: object = {}): ValueLoss {
  const pair = { forward: poissonForward, backward: poissonBackward };
  return plainLoss({ name: 'poisson', ...pair }, given);
}
