import { log } from '../../elementary/index.ts';
import { ConfigError } from '../../tensor/index.ts';
import { checkChoice, checkFlag, checkList, checkNumber } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import {
  addToCurves,
  type CurveOptions,
  type CurveState,
  curveOf,
  joinCurves,
  NO_LABELS,
  type Points,
  pointsOf,
} from './curve.ts';
import { share } from './hits.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';

/** Options of `auc`. */
export interface AucOptions extends MetricOptions, CurveOptions {
  /** `'ROC'` by default: true positives over false positives; `'PR'`: precision over recall. */
  readonly curve?: 'ROC' | 'PR';
  /**
   * Between two points: a line, or for `'PR'` hits as linear in alarms (`'interpolation'`, by default); the
   * lower of both (`'minoring'`); the higher (`'majoring'`).
   */
  readonly summationMethod?: 'interpolation' | 'minoring' | 'majoring';
  /** Whether each label has a curve of its own, and the result is the mean of their areas. */
  readonly multiLabel?: boolean;
  /** With `multiLabel`, what each label weighs in that mean; all the same by default. */
  readonly labelWeights?: readonly number[];
}

/**
 * The area under a curve, as Keras approximates it: thresholds at 0 − ε, 1 / (n − 1), …, 1 + ε, linear
 * between the points of a ROC curve, and of true positives over positives for precision and recall. All
 * labels of all steps go into one curve, or, with `multiLabel`, each has its own; classes are labels of
 * which one is right.
 *
 * With 200 thresholds the area is as exact as probabilities in steps of 1/199 are: more thresholds are more
 * exact where probabilities crowd near 0 or 1.
 *
 * @throws ConfigError for an unknown or impossible option, and in `update` for a prediction that is no
 * probability
 * @see Davis, Goadrich: The relationship between precision-recall and ROC curves (2006), for `'PR'`
 */
export function auc(given: AucOptions = {}): Metric<CurveState> {
  const kind = 'auc';
  const known = ['numThresholds', 'thresholds', 'curve', 'summationMethod', 'multiLabel'];
  const name = metricName(kind, given, [...known, 'labelWeights']);
  const { curve = 'ROC', summationMethod = 'interpolation', multiLabel = false } = given;
  const { labelWeights } = given;
  const points = curveOf(kind, given);
  checkChoice(kind, 'curve', curve, ['ROC', 'PR']);
  checkChoice(kind, 'summationMethod', summationMethod, ['interpolation', 'minoring', 'majoring']);
  checkFlag(kind, 'multiLabel', multiLabel);
  if (labelWeights !== undefined) checkLabelWeights(kind, labelWeights, multiLabel);
  const areaOf = (one: Points): number => {
    if (summationMethod !== 'interpolation') return areaOfSteps(one, curve, summationMethod);
    return curve === 'ROC' ? areaOfRates(one) : areaOfPrecision(one);
  };
  return builtIn<Metric<CurveState>>({
    kind,
    name,
    options: Object.freeze({ ...given }),
    init: () => NO_LABELS,
    update: (state, batch) => addToCurves(kind, state, batch, points, { apart: multiLabel }),
    merge: joinCurves,
    result(state) {
      const areas = pointsOf(state, points).map(areaOf);
      if (labelWeights !== undefined && state.right.length > 0) {
        checkCountOfWeights(kind, labelWeights, areas.length);
      }
      let sum = 0;
      let weight = 0;
      for (const [label, area] of areas.entries()) {
        const own = labelWeights?.[label] ?? 1;
        sum += own * area;
        weight += own;
      }
      return weight === 0 ? 0 : sum / weight;
    },
  });
}

function checkLabelWeights(kind: string, weights: readonly number[], multiLabel: boolean): void {
  if (!multiLabel) {
    throw new ConfigError(`${kind} wants labelWeights beside multiLabel: true alone`);
  }
  checkList(kind, 'labelWeights', weights);
  for (const weight of weights) checkNumber(kind, 'labelWeights', weight, '>= 0', (w) => w >= 0);
}

function checkCountOfWeights(kind: string, weights: readonly number[], labels: number): void {
  if (weights.length === labels) return;
  throw new ConfigError(
    `${kind} wants labelWeights for each of ${labels} labels, got ${weights.length}`,
  );
}

/** Trapezoids under true over false positive rates; 0 where there are no positives or no negatives. */
function areaOfRates({ truePositives, falsePositives }: Points): number {
  const positives = truePositives[0]!;
  const negatives = falsePositives[0]!;
  if (positives === 0 || negatives === 0) return 0;
  let area = 0;
  for (let i = 0; i + 1 < truePositives.length; i++) {
    const width = falsePositives[i]! - falsePositives[i + 1]!;
    area += (width * (truePositives[i]! + truePositives[i + 1]!)) / 2;
  }
  return area / (positives * negatives);
}

/**
 * The area under precision over recall. Between two thresholds true positives are taken as linear in all
 * that are above: TP = slope · P + intercept, so that ∫ TP / P dTP = slope · (ΔTP + intercept · ln(P / P′)).
 */
function areaOfPrecision({ truePositives, falsePositives }: Points): number {
  const positives = truePositives[0]!;
  if (positives === 0) return 0;
  let area = 0;
  for (let i = 0; i + 1 < truePositives.length; i++) {
    const next = truePositives[i + 1]! + falsePositives[i + 1]!;
    const here = truePositives[i]! + falsePositives[i]!;
    if (here <= next) continue;
    const gained = truePositives[i]! - truePositives[i + 1]!;
    const slope = gained / (here - next);
    const intercept = truePositives[i + 1]! - slope * next;
    const ratio = next > 0 ? here / next : 1;
    area += slope * (gained + intercept * log(ratio));
  }
  return area / positives;
}

/** Rectangles between two points, as high as the lower or the higher of them. */
function areaOfSteps(
  { truePositives, falsePositives }: Points,
  curve: 'ROC' | 'PR',
  method: 'minoring' | 'majoring',
): number {
  const positives = truePositives[0]!;
  const negatives = falsePositives[0]!;
  const recallAt = (i: number): number => share(truePositives[i]!, positives - truePositives[i]!);
  const alarmsAt = (i: number): number => share(falsePositives[i]!, negatives - falsePositives[i]!);
  const precisionAt = (i: number): number => share(truePositives[i]!, falsePositives[i]!);
  const [x, y] = curve === 'ROC' ? [alarmsAt, recallAt] : [recallAt, precisionAt];
  const height = method === 'minoring' ? Math.min : Math.max;
  let area = 0;
  for (let i = 0; i + 1 < truePositives.length; i++) {
    area += (x(i) - x(i + 1)) * height(y(i), y(i + 1));
  }
  return area;
}
