import {
  meanAbsoluteErrorBackward,
  meanAbsoluteErrorForward,
  type ValueLossCache,
} from '../math/index.ts';
import { builtIn } from './builtIn.ts';
import type { Loss, Predictions } from './losses/loss.ts';
import { numbersFor } from './losses/lossTargets.ts';
import { plainLoss } from './losses/plainLoss.ts';
import type { Metric } from './metrics/metric.ts';
import { type RatioState, ratioMetric } from './metrics/ratioMetric.ts';
import { wantsValues } from './metrics/wantsValues.ts';

const name = 'meanAbsoluteError';

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
export function meanAbsoluteError(
  given: object = {},
): Loss<ValueLossCache, Predictions> & Metric<RatioState> {
  const pair = { forward: meanAbsoluteErrorForward, backward: meanAbsoluteErrorBackward };
  const loss = plainLoss({ name, ...pair }, given);
  const metric = ratioMetric({
    name,
    check: wantsValues(name),
    valuesOf({ predictions, targets }) {
      const wanted = numbersFor(name, targets, predictions).data;
      const N = predictions.shape.at(-1) ?? 1;
      return (step) => {
        let sum = 0;
        for (let i = step * N; i < (step + 1) * N; i++) {
          sum += Math.abs(predictions.data[i]! - wanted[i]!);
        }
        return sum / N;
      };
    },
  });
  return builtIn<Loss<ValueLossCache, Predictions> & Metric<RatioState>>({ ...metric, ...loss });
}
