import { checkCount, checkNumber } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import {
  addToCurves,
  type CurveState,
  curveOf,
  joinCurves,
  NO_LABELS,
  type Points,
  pointsOf,
} from './curve.ts';
import { share } from './hits.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';

/** Options of all metrics that are the best of a curve. */
export interface BestOfCurveOptions extends MetricOptions {
  /** How many thresholds are tried, at least 2; 200 by default. */
  readonly numThresholds?: number;
  /** Looks at this label alone, counted from 0. */
  readonly classId?: number;
}

/** Options of `precisionAtRecall`. */
export interface PrecisionAtRecallOptions extends BestOfCurveOptions {
  /** The recall that is wanted at least, in [0, 1]. */
  readonly recall: number;
}

/** Options of `recallAtPrecision`. */
export interface RecallAtPrecisionOptions extends BestOfCurveOptions {
  /** The precision that is wanted at least, in [0, 1]. */
  readonly precision: number;
}

/** Options of `sensitivityAtSpecificity`. */
export interface SensitivityAtSpecificityOptions extends BestOfCurveOptions {
  /** The specificity that is wanted at least, in [0, 1]. */
  readonly specificity: number;
}

/** Options of `specificityAtSensitivity`. */
export interface SpecificityAtSensitivityOptions extends BestOfCurveOptions {
  /** The sensitivity that is wanted at least, in [0, 1]. */
  readonly sensitivity: number;
}

/** A share at one point of a curve. */
type Share = (points: Points, i: number) => number;

const precisionAt: Share = ({ truePositives, falsePositives }, i) =>
  share(truePositives[i]!, falsePositives[i]!);

/** Recall, by its other name sensitivity: TP / (TP + FN). */
const recallAt: Share = ({ truePositives }, i) =>
  share(truePositives[i]!, truePositives[0]! - truePositives[i]!);

/** TN / (TN + FP). */
const specificityAt: Share = ({ falsePositives }, i) =>
  share(falsePositives[0]! - falsePositives[i]!, falsePositives[i]!);

/**
 * The greatest precision, TP / (TP + FP), at a threshold where the recall is at least `recall`; 0 where there
 * is none. Thresholds and labels are as for `auc`.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 */
export function precisionAtRecall(given: PrecisionAtRecallOptions): Metric<CurveState> {
  return best('precisionAtRecall', given, 'recall', given.recall, precisionAt, recallAt);
}

/**
 * The greatest recall, TP / (TP + FN), at a threshold where the precision is at least `precision`; 0 where
 * there is none. Thresholds and labels are as for `auc`.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 */
export function recallAtPrecision(given: RecallAtPrecisionOptions): Metric<CurveState> {
  return best('recallAtPrecision', given, 'precision', given.precision, recallAt, precisionAt);
}

/**
 * The greatest sensitivity, TP / (TP + FN), at a threshold where the specificity is at least `specificity`; 0
 * where there is none. Thresholds and labels are as for `auc`.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 */
export function sensitivityAtSpecificity(
  given: SensitivityAtSpecificityOptions,
): Metric<CurveState> {
  const { specificity } = given;
  const kind = 'sensitivityAtSpecificity';
  return best(kind, given, 'specificity', specificity, recallAt, specificityAt);
}

/**
 * The greatest specificity, TN / (TN + FP), at a threshold where the sensitivity is at least `sensitivity`; 0
 * where there is none. Thresholds and labels are as for `auc`.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 */
export function specificityAtSensitivity(
  given: SpecificityAtSensitivityOptions,
): Metric<CurveState> {
  const { sensitivity } = given;
  const kind = 'specificityAtSensitivity';
  return best(kind, given, 'sensitivity', sensitivity, specificityAt, recallAt);
}

/** The greatest `wanted` where `kept` is at least `bound`. */
function best(
  kind: string,
  given: BestOfCurveOptions,
  option: string,
  bound: number,
  wanted: Share,
  kept: Share,
): Metric<CurveState> {
  const name = metricName(kind, given, [option, 'numThresholds', 'classId']);
  const { classId } = given;
  checkNumber(kind, option, bound, 'in [0, 1]', (b) => b >= 0 && b <= 1);
  if (classId !== undefined) checkCount(kind, 'classId', classId, 0);
  const curve = curveOf(kind, given);
  return builtIn<Metric<CurveState>>({
    kind,
    name,
    options: Object.freeze({ ...given }),
    init: () => NO_LABELS,
    update: (state, batch) => addToCurves(kind, state, batch, curve, { classId }),
    merge: joinCurves,
    result(state) {
      let greatest = 0;
      for (const points of pointsOf(state, curve)) {
        for (let i = 0; i < curve.n; i++) {
          if (kept(points, i) >= bound) greatest = Math.max(greatest, wanted(points, i));
        }
      }
      return greatest;
    },
  });
}
