import {
  type CategoricalGeneralizedCache,
  categoricalGeneralizedCrossEntropyBackward,
  categoricalGeneralizedCrossEntropyForward,
  softmaxCrossEntropyForward,
} from '../../math/index.ts';
import { checkNumber, checkOptions } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { checkCrossentropy } from './crossentropyOptions.ts';
import type { Loss } from './loss.ts';
import { classesFor } from './lossTargets.ts';
import type { SparseCategoricalCrossentropyOptions } from './sparseCategoricalCrossentropy.ts';

/** Options of `categoricalGeneralizedCrossEntropy`. */
export interface CategoricalGeneralizedCrossEntropyOptions
  extends SparseCategoricalCrossentropyOptions {
  /** q in (0, 1): near 0 the cross-entropy, near 1 the mean absolute error; 0.5 by default. */
  readonly q?: number;
}

/**
 * A cross-entropy of a softmax that wrong labels harm less, with one right class j for each step:
 *
 *     loss = (1 − p_j^q) / q,  p = softmax(x)
 *
 * Logits x are `[B, C]` or `[B, T, C]`, targets are ids `[B]` or `[B, T]` in [0, C), as in
 * `sparseCategoricalCrossentropy`.
 *
 * @throws ConfigError for an unknown or impossible option, and in `forward` for a class out of range
 * @see `categoricalGeneralizedCrossEntropyForward` of `unrolled/math`
 */
export function categoricalGeneralizedCrossEntropy(
  given: CategoricalGeneralizedCrossEntropyOptions = {},
): Loss<CategoricalGeneralizedCache> {
  const name = 'categoricalGeneralizedCrossEntropy';
  checkOptions(name, given, ['q', 'fromLogits', 'ignoreClass']);
  const { q = 0.5, fromLogits, ignoreClass } = given;
  checkNumber(name, 'q', q, 'in (0, 1)', (value) => value > 0 && value < 1);
  checkCrossentropy(name, fromLogits, 0);
  if (ignoreClass !== undefined) {
    checkNumber(name, 'ignoreClass', ignoreClass, 'to be a whole number', Number.isInteger);
  }
  const options = { q, ignoreClass };
  return builtIn<Loss<CategoricalGeneralizedCache>>({
    name,
    options: Object.freeze({ ...given }),
    targets: 'classes',
    activation: 'softmax',
    fromLogits,
    ignoreClass,
    forward({ predictions, targets, mask, stepWeights }, compute) {
      const classes = classesFor(name, targets, predictions);
      const inputs = { logits: predictions, targets: classes, mask, stepWeights };
      return categoricalGeneralizedCrossEntropyForward(inputs, options, compute);
    },
    backward: categoricalGeneralizedCrossEntropyBackward,
    nll(batch, _, compute) {
      const targets = classesFor(name, batch.targets, batch.predictions);
      const inputs = { ...batch, logits: batch.predictions, targets };
      return softmaxCrossEntropyForward(inputs, { ignoreClass }, compute).outputs.losses;
    },
  });
}
