import { exp, expm1 } from '../../elementary/index.ts';
import { type Compute, referenceCompute } from '../../kernels/index.ts';
import { ConfigError, type Tensor } from '../../tensor/index.ts';
import { type LossOutputs, meanScale, totalOf } from './lossSteps.ts';
import {
  type SoftmaxCrossEntropyCache,
  type SoftmaxCrossEntropyInputs,
  softmaxCrossEntropyBackward,
  softmaxCrossEntropyForward,
} from './softmaxCrossEntropy.ts';

/** How the loss computes. */
export interface CategoricalGeneralizedOptions {
  /** q in (0, 1]: near 0 the cross-entropy, with 1 the mean absolute error; 0.5 by default. */
  readonly q?: number;
  /** Steps with this class do not count. */
  readonly ignoreClass?: number | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface CategoricalGeneralizedCache {
  /** The cross-entropy of which the loss is made. */
  readonly entropy: SoftmaxCrossEntropyCache;
  /** −ln p of the right class of each step. */
  readonly nll: Float64Array;
  /** q. */
  readonly q: number;
}

/**
 * Softmax and generalized cross-entropy in one, from logits x `[…, C]` and the right class j of each step:
 *
 *     p = softmax(x)
 *     loss = (1 − p_j^q) / q = −(e^(q ln p_j) − 1) / q
 *
 * for each step, in float64. A label that the model holds for wrong pulls less than by the cross-entropy, of
 * which this is the limit for q → 0: wrong labels do less harm.
 *
 * @throws ConfigError for an impossible q, and if a class that counts is not in [0, C)
 * @throws ShapeError if targets, mask or weights do not fit the logits
 * @see Zhang, Sabuncu: Generalized cross entropy loss for training deep neural networks with noisy labels (2018)
 */
export function categoricalGeneralizedCrossEntropyForward(
  inputs: SoftmaxCrossEntropyInputs,
  { q = 0.5, ignoreClass }: CategoricalGeneralizedOptions = {},
  compute: Compute = referenceCompute(inputs.logits.dtype),
): { outputs: LossOutputs; cache: CategoricalGeneralizedCache } {
  if (!(q > 0 && q <= 1)) {
    throw new ConfigError(`categoricalGeneralizedCrossEntropy wants q in (0, 1], got ${q}`);
  }
  const { outputs, cache } = softmaxCrossEntropyForward(inputs, { ignoreClass }, compute);
  const nll = outputs.losses;
  const losses = compute.doubles(nll.length);
  for (let step = 0; step < losses.length; step++) losses[step] = -expm1(-q * nll[step]!) / q;
  const total = totalOf(losses, cache.steps);
  return {
    outputs: { total, count: outputs.count, losses },
    cache: { entropy: cache, nll, q },
  };
}

/**
 * The gradient of `scale · total` by the logits: that of the cross-entropy, times p_j^q at each step. The
 * default scale gives the gradient of the batch's mean.
 */
export function categoricalGeneralizedCrossEntropyBackward(
  { entropy, nll, q }: CategoricalGeneralizedCache,
  scale: number = meanScale(entropy.steps.count),
  compute: Compute = referenceCompute(entropy.probabilities.dtype),
): Tensor {
  const { inputs, labelSmoothing, probabilities, steps } = entropy;
  const factors = compute.doubles(nll.length);
  for (let step = 0; step < factors.length; step++) {
    // was: loss = (1 − p^q) / q, whose slope by −ln p is p^q
    factors[step] = steps.factors[step]! * exp(-q * nll[step]!);
  }
  const slopes = { factors, counts: steps.counts, count: steps.count };
  const cache = { inputs, labelSmoothing, probabilities, steps: slopes };
  return softmaxCrossEntropyBackward(cache, scale, compute);
}
