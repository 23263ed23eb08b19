import { type HitOptions, type HitState, hitMetric, share } from './hits.ts';
import type { Metric } from './metric.ts';

/**
 * Of the labels that are there the share that is said to be, by weight: TP / (TP + FN), over all labels of
 * all steps; 0 if none is there. Classes are labels of which one is right.
 *
 * @throws ConfigError for an unknown or impossible option
 */
export function recall(given: HitOptions = {}): Metric<HitState> {
  return hitMetric('recall', given, ({ truePositives, falseNegatives }) =>
    share(truePositives, falseNegatives),
  );
}
