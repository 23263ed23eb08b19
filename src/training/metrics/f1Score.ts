import { checkChoice, checkNumber } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { labelsOf, largestOf } from './labels.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { forSteps } from './steps.ts';
import { addAt, addLists } from './sums.ts';

/** Options of `f1Score`. */
export interface F1ScoreOptions extends MetricOptions {
  /**
   * `'macro'`: the mean over the labels; `'weighted'`: their mean by how often they are there; `'micro'`:
   * one score of all labels together; `null`, by default: a score for each label.
   */
  readonly average?: 'macro' | 'weighted' | 'micro' | null;
  /** A label is said to be there if its probability is above this; `null`, by default: the likeliest is. */
  readonly threshold?: number | null;
}

/** Options of `fBetaScore`. */
export interface FBetaScoreOptions extends F1ScoreOptions {
  /** β > 0: recall counts β² times as much as precision; 1 by default. */
  readonly beta?: number;
}

/** Weights by label. */
export interface F1State {
  /** Said to be there, and there. */
  readonly truePositives: readonly number[];
  /** Said to be there. */
  readonly said: readonly number[];
  /** There. */
  readonly right: readonly number[];
}

/**
 * The harmonic mean of precision and recall, 2 TP / (said + right), of each label or averaged; 0 for a
 * label that is neither there nor said to be. Without an average `evaluate` and `fit` report the score of
 * label j as `f1Score_j`.
 *
 * @throws ConfigError for an unknown or impossible option
 */
export function f1Score(given: F1ScoreOptions = {}): Metric<F1State> {
  return scoreMetric('f1Score', given, ['average', 'threshold'], 1);
}

/**
 * The weighted harmonic mean of precision and recall, (1 + β²) TP / (said + β² right), of each label or
 * averaged, as `f1Score`, which it is with β = 1.
 *
 * @throws ConfigError for an unknown or impossible option
 */
export function fBetaScore(given: FBetaScoreOptions = {}): Metric<F1State> {
  const { beta = 1 } = given;
  checkNumber('fBetaScore', 'beta', beta, '> 0', (value) => value > 0);
  return scoreMetric('fBetaScore', given, ['average', 'threshold', 'beta'], beta * beta);
}

/** @param favour β² */
function scoreMetric(
  kind: string,
  given: F1ScoreOptions,
  known: readonly string[],
  favour: number,
): Metric<F1State> {
  const name = metricName(kind, given, known);
  const { average = null, threshold = null } = given;
  if (average !== null) checkChoice(kind, 'average', average, ['macro', 'weighted', 'micro']);
  if (threshold !== null) {
    checkNumber(kind, 'threshold', threshold, 'in (0, 1]', (t) => t > 0 && t <= 1);
  }
  const result = (state: F1State): number => {
    if (average === 'micro') {
      return score(sumOf(state.truePositives), sumOf(state.said), sumOf(state.right), favour);
    }
    const scores = scoresOf(state, favour);
    if (average !== 'weighted') return scores.length === 0 ? 0 : sumOf(scores) / scores.length;
    const all = sumOf(state.right);
    return all === 0 ? 0 : scores.reduce((sum, each, j) => sum + each * state.right[j]!, 0) / all;
  };
  return builtIn<Metric<F1State>>({
    kind,
    name,
    options: Object.freeze({ ...given }),
    init: () => ({ truePositives: [], said: [], right: [] }),
    update(state, batch) {
      const labels = labelsOf(kind, batch);
      const truePositives = addLists(state.truePositives, [], labels.N);
      const said = addLists(state.said, [], labels.N);
      const right = addLists(state.right, [], labels.N);
      forSteps(batch, (step, weight) => {
        const likeliest = largestOf(labels, step);
        for (let j = 0; j < labels.N; j++) {
          const isRight = labels.isRight(step, j);
          const isSaid =
            threshold === null ? j === likeliest : labels.probability(step, j) > threshold;
          if (isRight) addAt(right, j, weight);
          if (isSaid) addAt(said, j, weight);
          if (isRight && isSaid) addAt(truePositives, j, weight);
        }
      });
      return { truePositives, said, right };
    },
    merge: (first, second) => ({
      truePositives: addLists(first.truePositives, second.truePositives),
      said: addLists(first.said, second.said),
      right: addLists(first.right, second.right),
    }),
    result,
    ...(average === null && {
      results: (state: F1State) =>
        Object.fromEntries(scoresOf(state, favour).map((f1, j) => [`${j}`, f1])),
    }),
  });
}

function scoresOf({ truePositives, said, right }: F1State, favour: number): number[] {
  return truePositives.map((hits, j) => score(hits, said[j]!, right[j]!, favour));
}

/** (1 + β²) TP / (said + β² right); 0 where nothing is hit. */
function score(truePositives: number, said: number, right: number, favour: number): number {
  const hits = (1 + favour) * truePositives;
  return truePositives === 0 ? 0 : hits / (said + favour * right);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
