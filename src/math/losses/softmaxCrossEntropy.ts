import { type Compute, referenceCompute } from '../../kernels/index.ts';
import { ConfigError, type Ids, type Tensor } from '../../tensor/index.ts';
import { checkTensor, checkView } from '../check.ts';
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
export interface SoftmaxCrossEntropyInputs extends LossStepInputs {
  /** Unnormalised scores, `[B, C]` or `[B, T, C]`. */
  readonly logits: Tensor;
  /** The right class of each step, `[B]` or `[B, T]`, or its distribution, shaped as the logits. */
  readonly targets: Ids | Tensor;
}

/** How the loss computes. */
export interface SoftmaxCrossEntropyOptions {
  /** ε in [0, 1): the target becomes (1 − ε) · target + ε / C. */
  readonly labelSmoothing?: number;
  /** Steps with this class do not count. */
  readonly ignoreClass?: number | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface SoftmaxCrossEntropyCache {
  /** What was compared. */
  readonly inputs: SoftmaxCrossEntropyInputs;
  /** ε. */
  readonly labelSmoothing: number;
  /** softmax(logits). */
  readonly probabilities: Tensor;
  /** Which steps count, and how much. */
  readonly steps: CountedSteps;
}

/**
 * Softmax and cross-entropy in one, from logits x `[…, C]` and targets q:
 *
 *     p = softmax(x)
 *     loss = −Σ_j q_j ln p_j = (Σ_j q_j) · ln Σ_k exp(x_k − max x) − Σ_j q_j (x_j − max x)
 *
 * in nats, for each step; sums in float64.
 *
 * @throws ConfigError if a class that counts is not in [0, C), or a target is not a number >= 0
 * @throws ShapeError if targets, mask or weights do not fit the logits
 * @see Bridle (1990) for softmax; Szegedy et al.: Rethinking the Inception architecture (2016) for
 * label smoothing
 */
export function softmaxCrossEntropyForward(
  inputs: SoftmaxCrossEntropyInputs,
  options: SoftmaxCrossEntropyOptions = {},
  compute: Compute = referenceCompute(inputs.logits.dtype),
): { outputs: LossOutputs; cache: SoftmaxCrossEntropyCache } {
  const { logits, targets } = inputs;
  const { labelSmoothing = 0, ignoreClass } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new ConfigError(
      `softmaxCrossEntropy wants labelSmoothing in [0, 1), got ${labelSmoothing}`,
    );
  }
  const k = compute.kernels;
  const C = logits.shape.at(-1) ?? 1;
  const leading = logits.shape.slice(0, -1);
  const sparse = targets.data instanceof Int32Array;
  checkTensor('softmaxCrossEntropy', 'logits', logits, logits.shape, k.dtype);
  checkView('softmaxCrossEntropy', 'targets', targets, sparse ? leading : logits.shape);
  const ignored = (step: number): boolean => sparse && targets.data[step] === ignoreClass;
  const steps = countSteps('softmaxCrossEntropy', leading, inputs, ignored, compute);
  if (sparse) {
    const legal = (label: number): boolean => label >= 0 && label < C;
    checkTargets('softmaxCrossEntropy', `classes from 0 to ${C - 1}`, targets, 1, steps, legal);
  } else {
    const legal = (q: number): boolean => q >= 0 && q < Number.POSITIVE_INFINITY;
    checkTargets('softmaxCrossEntropy', 'target probabilities >= 0', targets, C, steps, legal);
  }

  const M = steps.counts.length;
  const probabilities = compute.empty(logits.shape);
  const shift = compute.doubles(M);
  const logSum = compute.doubles(M);
  const losses = compute.doubles(M);
  k.logPartition(M, C, logits.data, 0, C, probabilities.data, 0, C, shift, logSum);
  for (let step = 0; step < M; step++) {
    if (steps.counts[step] === 0) continue;
    // −ln p_j = ln Σ exp(x − max) − (x_j − max), weighted by the target q_j
    let loss = 0;
    const lowest = labelSmoothing === 0 && sparse ? targets.data[step]! : 0;
    const highest = labelSmoothing === 0 && sparse ? lowest : C - 1;
    for (let j = lowest; j <= highest; j++) {
      const q = targetOf(targets, step, j, C, sparse, labelSmoothing);
      if (q !== 0) loss += q * (logSum[step]! - (logits.data[step * C + j]! - shift[step]!));
    }
    losses[step] = loss;
  }
  const outputs = { total: totalOf(losses, steps), count: steps.count, losses };
  return { outputs, cache: { inputs, labelSmoothing, probabilities, steps } };
}

/**
 * The gradient of `scale · total` by the logits: scale · weight · (p · Σ_j q_j − q). The default
 * scale gives the gradient of the batch's mean.
 */
export function softmaxCrossEntropyBackward(
  { inputs, labelSmoothing, probabilities, steps }: SoftmaxCrossEntropyCache,
  scale: number = meanScale(steps.count),
  compute: Compute = referenceCompute(probabilities.dtype),
): Tensor {
  const { targets } = inputs;
  const sparse = targets.data instanceof Int32Array;
  const C = probabilities.shape.at(-1) ?? 1;
  const M = steps.counts.length;
  const factors = compute.doubles(M);
  for (let step = 0; step < M; step++) factors[step] = scale * steps.factors[step]!;
  if (targets.data instanceof Int32Array && labelSmoothing === 0) {
    const dx = compute.empty(probabilities.shape);
    const p = probabilities.data;
    compute.kernels.crossEntropyBackward(
      M,
      C,
      p,
      0,
      targets.data,
      0,
      steps.counts,
      factors,
      dx.data,
      0,
    );
    return dx;
  }
  const dx = compute.zeros(probabilities.shape);
  for (let step = 0; step < M; step++) {
    if (steps.counts[step] === 0) continue;
    const factor = factors[step]!;
    let mass = 0;
    if (sparse) mass = 1;
    else for (let j = 0; j < C; j++) mass += targetOf(targets, step, j, C, sparse, labelSmoothing);
    for (let j = 0; j < C; j++) {
      const q = targetOf(targets, step, j, C, sparse, labelSmoothing);
      dx.data[step * C + j] = factor * (probabilities.data[step * C + j]! * mass - q);
    }
  }
  return dx;
}

/** q_j of a step: the target's mass on class j, smoothed. */
function targetOf(
  targets: Ids | Tensor,
  step: number,
  j: number,
  C: number,
  sparse: boolean,
  smoothing: number,
): number {
  const hard = sparse ? (targets.data[step] === j ? 1 : 0) : targets.data[step * C + j]!;
  return smoothing === 0 ? hard : (1 - smoothing) * hard + smoothing / C;
}
