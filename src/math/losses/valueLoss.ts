import { type Compute, referenceCompute } from '../../kernels/index.ts';
import type { FloatArray, Tensor } from '../../tensor/index.ts';
import { checkTensor } from '../check.ts';
import {
  type CountedSteps,
  checkFinite,
  checkTargets,
  countSteps,
  type LossOutputs,
  type LossStepInputs,
  meanScale,
  totalOf,
} from './lossSteps.ts';

/** What a loss that compares values reads. */
export interface ValueLossInputs extends LossStepInputs {
  /** What was predicted, y: `[B, N]` or `[B, T, N]`. */
  readonly predictions: Tensor;
  /** What is right, t: shaped as the predictions. */
  readonly targets: Tensor;
}

/** What the backward pass of a loss that compares values needs of its forward pass. */
export interface ValueLossCache {
  /** What was compared. */
  readonly inputs: ValueLossInputs;
  /** Which steps count, and how much. */
  readonly steps: CountedSteps;
}

/** A loss of values after its forward pass. */
export interface ValueLossPass {
  /** Of each step, and their sum. */
  readonly outputs: LossOutputs;
  /** For the way back. */
  readonly cache: ValueLossCache;
}

/** The loss of a step: of the `N` numbers of y and t from `at` on. */
export type StepLoss = (y: FloatArray, t: FloatArray, at: number, N: number) => number;

/** Writes the gradient of `factor` times the loss of a step by its `N` predictions into `dy`. */
export type StepGradient = (
  y: FloatArray,
  t: FloatArray,
  at: number,
  N: number,
  factor: number,
  dy: FloatArray,
) => void;

/** Which targets a loss takes. */
export interface TargetRule {
  /** In words, for the error. */
  readonly wanted: string;
  /** Whether it takes this one. */
  readonly legal: (target: number) => boolean;
}

/** Any number. */
export const FINITE: TargetRule = { wanted: 'finite targets', legal: Number.isFinite };

/** The loss of every step that counts, in float64. @throws as the losses that are made of it say */
export function valueLossForward(
  owner: string,
  inputs: ValueLossInputs,
  rule: TargetRule,
  lossOf: StepLoss,
  compute: Compute = referenceCompute(inputs.predictions.dtype),
): ValueLossPass {
  const { predictions, targets } = inputs;
  const { dtype } = compute.kernels;
  checkTensor(owner, 'predictions', predictions, predictions.shape, dtype);
  checkTensor(owner, 'targets', targets, predictions.shape, dtype);
  const N = predictions.shape.at(-1) ?? 1;
  const steps = countSteps(owner, predictions.shape.slice(0, -1), inputs, () => false, compute);
  if (rule === FINITE) checkFinite(owner, targets, N, steps, compute);
  else checkTargets(owner, rule.wanted, targets, N, steps, rule.legal);
  const losses = compute.doubles(steps.counts.length);
  for (let step = 0; step < losses.length; step++) {
    if (steps.counts[step] === 0) continue;
    losses[step] = lossOf(predictions.data, targets.data, step * N, N);
  }
  const outputs = { total: totalOf(losses, steps), count: steps.count, losses };
  return { outputs, cache: { inputs, steps } };
}

/** The gradient of `scale · total` by the predictions; 0 at steps that do not count. */
export function valueLossBackward(
  { inputs, steps }: ValueLossCache,
  scale: number = meanScale(steps.count),
  gradientOf: StepGradient,
  compute: Compute = referenceCompute(inputs.predictions.dtype),
): Tensor {
  const { predictions, targets } = inputs;
  const N = predictions.shape.at(-1) ?? 1;
  const dy = compute.zeros(predictions.shape);
  for (let step = 0; step < steps.counts.length; step++) {
    if (steps.counts[step] === 0) continue;
    const factor = scale * steps.factors[step]!; // was: total += weight · loss
    gradientOf(predictions.data, targets.data, step * N, N, factor, dy.data);
  }
  return dy;
}

/** The mean over the numbers of a step: mean_j f(y_j, t_j). */
export function meanOf(f: (y: number, t: number) => number): StepLoss {
  return (y, t, at, N) => {
    let sum = 0;
    for (let i = at; i < at + N; i++) sum += f(y[i]!, t[i]!);
    return sum / N;
  };
}

/** The gradient of `meanOf(f)`, from the slope ∂f / ∂y. */
export function gradientOfMean(slope: (y: number, t: number) => number): StepGradient {
  return (y, t, at, N, factor, dy) => {
    for (let i = at; i < at + N; i++) dy[i] = (factor / N) * slope(y[i]!, t[i]!);
  };
}
