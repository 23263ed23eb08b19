import { sigmoid, softplus } from '../../elementary/index.ts';
import { type Compute, referenceCompute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { checkTensor } from '../check.ts';
import {
  type CountedSteps,
  checkTargets,
  countSteps,
  type LossOutputs,
  type LossStepInputs,
  meanScale,
  totalOf,
} from './lossSteps.ts';

/** What the loss reads. */
export interface SigmoidCrossEntropyInputs extends LossStepInputs {
  /** Unnormalised scores, `[B, N]` or `[B, T, N]`. */
  readonly logits: Tensor;
  /** Probabilities in [0, 1], shaped as the logits. */
  readonly targets: Tensor;
}

/** What the backward pass needs of the forward pass. */
export interface SigmoidCrossEntropyCache {
  /** What was compared. */
  readonly inputs: SigmoidCrossEntropyInputs;
  /** Which steps count, and how much. */
  readonly steps: CountedSteps;
}

/**
 * Sigmoid and binary cross-entropy in one, from logits x `[…, N]` and targets z:
 *
 *     loss = −mean_j (z_j ln σ(x_j) + (1 − z_j) ln(1 − σ(x_j))) = mean_j (softplus(x_j) − z_j x_j)
 *
 * in nats, for each step; computed in float64.
 *
 * @throws ConfigError if a target that counts is not in [0, 1]
 * @throws ShapeError if targets, mask or weights do not fit the logits
 * @see Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.2.2.2
 */
export function sigmoidCrossEntropyForward(
  inputs: SigmoidCrossEntropyInputs,
  compute: Compute = referenceCompute(inputs.logits.dtype),
): { outputs: LossOutputs; cache: SigmoidCrossEntropyCache } {
  const { logits, targets } = inputs;
  checkTensor('sigmoidCrossEntropy', 'logits', logits, logits.shape, compute.kernels.dtype);
  checkTensor('sigmoidCrossEntropy', 'targets', targets, logits.shape, compute.kernels.dtype);
  const N = logits.shape.at(-1) ?? 1;
  const leading = logits.shape.slice(0, -1);
  const steps = countSteps('sigmoidCrossEntropy', leading, inputs, () => false, compute);
  const legal = (z: number): boolean => z >= 0 && z <= 1;
  checkTargets('sigmoidCrossEntropy', 'targets in [0, 1]', targets, N, steps, legal);
  const losses = compute.doubles(steps.counts.length);
  for (let step = 0; step < losses.length; step++) {
    if (steps.counts[step] === 0) continue;
    let loss = 0;
    for (let i = step * N; i < (step + 1) * N; i++) {
      // softplus(x) − z·x, written so that a large x meets a target of 1 without loss of digits
      const x = logits.data[i]!;
      const z = targets.data[i]!;
      loss += x > 0 ? softplus(-x) + (1 - z) * x : softplus(x) - z * x;
    }
    losses[step] = loss / N;
  }
  const outputs = { total: totalOf(losses, steps), count: steps.count, losses };
  return { outputs, cache: { inputs, steps } };
}

/**
 * The gradient of `scale · total` by the logits: scale · weight · (σ(x) − z) / N. The default scale
 * gives the gradient of the batch's mean.
 */
export function sigmoidCrossEntropyBackward(
  { inputs, steps }: SigmoidCrossEntropyCache,
  scale: number = meanScale(steps.count),
  compute: Compute = referenceCompute(inputs.logits.dtype),
): Tensor {
  const { logits, targets } = inputs;
  const N = logits.shape.at(-1) ?? 1;
  const dx = compute.zeros(logits.shape);
  for (let step = 0; step < steps.counts.length; step++) {
    if (steps.counts[step] === 0) continue;
    const factor = (scale * steps.factors[step]!) / N;
    for (let i = step * N; i < (step + 1) * N; i++) {
      dx.data[i] = factor * (sigmoid(logits.data[i]!) - targets.data[i]!);
    }
  }
  return dx;
}
