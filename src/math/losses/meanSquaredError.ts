import { type Compute, referenceCompute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { checkTensor } from '../check.ts';
import {
  type CountedSteps,
  checkFiniteTargets,
  countSteps,
  type LossOutputs,
  type LossStepInputs,
  meanScale,
  totalOf,
} from './lossSteps.ts';

/** What the loss reads. */
export interface MeanSquaredErrorInputs extends LossStepInputs {
  /** `[B, N]` or `[B, T, N]`. */
  readonly predictions: Tensor;
  /** Shaped as the predictions. */
  readonly targets: Tensor;
}

/** What the backward pass needs of the forward pass. */
export interface MeanSquaredErrorCache {
  /** What was compared. */
  readonly inputs: MeanSquaredErrorInputs;
  /** Which steps count, and how much. */
  readonly steps: CountedSteps;
}

/**
 * loss = mean_j (y_j − t_j)² for each step, from predictions y and targets t `[…, N]`, in float64.
 *
 * @throws ConfigError if a target that counts is not finite
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 * @see Goodfellow, Bengio, Courville: Deep Learning (2016), section 5.1.4
 */
export function meanSquaredErrorForward(
  inputs: MeanSquaredErrorInputs,
  compute: Compute = referenceCompute(inputs.predictions.dtype),
): { outputs: LossOutputs; cache: MeanSquaredErrorCache } {
  const { predictions, targets } = inputs;
  const { dtype } = compute.kernels;
  checkTensor('meanSquaredError', 'predictions', predictions, predictions.shape, dtype);
  checkTensor('meanSquaredError', 'targets', targets, predictions.shape, dtype);
  const N = predictions.shape.at(-1) ?? 1;
  const leading = predictions.shape.slice(0, -1);
  const steps = countSteps('meanSquaredError', leading, inputs, () => false, compute);
  checkFiniteTargets('meanSquaredError', targets, N, steps, compute);
  const losses = compute.doubles(steps.counts.length);
  const { data: y } = predictions;
  const { data: t } = targets;
  for (let step = 0; step < losses.length; step++) {
    if (steps.counts[step] === 0) continue;
    let loss = 0;
    for (let i = step * N; i < (step + 1) * N; i++) {
      const error = y[i]! - t[i]!;
      loss += error * error;
    }
    losses[step] = loss / N;
  }
  const outputs = { total: totalOf(losses, steps), count: steps.count, losses };
  return { outputs, cache: { inputs, steps } };
}

/**
 * The gradient of `scale · total` by the predictions: scale · weight · 2 (y − t) / N. The default
 * scale gives the gradient of the batch's mean.
 */
export function meanSquaredErrorBackward(
  { inputs, steps }: MeanSquaredErrorCache,
  scale: number = meanScale(steps.count),
  compute: Compute = referenceCompute(inputs.predictions.dtype),
): Tensor {
  const { predictions, targets } = inputs;
  const N = predictions.shape.at(-1) ?? 1;
  const dy = compute.zeros(predictions.shape);
  const { data: y } = predictions;
  const { data: t } = targets;
  const { data: d } = dy;
  for (let step = 0; step < steps.counts.length; step++) {
    if (steps.counts[step] === 0) continue;
    const factor = (2 * scale * steps.factors[step]!) / N;
    for (let i = step * N; i < (step + 1) * N; i++) d[i] = factor * (y[i]! - t[i]!);
  }
  return dy;
}
