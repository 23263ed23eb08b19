import { ConfigError } from '../../tensor/index.ts';
import { numbersFor } from '../losses/lossTargets.ts';
import type { Metric } from './metric.ts';
import { type RatioState, ratioMetric } from './ratioMetric.ts';

/** The absolute error |y − t|, its mean over the numbers of a step and over the steps, by weight. */
export function meanAbsoluteError(): Metric<RatioState> {
  const name = 'meanAbsoluteError';
  return ratioMetric({
    name,
    check({ name: loss, targets, activation }) {
      if (targets === 'numbers' && activation === undefined) return;
      throw new ConfigError(`${name} wants a loss that compares values, got ${loss}`);
    },
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
}
