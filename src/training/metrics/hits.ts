import { ConfigError } from '../../tensor/index.ts';
import { checkCount, checkNumber } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { inTop, labelsOf } from './labels.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { forSteps } from './steps.ts';
import { addAt, addLists } from './sums.ts';

/** Options of `truePositives` and its three kin. */
export interface CountOptions extends MetricOptions {
  /**
   * A label is said to be there if its probability is above this, in [0, 1]; 1/2 by default. A list of them
   * gives a result for each, reported as `<name>_<threshold>`.
   */
  readonly thresholds?: number | readonly number[];
}

/** Options of `precision` and `recall`. */
export interface HitOptions extends CountOptions {
  /** Only the `topK` most likely labels of a step are said to be there; then `thresholds` is 0 by default. */
  readonly topK?: number;
  /** Looks at this label alone, counted from 0. */
  readonly classId?: number;
}

/** Weights of labels, by what was said and what is right; one for each threshold. */
export interface HitState {
  /** Said to be there, and there. */
  readonly truePositives: readonly number[];
  /** Said to be there, but not there. */
  readonly falsePositives: readonly number[];
  /** There, but not said to be. */
  readonly falseNegatives: readonly number[];
  /** Neither there nor said to be. */
  readonly trueNegatives: readonly number[];
}

/** The same at one threshold. */
export type Hits = { readonly [Count in keyof HitState]: number };

/** A metric of hits and misses, summed over the labels of all steps that count, by weight. */
export function hitMetric(
  kind: string,
  given: HitOptions,
  measure: (hits: Hits) => number,
  known: readonly string[] = ['thresholds', 'topK', 'classId'],
): Metric<HitState> {
  const name = metricName(kind, given, known);
  const { topK, classId } = given;
  const asked = given.thresholds ?? (topK === undefined ? 0.5 : 0);
  const thresholds = typeof asked === 'object' ? asked : [asked];
  if (thresholds.length === 0) throw new ConfigError(`${kind} wants thresholds, got none`);
  for (const threshold of thresholds) {
    checkNumber(kind, 'thresholds', threshold, 'in [0, 1]', (t) => t >= 0 && t <= 1);
  }
  if (topK !== undefined) checkCount(kind, 'topK', topK);
  if (classId !== undefined) checkCount(kind, 'classId', classId, 0);
  const valueAt = (state: HitState, i: number): number =>
    measure({
      truePositives: state.truePositives[i]!,
      falsePositives: state.falsePositives[i]!,
      falseNegatives: state.falseNegatives[i]!,
      trueNegatives: state.trueNegatives[i]!,
    });
  const none = thresholds.map(() => 0);
  return builtIn<Metric<HitState>>({
    kind,
    name,
    options: Object.freeze({ ...given }),
    init: () => ({
      truePositives: none,
      falsePositives: none,
      falseNegatives: none,
      trueNegatives: none,
    }),
    update(state, batch) {
      const labels = labelsOf(kind, batch);
      if (classId !== undefined) {
        checkNumber(kind, 'classId', classId, `below ${labels.N}`, (j) => j < labels.N);
      }
      const first = classId ?? 0;
      const last = classId ?? labels.N - 1;
      const truePositives = [...state.truePositives];
      const falsePositives = [...state.falsePositives];
      const falseNegatives = [...state.falseNegatives];
      const trueNegatives = [...state.trueNegatives];
      forSteps(batch, (step, weight) => {
        for (let j = first; j <= last; j++) {
          const right = labels.isRight(step, j);
          const probability = labels.probability(step, j);
          const likely = topK === undefined || inTop(labels, step, j, topK);
          for (let i = 0; i < thresholds.length; i++) {
            const said = likely && probability > thresholds[i]!;
            if (said) addAt(right ? truePositives : falsePositives, i, weight);
            else addAt(right ? falseNegatives : trueNegatives, i, weight);
          }
        }
      });
      return { truePositives, falsePositives, falseNegatives, trueNegatives };
    },
    merge: (first, second) => ({
      truePositives: addLists(first.truePositives, second.truePositives),
      falsePositives: addLists(first.falsePositives, second.falsePositives),
      falseNegatives: addLists(first.falseNegatives, second.falseNegatives),
      trueNegatives: addLists(first.trueNegatives, second.trueNegatives),
    }),
    result: (state) => valueAt(state, 0),
    ...(typeof asked === 'object' && {
      results: (state: HitState) =>
        Object.fromEntries(thresholds.map((threshold, i) => [`${threshold}`, valueAt(state, i)])),
    }),
  });
}

/** part / (part + rest); 0 where both are. */
export function share(part: number, rest: number): number {
  return part === 0 ? 0 : part / (part + rest);
}
