import { isIds } from '../../layers/value.ts';
import { classesFor, numbersFor } from '../losses/lossTargets.ts';
import type { Metric, MetricBatch } from './metric.ts';
import { type RatioState, ratioMetric } from './ratioMetric.ts';

/**
 * The share of steps, by weight, that are predicted right. What right means follows, as Keras'
 * `'accuracy'` does, from the targets and the predictions `[…, N]`:
 *
 * | | right |
 * |---|---|
 * | targets are classes | the largest prediction stands at the class |
 * | the loss includes a sigmoid, or N = 1 | prediction > 1/2 exactly where the target is 1, not 0; the mean over N |
 * | else | the largest prediction stands where the largest target does |
 *
 * Of equal numbers the first is the largest. A logit x counts as the prediction σ(x): > 1/2 where
 * x > 0. Keras compares the largest also for a sigmoid with N > 1.
 */
export function accuracy(): Metric<RatioState> {
  return ratioMetric({ name: 'accuracy', valuesOf });
}

function valuesOf(batch: MetricBatch): (step: number) => number {
  const { predictions, targets, activation } = batch;
  const N = predictions.shape.at(-1) ?? 1;
  const { data } = predictions;
  if (isIds(targets)) {
    const classes = classesFor('accuracy', targets, predictions).data;
    return (step) => (largest(data, step * N, N) === classes[step] ? 1 : 0);
  }
  const wanted = numbersFor('accuracy', targets, predictions).data;
  if (activation !== 'sigmoid' && N !== 1) {
    return (step) => (largest(data, step * N, N) === largest(wanted, step * N, N) ? 1 : 0);
  }
  const threshold = activation === undefined ? 0.5 : 0;
  return (step) => {
    let right = 0;
    for (let i = step * N; i < (step + 1) * N; i++) {
      if (wanted[i] === (data[i]! > threshold ? 1 : 0)) right++;
    }
    return right / N;
  };
}

/** Where the first of the largest of `N` numbers stands. */
function largest(data: ArrayLike<number>, offset: number, N: number): number {
  let best = 0;
  for (let j = 1; j < N; j++) if (data[offset + j]! > data[offset + best]!) best = j;
  return best;
}
