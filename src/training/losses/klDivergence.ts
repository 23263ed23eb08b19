import {
  klDivergenceBackward,
  klDivergenceForward,
  type ValueLossCache,
} from '../../math/index.ts';
import type { Loss, Predictions } from './loss.ts';
import { plainLoss } from './plainLoss.ts';

/**
 * The Kullback-Leibler divergence of a step's distribution t from the predicted y, in nats:
 * loss = Σ_j t_j ln(t_j / y_j). Both are probabilities clipped to [1e-7, 1], so end the model in a softmax;
 * from logits, `categoricalCrossentropy` differs by a constant alone and loses no digits.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), and in `forward` for a target that is not in [0, 1]
 * @see `klDivergenceForward` of `unrolled/math`
 */
export function klDivergence(given: object = {}): Loss<ValueLossCache, Predictions> {
  const pair = { forward: klDivergenceForward, backward: klDivergenceBackward };
  return plainLoss({ name: 'klDivergence', ...pair }, given);
}
