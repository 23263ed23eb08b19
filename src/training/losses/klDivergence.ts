import { klDivergenceBackward, klDivergenceForward } from '../../math/index.ts';
import { plainLoss, type ValueLoss } from './plainLoss.ts';

/**
 * The Kullback-Leibler divergence of a step's distribution t from the predicted y, in nats:
 * loss = Σ_j t_j ln(t_j / y_j). Both are probabilities clipped to [1e-7, 1], so end the model in a softmax;
 * from logits, `categoricalCrossentropy` differs by a constant alone and loses no digits.
 * A loss, and a metric: its mean over the steps, by weight.
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), as a metric beside a loss that compares no values, and in
 * `forward` for a target that is not in [0, 1]
 * @see `klDivergenceForward` of `unrolled/math`
 */
export function klDivergence(given: object = {}): ValueLoss {
  const pair = { forward: klDivergenceForward, backward: klDivergenceBackward };
  return plainLoss({ name: 'klDivergence', ...pair }, given);
}
