import {
  type SoftmaxCrossEntropyCache,
  softmaxCrossEntropyBackward,
  softmaxCrossEntropyForward,
} from '../../math/index.ts';
import { checkNumber, checkOptions } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import { type CrossentropyOptions, checkCrossentropy } from './crossentropyOptions.ts';
import type { Loss, Predictions } from './loss.ts';
import { classesFor } from './lossTargets.ts';

/** Options of `sparseCategoricalCrossentropy`. */
export interface SparseCategoricalCrossentropyOptions extends CrossentropyOptions {
  /** Steps with this class, e.g. −1 or that of padding, don't count. */
  readonly ignoreClass?: number;
}

/**
 * Cross-entropy of a softmax with one right class j for each step, in nats:
 *
 *     loss = −ln softmax(x)_j
 *
 * Logits x are `[B, C]` or `[B, T, C]`, targets are ids `[B]` or `[B, T]` in [0, C).
 *
 * @throws ConfigError for an unknown or impossible option, and in `forward` for a class out of range
 * @see `softmaxCrossEntropyForward` of `unrolled/math`
 */
export function sparseCategoricalCrossentropy(
  given: SparseCategoricalCrossentropyOptions = {},
): Loss<SoftmaxCrossEntropyCache, Predictions> {
  const name = 'sparseCategoricalCrossentropy';
  checkOptions(name, given, ['fromLogits', 'ignoreClass']);
  const { fromLogits, ignoreClass } = given;
  checkCrossentropy(name, fromLogits, 0);
  if (ignoreClass !== undefined) {
    checkNumber(name, 'ignoreClass', ignoreClass, 'to be a whole number', Number.isInteger);
  }
  return builtIn<Loss<SoftmaxCrossEntropyCache, Predictions>>({
    name,
    options: Object.freeze({ ...given }),
    targets: 'classes',
    activation: 'softmax',
    fromLogits,
    ignoreClass,
    forward({ predictions, targets, mask, stepWeights }, compute) {
      const classes = classesFor(name, targets, predictions);
      const inputs = { logits: predictions, targets: classes, mask, stepWeights };
      return softmaxCrossEntropyForward(inputs, { ignoreClass }, compute);
    },
    backward: softmaxCrossEntropyBackward,
    nll: (_, { losses }) => losses,
  });
}
