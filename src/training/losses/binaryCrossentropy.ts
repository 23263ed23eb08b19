import {
  type SigmoidCrossEntropyCache,
  type SigmoidCrossEntropyInputs,
  sigmoidCrossEntropyBackward,
  sigmoidCrossEntropyForward,
} from '../../math/index.ts';
import { checkOptions } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { type CrossentropyOptions, checkCrossentropy } from './crossentropyOptions.ts';
import type { Loss, LossBatch, Predictions } from './loss.ts';
import { numbersFor } from './lossTargets.ts';
import { smoothed } from './smoothed.ts';

/** Options of `binaryCrossentropy`. */
export interface BinaryCrossentropyOptions extends CrossentropyOptions {
  /** ε in [0, 1): the target z becomes (1 − ε) z + ε / 2; 0 by default. */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy of a sigmoid with a probability z for each number, the mean over the N numbers of a
 * step, in nats:
 *
 *     loss = −mean_j (z_j ln σ(x_j) + (1 − z_j) ln(1 − σ(x_j)))
 *
 * Logits x are `[B, N]` or `[B, T, N]`, targets z in [0, 1] are shaped as they are; for N = 1 they
 * may be `[B]` or `[B, T]`.
 *
 * @throws ConfigError for an unknown or impossible option, and in `forward` for a target not in [0, 1]
 * @see `sigmoidCrossEntropyForward` of `unrolled/math`
 */
export function binaryCrossentropy(
  given: BinaryCrossentropyOptions = {},
): Loss<SigmoidCrossEntropyCache, Predictions> {
  const name = 'binaryCrossentropy';
  checkOptions(name, given, ['fromLogits', 'labelSmoothing']);
  const { fromLogits, labelSmoothing = 0 } = given;
  checkCrossentropy(name, fromLogits, labelSmoothing);
  const inputsOf = (batch: LossBatch): SigmoidCrossEntropyInputs => ({
    logits: batch.predictions,
    targets: numbersFor(name, batch.targets, batch.predictions),
    mask: batch.mask,
    stepWeights: batch.stepWeights,
  });
  return builtIn<Loss<SigmoidCrossEntropyCache, Predictions>>({
    name,
    options: Object.freeze({ ...given }),
    targets: 'numbers',
    activation: 'sigmoid',
    fromLogits,
    forward(batch, compute) {
      const inputs = inputsOf(batch);
      const legal = { wanted: 'targets in [0, 1]', legal: (z: number) => z >= 0 && z <= 1 };
      const targets = smoothed(name, inputs, labelSmoothing, 1 / 2, legal, compute);
      return sigmoidCrossEntropyForward({ ...inputs, targets }, compute);
    },
    backward: sigmoidCrossEntropyBackward,
    nll: (batch, { losses }, compute) =>
      labelSmoothing === 0
        ? losses
        : sigmoidCrossEntropyForward(inputsOf(batch), compute).outputs.losses,
  });
}
