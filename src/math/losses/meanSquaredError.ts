import { type Compute, referenceCompute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { checkTensor } from '../check.ts';
import {
  type CountedSteps,
  checkFinite,
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
  checkFinite('meanSquaredError', targets, N, steps, compute);
  const { counts } = steps;
  const losses = compute.doubles(counts.length);
  const [y, t] = [predictions.data, targets.data];
  compute.kernels.squaredError(counts.length, N, y, 0, t, 0, counts, losses);
  const outputs = { total: totalOf(losses, steps), count: steps.count, losses };
  return { outputs, cache: { inputs, steps } };
}

/**
 * The gradient of `scale · total` by the predictions: scale · weight · 2 (y − t) / N. The default
 * scale gives the gradient of the batch's mean.
 */
export function meanSquaredErrorBackward(
  { inputs: { predictions, targets }, steps }: MeanSquaredErrorCache,
  scale: number = meanScale(steps.count),
  compute: Compute = referenceCompute(predictions.dtype),
): Tensor {
  const N = predictions.shape.at(-1) ?? 1;
  const { counts } = steps;
  const factors = compute.doubles(counts.length);
  for (let step = 0; step < factors.length; step++) {
    factors[step] = (2 * scale * steps.factors[step]!) / N;
  }
  const dy = compute.empty(predictions.shape);
  const [y, t] = [predictions.data, targets.data];
  compute.kernels.squaredErrorBackward(factors.length, N, y, 0, t, 0, counts, factors, dy.data, 0);
  return dy;
}
