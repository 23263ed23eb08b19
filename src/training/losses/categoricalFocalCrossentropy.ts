import {
  type CategoricalFocalCache,
  categoricalFocalCrossentropyBackward,
  categoricalFocalCrossentropyForward,
  softmaxCrossEntropyForward,
} from '../../math/index.ts';
import { checkList, checkNumber, checkOptions } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { type CrossentropyOptions, checkCrossentropy } from './crossentropyOptions.ts';
import type { Loss, Predictions } from './loss.ts';
import { numbersFor } from './lossTargets.ts';
import { smoothed } from './smoothed.ts';

/** Options of `categoricalFocalCrossentropy`. */
export interface CategoricalFocalCrossentropyOptions extends CrossentropyOptions {
  /** α in [0, 1]: what every class weighs, or one number for each; 0.25 by default. */
  readonly alpha?: number | readonly number[];
  /** γ >= 0: how little easy examples count; 2 by default. */
  readonly gamma?: number;
  /** ε in [0, 1): the target q becomes (1 − ε) q + ε / C; 0 by default. */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy of a softmax in which easy examples count little, in nats, for each step:
 *
 *     loss = −Σ_j α_j (1 − p_j)^γ q_j ln p_j,  p = softmax(x)
 *
 * Logits x and targets q are `[B, C]` or `[B, T, C]`, as in `categoricalCrossentropy`.
 *
 * @throws ConfigError for an unknown or impossible option, and in `forward` for a target < 0 or NaN;
 * ShapeError in `forward` if α is not one number for each class
 * @see `categoricalFocalCrossentropyForward` of `unrolled/math`
 */
export function categoricalFocalCrossentropy(
  given: CategoricalFocalCrossentropyOptions = {},
): Loss<CategoricalFocalCache, Predictions> {
  const name = 'categoricalFocalCrossentropy';
  checkOptions(name, given, ['alpha', 'gamma', 'fromLogits', 'labelSmoothing']);
  const { alpha = 0.25, gamma = 2, fromLogits, labelSmoothing = 0 } = given;
  checkCrossentropy(name, fromLogits, labelSmoothing);
  checkNumber(name, 'gamma', gamma, '>= 0', (g) => g >= 0);
  if (typeof alpha !== 'number') checkList(name, 'alpha', alpha);
  for (const a of typeof alpha === 'number' ? [alpha] : alpha) {
    checkNumber(name, 'alpha', a, 'in [0, 1]', (value) => value >= 0 && value <= 1);
  }
  const kept = typeof alpha === 'number' ? alpha : Object.freeze([...alpha]);
  const listed = given.alpha === undefined ? {} : { alpha: kept };
  return builtIn<Loss<CategoricalFocalCache, Predictions>>({
    name,
    options: Object.freeze({ ...given, ...listed }),
    targets: 'numbers',
    activation: 'softmax',
    fromLogits,
    forward(batch, compute) {
      const { predictions } = batch;
      const plain = numbersFor(name, batch.targets, predictions);
      const legal = {
        wanted: 'target probabilities >= 0',
        legal: (q: number) => q >= 0 && Number.isFinite(q),
      };
      const share = 1 / (predictions.shape.at(-1) ?? 1);
      const inputs = { ...batch, predictions, targets: plain };
      const targets = smoothed(name, inputs, labelSmoothing, share, legal, compute);
      const options = { alpha: kept, gamma };
      return categoricalFocalCrossentropyForward({ ...inputs, targets }, options, compute);
    },
    backward: categoricalFocalCrossentropyBackward,
    nll(batch, _, compute) {
      const targets = numbersFor(name, batch.targets, batch.predictions);
      const inputs = { ...batch, logits: batch.predictions, targets };
      return softmaxCrossEntropyForward(inputs, {}, compute).outputs.losses;
    },
  });
}
