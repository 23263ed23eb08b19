import {
  categoricalHingeBackward,
  categoricalHingeForward,
  type ValueLossCache,
} from '../../math/index.ts';
import type { Loss, Predictions } from './loss.ts';
import { plainLoss } from './plainLoss.ts';

/**
 * The hinge of scores y of classes and one-hot targets t:
 * loss = max(1 + max_j (1 − t_j) y_j − Σ_j t_j y_j, 0) for each step.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), and in `forward` for a target that is neither 0 nor 1
 * @see `categoricalHingeForward` of `unrolled/math`
 */
export function categoricalHinge(given: object = {}): Loss<ValueLossCache, Predictions> {
  const pair = { forward: categoricalHingeForward, backward: categoricalHingeBackward };
  return plainLoss({ name: 'categoricalHinge', ...pair }, given);
}
