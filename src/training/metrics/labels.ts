import { exp, sigmoid } from '../../elementary/index.ts';
import { isIds } from '../../layers/value.ts';
import { classesFor, numbersFor } from '../losses/lossTargets.ts';
import type { MetricBatch } from './metric.ts';

/** The N labels of each step: whether they are right, and how likely they were said to be. */
export interface Labels {
  /** How many there are at a step. */
  readonly N: number;
  /** Whether label `j` is right: it is the class of the step, or its target is >= 1/2. */
  readonly isRight: (step: number, j: number) => boolean;
  /** The prediction as the loss reads it, be it a logit or not: it rises with the probability. */
  readonly score: (step: number, j: number) => number;
  /** The probability that is predicted, of logits by the softmax or sigmoid of the loss. */
  readonly probability: (step: number, j: number) => number;
}

/** The labels of a batch. @throws ShapeError for targets that do not fit the predictions */
export function labelsOf(owner: string, batch: MetricBatch): Labels {
  const { predictions, targets } = batch;
  const N = predictions.shape.at(-1) ?? 1;
  const score = (step: number, j: number): number => predictions.data[step * N + j]!;
  return {
    N,
    isRight: rightBy(owner, targets, batch, N),
    score,
    probability: probabilityBy(batch, N),
  };
}

function rightBy(
  owner: string,
  targets: MetricBatch['targets'],
  { predictions }: MetricBatch,
  N: number,
): Labels['isRight'] {
  if (isIds(targets)) {
    const { data } = classesFor(owner, targets, predictions);
    return (step, j) => data[step] === j;
  }
  const { data } = numbersFor(owner, targets, predictions);
  return (step, j) => data[step * N + j]! >= 0.5;
}

function probabilityBy(
  { predictions: { data }, activation }: MetricBatch,
  N: number,
): Labels['probability'] {
  if (activation === 'sigmoid') return (step, j) => sigmoid(data[step * N + j]!);
  if (activation === undefined) return (step, j) => data[step * N + j]!;
  let here = -1;
  let shift = 0;
  let sum = 0;
  return (step, j) => {
    if (step !== here) {
      here = step;
      shift = Number.NEGATIVE_INFINITY;
      sum = 0;
      for (let i = step * N; i < (step + 1) * N; i++) shift = Math.max(shift, data[i]!);
      for (let i = step * N; i < (step + 1) * N; i++) sum += exp(data[i]! - shift);
    }
    return exp(data[step * N + j]! - shift) / sum;
  };
}

/** Where the first of the largest scores of a step stands. */
export function largestOf({ N, score }: Labels, step: number): number {
  let best = 0;
  for (let j = 1; j < N; j++) if (score(step, j) > score(step, best)) best = j;
  return best;
}

/** Whether fewer than `k` labels of the step have a higher score. */
export function inTop({ N, score }: Labels, step: number, label: number, k: number): boolean {
  let higher = 0;
  for (let j = 0; j < N; j++) if (score(step, j) > score(step, label)) higher++;
  return higher < k;
}
