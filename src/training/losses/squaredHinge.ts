import { squaredHingeBackward, squaredHingeForward } from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * The squared hinge of scores y and targets t of −1 and 1, or of 0 and 1, its mean over the N numbers
 * of a step: loss = mean_j max(1 − t_j y_j, 0)², where a target of 0 stands for −1.
 * A loss, and a metric: its mean over the steps, by weight.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values, and in
 * `forward` for a target that is not −1, 0 or 1
 * @see `squaredHingeForward` of `unrolled/math`
 */
export function squaredHinge(given: object = {}): ValueLoss {
  const pair = { forward: squaredHingeForward, backward: squaredHingeBackward };
  return plainLoss({ name: 'squaredHinge', ...pair }, given);
}
