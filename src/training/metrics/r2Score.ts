import { builtIn } from '../builtIn.ts';
import { numbersFor } from '../losses/lossTargets.ts';
import { type Metric, type MetricOptions, metricName } from './metric.ts';
import { forSteps } from './steps.ts';
import { addAt, addLists } from './sums.ts';
import { wantsValues } from './wantsValues.ts';

/** Sums for each of the N numbers of a step. */
export interface R2State {
  /** Σ weight. */
  readonly weight: number;
  /** The means of the targets, by weight. */
  readonly means: readonly number[];
  /** Σ weight · (t − mean)². */
  readonly spreads: readonly number[];
  /** Σ weight · (t − y)². */
  readonly errors: readonly number[];
}

/**
 * The coefficient of determination: 1 − Σ w (t − y)² / Σ w (t − t̄)², the mean over the N numbers of a step;
 * 1 where every prediction is right, 0 for a model that always says the mean. Of targets that are all the
 * same it is 1 if they are met and 0 if not. Spreads are added up by Welford's and Chan's formulas, which
 * lose no digits where targets are far from 0.
 *
 * @throws ConfigError for an unknown option, and beside a loss that compares no values
 * @see Chan, Golub, LeVeque: Updating formulae and a pairwise algorithm for computing sample variances (1979)
 */
export function r2Score(given: MetricOptions = {}): Metric<R2State> {
  const kind = 'r2Score';
  return builtIn<Metric<R2State>>({
    kind,
    name: metricName(kind, given, []),
    options: Object.freeze({ ...given }),
    check: wantsValues(kind),
    init: () => ({ weight: 0, means: [], spreads: [], errors: [] }),
    update(state, batch) {
      const { predictions } = batch;
      const wanted = numbersFor(kind, batch.targets, predictions).data;
      const N = predictions.shape.at(-1) ?? 1;
      const means = addLists(state.means, [], N);
      const spreads = addLists(state.spreads, [], N);
      const errors = addLists(state.errors, [], N);
      let { weight } = state;
      forSteps(batch, (step, own) => {
        if (own === 0) return;
        weight += own;
        for (let j = 0; j < N; j++) {
          const t = wanted[step * N + j]!;
          const error = t - predictions.data[step * N + j]!;
          const before = t - means[j]!;
          addAt(means, j, (own / weight) * before);
          addAt(spreads, j, own * before * (t - means[j]!));
          addAt(errors, j, own * error * error);
        }
      });
      return { weight, means, spreads, errors };
    },
    merge(first, second) {
      const weight = first.weight + second.weight;
      if (first.weight === 0) return second;
      if (second.weight === 0) return first;
      const gaps = second.means.map((mean, j) => mean - first.means[j]!);
      return {
        weight,
        means: first.means.map((mean, j) => mean + (gaps[j]! * second.weight) / weight),
        spreads: addLists(first.spreads, second.spreads).map(
          (spread, j) => spread + (gaps[j]! * gaps[j]! * first.weight * second.weight) / weight,
        ),
        errors: addLists(first.errors, second.errors),
      };
    },
    result({ spreads, errors }) {
      if (spreads.length === 0) return 0;
      const scores = spreads.map((spread, j) => {
        if (spread === 0) return errors[j] === 0 ? 1 : 0;
        return 1 - errors[j]! / spread;
      });
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    },
  });
}
