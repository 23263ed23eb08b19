import { ConfigError } from '../../tensor/index.ts';
import { checkCount } from '../../tensor/options.ts';
import type { Loss } from '../losses/loss.ts';
import { inTop, labelsOf } from './labels.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { type RatioState, ratioMetric } from './ratioMetric.ts';

/** Options of `topKCategoricalAccuracy` and `sparseTopKCategoricalAccuracy`. */
export interface TopKOptions extends MetricOptions {
  /** How many guesses there are; 5 by default. */
  readonly k?: number;
}

/**
 * The share of steps, by weight, whose right class is among the `k` largest predictions; of equal ones
 * all are. For distributions as targets, in which the largest number stands at the right class.
 *
 * @throws ConfigError for an unknown or impossible option, and beside a loss of other targets
 */
export function topKCategoricalAccuracy(given: TopKOptions = {}): Metric<RatioState> {
  return topK('topKCategoricalAccuracy', 'numbers', given);
}

/**
 * The share of steps, by weight, whose class is among the `k` largest predictions; of equal ones all are.
 *
 * @throws ConfigError for an unknown or impossible option, and beside a loss of other targets
 */
export function sparseTopKCategoricalAccuracy(given: TopKOptions = {}): Metric<RatioState> {
  return topK('sparseTopKCategoricalAccuracy', 'classes', given);
}

function topK(kind: string, targets: Loss['targets'], given: TopKOptions): Metric<RatioState> {
  const name = metricName(kind, given, ['k']);
  const { k = 5 } = given;
  checkCount(kind, 'k', k);
  return ratioMetric({
    kind,
    name,
    options: given,
    check(loss) {
      if (loss.targets === targets) return;
      const other =
        targets === 'numbers' ? 'sparseTopKCategoricalAccuracy' : 'topKCategoricalAccuracy';
      throw new ConfigError(`${kind} has no meaning beside ${loss.name}: use ${other}`);
    },
    valuesOf(batch) {
      const labels = labelsOf(kind, batch);
      const { data } = batch.targets;
      const { N } = labels;
      return (step) => {
        let right = targets === 'classes' ? data[step]! : 0;
        for (let j = 1; targets === 'numbers' && j < N; j++) {
          if (data[step * N + j]! > data[step * N + right]!) right = j;
        }
        return inTop(labels, step, right, k) ? 1 : 0;
      };
    },
  });
}
