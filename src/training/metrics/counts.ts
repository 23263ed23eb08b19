import { type CountOptions, type HitState, hitMetric } from './hits.ts';
import type { Metric } from './metric.ts';

/**
 * The weight of the labels that are said to be there, and are. Classes are labels of which one is right.
 *
 * @throws ConfigError for an unknown or impossible option
 */
export function truePositives(given: CountOptions = {}): Metric<HitState> {
  return hitMetric('truePositives', given, (hits) => hits.truePositives, ['thresholds']);
}

/**
 * The weight of the labels that are said to be there, but are not.
 *
 * @throws ConfigError for an unknown or impossible option
 */
export function falsePositives(given: CountOptions = {}): Metric<HitState> {
  return hitMetric('falsePositives', given, (hits) => hits.falsePositives, ['thresholds']);
}

/**
 * The weight of the labels that are there, but are not said to be.
 *
 * @throws ConfigError for an unknown or impossible option
 */
export function falseNegatives(given: CountOptions = {}): Metric<HitState> {
  return hitMetric('falseNegatives', given, (hits) => hits.falseNegatives, ['thresholds']);
}

/**
 * The weight of the labels that are neither there nor said to be.
 *
 * @throws ConfigError for an unknown or impossible option
 */
export function trueNegatives(given: CountOptions = {}): Metric<HitState> {
  return hitMetric('trueNegatives', given, (hits) => hits.trueNegatives, ['thresholds']);
}
