import { checkCount, checkNumber } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { inTop, type Labels, labelsOf } from './labels.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { forSteps } from './steps.ts';

/** Options of `precision` and `recall`. */
export interface HitOptions extends MetricOptions {
  /** A label is said to be there if its probability is above this, in [0, 1]; 1/2 by default. */
  readonly thresholds?: number;
  /** Only the `topK` most likely labels of a step are said to be there; then `thresholds` is 0 by default. */
  readonly topK?: number;
  /** Looks at this label alone, counted from 0. */
  readonly classId?: number;
}

/** Weights of labels, by what was said and what is right. */
export interface HitState {
  /** Said to be there, and there. */
  readonly truePositives: number;
  /** Said to be there, but not there. */
  readonly falsePositives: number;
  /** There, but not said to be. */
  readonly falseNegatives: number;
}

/** A metric of hits and misses, summed over the labels of all steps that count, by weight. */
export function hitMetric(
  kind: string,
  given: HitOptions,
  result: (state: HitState) => number,
): Metric<HitState> {
  const name = metricName(kind, given, ['thresholds', 'topK', 'classId']);
  const { topK, classId, thresholds = topK === undefined ? 0.5 : 0 } = given;
  checkNumber(kind, 'thresholds', thresholds, 'in [0, 1]', (t) => t >= 0 && t <= 1);
  if (topK !== undefined) checkCount(kind, 'topK', topK);
  if (classId !== undefined) checkCount(kind, 'classId', classId, 0);
  const isSaid = (labels: Labels, step: number, j: number): boolean =>
    labels.probability(step, j) > thresholds &&
    (topK === undefined || inTop(labels, step, j, topK));
  return builtIn<Metric<HitState>>({
    kind,
    name,
    options: Object.freeze({ ...given }),
    init: () => ({ truePositives: 0, falsePositives: 0, falseNegatives: 0 }),
    update(state, batch) {
      const labels = labelsOf(kind, batch);
      if (classId !== undefined) {
        checkNumber(kind, 'classId', classId, `below ${labels.N}`, (j) => j < labels.N);
      }
      const first = classId ?? 0;
      const last = classId ?? labels.N - 1;
      let { truePositives, falsePositives, falseNegatives } = state;
      forSteps(batch, (step, weight) => {
        for (let j = first; j <= last; j++) {
          const right = labels.isRight(step, j);
          const said = isSaid(labels, step, j);
          if (said && right) truePositives += weight;
          if (said && !right) falsePositives += weight;
          if (!said && right) falseNegatives += weight;
        }
      });
      return { truePositives, falsePositives, falseNegatives };
    },
    merge: (first, second) => ({
      truePositives: first.truePositives + second.truePositives,
      falsePositives: first.falsePositives + second.falsePositives,
      falseNegatives: first.falseNegatives + second.falseNegatives,
    }),
    result,
  });
}

/** part / (part + rest); 0 where both are. */
export function share(part: number, rest: number): number {
  return part === 0 ? 0 : part / (part + rest);
}
