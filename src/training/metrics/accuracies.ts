import { ConfigError } from '../../tensor/index.ts';
import { checkNumber } from '../../tensor/options.ts';
import type { Loss } from '../losses/loss.ts';
import { labelsOf, largestOf } from './labels.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { type RatioState, ratioMetric } from './ratioMetric.ts';

/** Options of `binaryAccuracy`. */
export interface BinaryAccuracyOptions extends MetricOptions {
  /** A label is said to be there if its probability is above this, in [0, 1]; 1/2 by default. */
  readonly threshold?: number;
}

/**
 * The share of labels that are said to be there and are, or neither; the mean over the N labels of a step.
 * Targets are 0 and 1.
 *
 * @throws ConfigError for an unknown or impossible option, and beside a loss of other targets
 */
export function binaryAccuracy(given: BinaryAccuracyOptions = {}): Metric<RatioState> {
  const kind = 'binaryAccuracy';
  const name = metricName(kind, given, ['threshold']);
  const { threshold = 0.5 } = given;
  checkNumber(kind, 'threshold', threshold, 'in [0, 1]', (t) => t >= 0 && t <= 1);
  return ratioMetric({
    kind,
    name,
    options: given,
    check: wantsTargets(kind, 'numbers', 'sparseCategoricalAccuracy'),
    valuesOf(batch) {
      const labels = labelsOf(kind, batch);
      const { data } = batch.targets;
      const { N } = labels;
      return (step) => {
        let right = 0;
        for (let j = 0; j < N; j++) {
          const said = labels.probability(step, j) > threshold ? 1 : 0;
          if (data[step * N + j] === said) right++;
        }
        return right / N;
      };
    },
  });
}

/**
 * The share of steps whose largest prediction stands where the largest target does; of equal numbers the
 * first is the largest.
 *
 * @throws ConfigError for an unknown option, and beside a loss of other targets
 */
export function categoricalAccuracy(given: MetricOptions = {}): Metric<RatioState> {
  const kind = 'categoricalAccuracy';
  return ratioMetric({
    kind,
    name: metricName(kind, given, []),
    options: given,
    check: wantsTargets(kind, 'numbers', 'sparseCategoricalAccuracy'),
    valuesOf(batch) {
      const labels = labelsOf(kind, batch);
      const { data } = batch.targets;
      const { N } = labels;
      return (step) => {
        let right = 0;
        for (let j = 1; j < N; j++) if (data[step * N + j]! > data[step * N + right]!) right = j;
        return largestOf(labels, step) === right ? 1 : 0;
      };
    },
  });
}

/**
 * The share of steps whose largest prediction stands at the class; of equal numbers the first is the largest.
 *
 * @throws ConfigError for an unknown option, and beside a loss of other targets
 */
export function sparseCategoricalAccuracy(given: MetricOptions = {}): Metric<RatioState> {
  const kind = 'sparseCategoricalAccuracy';
  return ratioMetric({
    kind,
    name: metricName(kind, given, []),
    options: given,
    check: wantsTargets(kind, 'classes', 'categoricalAccuracy'),
    valuesOf(batch) {
      const labels = labelsOf(kind, batch);
      const { data } = batch.targets;
      return (step) => (largestOf(labels, step) === data[step] ? 1 : 0);
    },
  });
}

function wantsTargets(kind: string, targets: Loss['targets'], other: string): (loss: Loss) => void {
  return (loss) => {
    if (loss.targets === targets) return;
    throw new ConfigError(`${kind} has no meaning beside ${loss.name}: use ${other}`);
  };
}
