import {
  type SoftmaxCrossEntropyCache,
  type SoftmaxCrossEntropyInputs,
  softmaxCrossEntropyBackward,
  softmaxCrossEntropyForward,
} from '../../math/index.ts';
import { checkOptions } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { type CrossentropyOptions, checkCrossentropy } from './crossentropyOptions.ts';
import type { Loss, LossBatch, Predictions } from './loss.ts';
import { numbersFor } from './lossTargets.ts';

/** Options of `categoricalCrossentropy`. */
export interface CategoricalCrossentropyOptions extends CrossentropyOptions {
  /** ε in [0, 1): the target q becomes (1 − ε) q + ε / C; 0 by default. */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy of a softmax with a distribution q for each step, one-hot for example, in nats:
 *
 *     loss = −Σ_j q_j ln softmax(x)_j
 *
 * Logits x and targets q are `[B, C]` or `[B, T, C]`; q is taken as it is, whatever its sum.
 *
 * @throws ConfigError for an unknown or impossible option, and in `forward` for a target < 0 or NaN
 * @see `softmaxCrossEntropyForward` of `unrolled/math`
 */
export function categoricalCrossentropy(
  given: CategoricalCrossentropyOptions = {},
): Loss<SoftmaxCrossEntropyCache, Predictions> {
  const name = 'categoricalCrossentropy';
  checkOptions(name, given, ['fromLogits', 'labelSmoothing']);
  const { fromLogits, labelSmoothing = 0 } = given;
  checkCrossentropy(name, fromLogits, labelSmoothing);
  const inputsOf = (batch: LossBatch): SoftmaxCrossEntropyInputs => ({
    logits: batch.predictions,
    targets: numbersFor(name, batch.targets, batch.predictions),
    mask: batch.mask,
    stepWeights: batch.stepWeights,
  });
  return builtIn<Loss<SoftmaxCrossEntropyCache, Predictions>>({
    name,
    options: Object.freeze({ ...given }),
    targets: 'numbers',
    activation: 'softmax',
    fromLogits,
    forward: (batch, compute) =>
      softmaxCrossEntropyForward(inputsOf(batch), { labelSmoothing }, compute),
    backward: softmaxCrossEntropyBackward,
    nll: (batch, { losses }, compute) =>
      labelSmoothing === 0
        ? losses
        : softmaxCrossEntropyForward(inputsOf(batch), {}, compute).outputs.losses,
  });
}
