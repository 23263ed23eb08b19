import { numbersFor } from '../losses/lossTargets.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { type RatioState, ratioMetric } from './ratioMetric.ts';
import { wantsValues } from './wantsValues.ts';

/**
 * The root of the mean squared error: √(Σ weight · mean_j (y_j − t_j)² / Σ weight).
 *
 * @throws ConfigError for an unknown option, and beside a loss that compares no values
 */
export function rootMeanSquaredError(given: MetricOptions = {}): Metric<RatioState> {
  const kind = 'rootMeanSquaredError';
  return ratioMetric({
    kind,
    name: metricName(kind, given, []),
    options: given,
    finish: Math.sqrt,
    check: wantsValues(kind),
    valuesOf({ predictions, targets }) {
      const wanted = numbersFor(kind, targets, predictions).data;
      const N = predictions.shape.at(-1) ?? 1;
      return (step) => {
        let sum = 0;
        for (let i = step * N; i < (step + 1) * N; i++) {
          const error = predictions.data[i]! - wanted[i]!;
          sum += error * error;
        }
        return sum / N;
      };
    },
  });
}
