import { ConfigError } from '../../tensor/index.ts';
import { checkCount, checkList, checkNumber } from '../../tensor/options.ts';
import { labelsOf } from './labels.ts';
import type { MetricBatch } from './metric.ts';
import { forSteps } from './steps.ts';
import { addAt, addLists } from './sums.ts';

/** Where a curve has its points. */
export interface CurveOptions {
  /** How many thresholds make the curve, at least 2, evenly in [0, 1]; 200 by default. */
  readonly numThresholds?: number;
  /** Thresholds in [0, 1] in the place of even ones; one below 0 and one above 1 are added. */
  readonly thresholds?: readonly number[];
}

/** Weights of labels by the highest threshold that their probability is above. */
export interface CurveState {
  /** Of labels that are there; where each label has its own curve, one label after the other. */
  readonly right: readonly number[];
  /** Of labels that are not. */
  readonly wrong: readonly number[];
}

/** The points of a curve: for each threshold, rising, the weights of labels above it. */
export interface Points {
  /** Of labels that are there; the first is that of all of them, the last 0. */
  readonly truePositives: readonly number[];
  /** Of labels that are not. */
  readonly falsePositives: readonly number[];
}

/** What the curves of a metric are made with. */
export interface Curve {
  /** How many thresholds there are: −ε, those between, 1 + ε. */
  readonly n: number;
  /** The last of the thresholds that is below p in [0, 1]. */
  readonly binOf: (p: number) => number;
}

/** The thresholds that are meant. @throws ConfigError for impossible ones */
export function curveOf(owner: string, { numThresholds = 200, thresholds }: CurveOptions): Curve {
  checkCount(owner, 'numThresholds', numThresholds, 2);
  if (thresholds === undefined) {
    return { n: numThresholds, binOf: (p) => evenBinOf(p, numThresholds) };
  }
  checkList(owner, 'thresholds', thresholds);
  for (const threshold of thresholds) {
    checkNumber(owner, 'thresholds', threshold, 'in [0, 1]', (t) => t >= 0 && t <= 1);
  }
  const between = [...thresholds].sort((a, b) => a - b);
  const binOf = (p: number): number => {
    let i = between.length;
    while (i > 0 && between[i - 1]! >= p) i--;
    return i;
  };
  return { n: between.length + 2, binOf };
}

/** The last of the thresholds −ε, 1 / (n − 1), …, (n − 2) / (n − 1) that is below p in [0, 1]. */
function evenBinOf(p: number, n: number): number {
  let i = Math.min(n - 2, Math.floor(p * (n - 1)));
  while (i > 0 && i / (n - 1) >= p) i--;
  return i;
}

/** No label seen yet. */
export const NO_LABELS: CurveState = Object.freeze({ right: [], wrong: [] });

/** What two have seen. */
export function joinCurves(first: CurveState, second: CurveState): CurveState {
  return {
    right: addLists(first.right, second.right),
    wrong: addLists(first.wrong, second.wrong),
  };
}

/**
 * The state after one more batch: all labels in one curve, or each in its own, or one label alone.
 *
 * @throws ConfigError for a prediction that is no probability, and for a label that is not there
 */
export function addToCurves(
  owner: string,
  state: CurveState,
  batch: MetricBatch,
  { n, binOf }: Curve,
  {
    apart = false,
    classId,
  }: { readonly apart?: boolean; readonly classId?: number | undefined } = {},
): CurveState {
  const labels = labelsOf(owner, batch);
  if (classId !== undefined) {
    checkNumber(owner, 'classId', classId, `below ${labels.N}`, (j) => j < labels.N);
  }
  const first = classId ?? 0;
  const last = classId ?? labels.N - 1;
  const size = apart ? n * labels.N : n;
  const right = addLists(state.right, [], size);
  const wrong = addLists(state.wrong, [], size);
  forSteps(batch, (step, weight) => {
    for (let j = first; j <= last; j++) {
      const p = labels.probability(step, j);
      if (!(p >= 0 && p <= 1)) {
        throw new ConfigError(
          `${owner} wants predictions in [0, 1], got ${p}: end the model in a sigmoid`,
        );
      }
      const at = binOf(p) + (apart ? j * n : 0);
      addAt(labels.isRight(step, j) ? right : wrong, at, weight);
    }
  });
  return { right, wrong };
}

/** The points of each curve. */
export function pointsOf({ right, wrong }: CurveState, { n }: Curve): Points[] {
  const curves = Math.max(1, Math.ceil(right.length / n));
  return Array.from({ length: curves }, (_, curve) => ({
    truePositives: above(right, curve * n, n),
    falsePositives: above(wrong, curve * n, n),
  }));
}

/** For each threshold the weight above it; the last is above all. */
function above(weights: readonly number[], at: number, n: number): number[] {
  const sums = new Array<number>(n).fill(0);
  for (let i = n - 2; i >= 0; i--) sums[i] = sums[i + 1]! + (weights[at + i] ?? 0);
  return sums;
}
