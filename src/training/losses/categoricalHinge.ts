import { categoricalHingeBackward, categoricalHingeForward } from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * The hinge of scores y of classes and one-hot targets t:
 * loss = max(1 + max_j (1 − t_j) y_j − Σ_j t_j y_j, 0) for each step.
 * A loss, and a metric: its mean over the steps, by weight.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values, and in
 * `forward` for a target that is neither 0 nor 1
 * @see `categoricalHingeForward` of `unrolled/math`
 */
export function categoricalHinge(given: object = {}): ValueLoss {
  const pair = { forward: categoricalHingeForward, backward: categoricalHingeBackward };
  return plainLoss({ name: 'categoricalHinge', ...pair }, given);
}
