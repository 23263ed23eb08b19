import { type HitOptions, type HitState, hitMetric, share } from './hits.ts';
import type { Metric } from './metric.ts';

/**
 * Of the labels that are said to be there the share that is, by weight: TP / (TP + FP), over all labels of
 * all steps; 0 if none is said to be there. Classes are labels of which one is right.
 *
 * @throws ConfigError for an unknown or impossible option
 */
export function precision(given: HitOptions = {}): Metric<HitState> {
  return hitMetric('precision', given, ({ truePositives, falsePositives }) =>
    share(truePositives, falsePositives),
  );
}
