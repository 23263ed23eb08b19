import {
  meanSquaredLogarithmicErrorBackward,
  meanSquaredLogarithmicErrorForward,
} from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * The squared error of logarithms, its mean over the N numbers of a step:
 * loss = mean_j (ln(1 + y_j) − ln(1 + t_j))², where numbers below 1e-7 count as 1e-7.
 * A loss, and a metric: its mean over the steps, by weight.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values, and in
 * `forward` for a target that is not finite
 * @see `meanSquaredLogarithmicErrorForward` of `unrolled/math`
 */
export function meanSquaredLogarithmicError(given: object = {}): ValueLoss {
  const pair = {
    forward: meanSquaredLogarithmicErrorForward,
    backward: meanSquaredLogarithmicErrorBackward,
  };
  return plainLoss({ name: 'meanSquaredLogarithmicError', ...pair }, given);
}
