import { log } from '../../elementary/index.ts';
import { ConfigError } from '../../tensor/index.ts';
import { checkChoice, checkCount } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { labelsOf } from './labels.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { forSteps } from './steps.ts';
import { addAt, addLists } from './sums.ts';

/** Options of `auc`. */
export interface AucOptions extends MetricOptions {
  /** How many thresholds make the curve, at least 2; 200 by default. */
  readonly numThresholds?: number;
  /** `'ROC'` by default: true positives over false positives; `'PR'`: precision over recall. */
  readonly curve?: 'ROC' | 'PR';
}

/** Weights of labels by the highest threshold that their probability is above. */
export interface AucState {
  /** Of labels that are there. */
  readonly right: readonly number[];
  /** Of labels that are not. */
  readonly wrong: readonly number[];
}

/**
 * The area under a curve, as Keras approximates it: thresholds at 0 − ε, 1 / (n − 1), …, 1 + ε, linear
 * between the points of a ROC curve, and of true positives over positives for precision and recall. All
 * labels of all steps go into one curve; classes are labels of which one is right.
 *
 * With 200 thresholds the area is as exact as probabilities in steps of 1/199 are: more thresholds are more
 * exact where probabilities crowd near 0 or 1.
 *
 * @throws ConfigError for an unknown or impossible option, and in `update` for a prediction that is no
 * probability
 * @see Davis, Goadrich: The relationship between precision-recall and ROC curves (2006), for `'PR'`
 */
export function auc(given: AucOptions = {}): Metric<AucState> {
  const kind = 'auc';
  const name = metricName(kind, given, ['numThresholds', 'curve']);
  const { numThresholds: n = 200, curve = 'ROC' } = given;
  checkCount(kind, 'numThresholds', n, 2);
  checkChoice(kind, 'curve', curve, ['ROC', 'PR']);
  return builtIn<Metric<AucState>>({
    kind,
    name,
    options: Object.freeze({ ...given }),
    init: () => ({ right: [], wrong: [] }),
    update(state, batch) {
      const labels = labelsOf(kind, batch);
      const right = addLists(state.right, [], n);
      const wrong = addLists(state.wrong, [], n);
      forSteps(batch, (step, weight) => {
        for (let j = 0; j < labels.N; j++) {
          const p = labels.probability(step, j);
          if (!(p >= 0 && p <= 1)) {
            throw new ConfigError(
              `auc wants predictions in [0, 1], got ${p}: end the model in a sigmoid`,
            );
          }
          addAt(labels.isRight(step, j) ? right : wrong, highestBelow(p, n), weight);
        }
      });
      return { right, wrong };
    },
    merge: (first, second) => ({
      right: addLists(first.right, second.right),
      wrong: addLists(first.wrong, second.wrong),
    }),
    result({ right, wrong }) {
      const truePositives = above(right, n);
      const falsePositives = above(wrong, n);
      return curve === 'ROC'
        ? areaOfRates(truePositives, falsePositives)
        : areaOfPrecision(truePositives, falsePositives);
    },
  });
}

/** The last of the thresholds −ε, 1 / (n − 1), …, (n − 2) / (n − 1) that is below p in [0, 1]. */
function highestBelow(p: number, n: number): number {
  let i = Math.min(n - 2, Math.floor(p * (n - 1)));
  while (i > 0 && i / (n - 1) >= p) i--;
  return i;
}

/** For each threshold the weight above it; the last is above all. */
function above(weights: readonly number[], n: number): number[] {
  const sums = new Array<number>(n).fill(0);
  for (let i = n - 2; i >= 0; i--) sums[i] = sums[i + 1]! + (weights[i] ?? 0);
  return sums;
}

/** Trapezoids under true over false positive rates; 0 where there are no positives or no negatives. */
function areaOfRates(truePositives: readonly number[], falsePositives: readonly number[]): number {
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
function areaOfPrecision(
  truePositives: readonly number[],
  falsePositives: readonly number[],
): number {
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
