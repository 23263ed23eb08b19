import {
  type BinaryFocalCache,
  binaryFocalCrossentropyBackward,
  binaryFocalCrossentropyForward,
  sigmoidCrossEntropyForward,
} from '../../math/index.ts';
import { checkFlag, checkNumber, checkOptions } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { type CrossentropyOptions, checkCrossentropy } from './crossentropyOptions.ts';
import type { Loss, Predictions } from './loss.ts';
import { numbersFor } from './lossTargets.ts';
import { smoothed } from './smoothed.ts';

/** Options of `binaryFocalCrossentropy`. */
export interface BinaryFocalCrossentropyOptions extends CrossentropyOptions {
  /** Whether targets of 1 weigh α and those of 0 weigh 1 − α; `false` by default. */
  readonly applyClassBalancing?: boolean;
  /** α in [0, 1]; 0.25 by default. */
  readonly alpha?: number;
  /** γ >= 0: how little easy examples count; 2 by default. */
  readonly gamma?: number;
  /** ε in [0, 1): the target z becomes (1 − ε) z + ε / 2; 0 by default. */
  readonly labelSmoothing?: number;
}

/**
 * Binary cross-entropy in which easy examples count little: that of a number whose probability of being
 * wrong is m is multiplied by m^γ. The mean over the N numbers of a step, in nats.
 *
 * Logits and targets are as in `binaryCrossentropy`.
 *
 * @throws ConfigError for an unknown or impossible option, and in `forward` for a target not in [0, 1]
 * @see `binaryFocalCrossentropyForward` of `unrolled/math`
 */
export function binaryFocalCrossentropy(
  given: BinaryFocalCrossentropyOptions = {},
): Loss<BinaryFocalCache, Predictions> {
  const name = 'binaryFocalCrossentropy';
  const known = ['applyClassBalancing', 'alpha', 'gamma', 'fromLogits', 'labelSmoothing'];
  checkOptions(name, given, known);
  const { applyClassBalancing = false, alpha = 0.25, gamma = 2 } = given;
  const { fromLogits, labelSmoothing = 0 } = given;
  checkCrossentropy(name, fromLogits, labelSmoothing);
  checkFlag(name, 'applyClassBalancing', applyClassBalancing);
  checkNumber(name, 'alpha', alpha, 'in [0, 1]', (a) => a >= 0 && a <= 1);
  checkNumber(name, 'gamma', gamma, '>= 0', (g) => g >= 0);
  const options = { gamma, alpha: applyClassBalancing ? alpha : undefined };
  return builtIn<Loss<BinaryFocalCache, Predictions>>({
    name,
    options: Object.freeze({ ...given }),
    targets: 'numbers',
    activation: 'sigmoid',
    fromLogits,
    forward(batch, compute) {
      const { predictions } = batch;
      const plain = numbersFor(name, batch.targets, predictions);
      const legal = { wanted: 'targets in [0, 1]', legal: (z: number) => z >= 0 && z <= 1 };
      const inputs = { ...batch, predictions, targets: plain };
      const targets = smoothed(name, inputs, labelSmoothing, 1 / 2, legal, compute);
      return binaryFocalCrossentropyForward({ ...inputs, targets }, options, compute);
    },
    backward: binaryFocalCrossentropyBackward,
    nll(batch, _, compute) {
      const targets = numbersFor(name, batch.targets, batch.predictions);
      const inputs = { ...batch, logits: batch.predictions, targets };
      return sigmoidCrossEntropyForward(inputs, compute).outputs.losses;
    },
  });
}
