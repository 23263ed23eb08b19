import { builtIn } from '../builtIn.ts';
import { labelsOf, largestOf } from './labels.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { forSteps } from './steps.ts';
import { addAt, addLists } from './sums.ts';

/** Weights by class, row by row. */
export interface ConfusionState {
  /** How many classes there are; 0 before the first batch. */
  readonly classes: number;
  /** Σ weight of the steps of class i that were taken for class j, at i · classes + j. */
  readonly weights: readonly number[];
}

/**
 * How many steps of class i, by weight, were taken for class j: `evaluate` and `fit` report each as
 * `confusionMatrix_i_j`, and `confusionTable` makes a table of them. The class of a step is taken for
 * the likeliest; with one probability for a step the classes are 0 and 1, taken for 1 above 1/2.
 *
 * @throws ConfigError for an unknown option
 */
export function confusionMatrix(given: MetricOptions = {}): Metric<ConfusionState> {
  const kind = 'confusionMatrix';
  const name = metricName(kind, given, []);
  return builtIn<Metric<ConfusionState>>({
    kind,
    name,
    options: Object.freeze({ ...given }),
    init: () => ({ classes: 0, weights: [] }),
    update(state, batch) {
      const labels = labelsOf(kind, batch);
      const classes = Math.max(2, labels.N);
      const weights = addLists(state.weights, [], classes * classes);
      forSteps(batch, (step, weight) => {
        if (labels.N === 1) {
          const right = labels.isRight(step, 0) ? 1 : 0;
          addAt(weights, right * 2 + (labels.probability(step, 0) > 0.5 ? 1 : 0), weight);
          return;
        }
        let right = 0;
        while (right < labels.N - 1 && !labels.isRight(step, right)) right++;
        addAt(weights, right * classes + largestOf(labels, step), weight);
      });
      return { classes, weights };
    },
    merge: (first, second) => ({
      classes: Math.max(first.classes, second.classes),
      weights: addLists(first.weights, second.weights),
    }),
    result({ classes, weights }) {
      let right = 0;
      let all = 0;
      for (const [at, weight] of weights.entries()) {
        all += weight;
        if (at % (classes + 1) === 0) right += weight;
      }
      return all === 0 ? 0 : right / all;
    },
    results: ({ classes, weights }) =>
      Object.fromEntries(
        weights.map((weight, at) => [`${Math.floor(at / classes)}_${at % classes}`, weight]),
      ),
  });
}

/**
 * The table of what a `confusionMatrix` reported, e.g. of what `evaluate` returned: row i, column j has the
 * weight of the steps of class i that were taken for class j.
 */
export function confusionTable(
  results: Readonly<Record<string, number>>,
  name = 'confusionMatrix',
): number[][] {
  const table: number[][] = [];
  for (let i = 0; results[`${name}_${i}_0`] !== undefined; i++) {
    const row: number[] = [];
    for (let j = 0; ; j++) {
      const weight = results[`${name}_${i}_${j}`];
      if (weight === undefined) break;
      row.push(weight);
    }
    table.push(row);
  }
  return table;
}
