import { type HuberCache, huberBackward, huberForward } from '../../math/index.ts';
import { checkNumber, checkOptions } from '../../tensor/options.ts';
import { builtIn } from '../builtIn.ts';
import type { Loss, Predictions } from './loss.ts';
import { numbersFor } from './lossTargets.ts';

/** Options of `huber`. */
export interface HuberLossOptions {
  /** δ > 0: errors above it count by their size, not by their square; 1 by default. */
  readonly delta?: number;
}

/**
 * Half the squares of errors up to δ, δ · (size − δ / 2) of larger ones; the mean over the N numbers of
 * a step. Single outliers pull less than with `meanSquaredError`.
 *
 * Predictions are `[B, N]` or `[B, T, N]`, targets are shaped as they are; for N = 1 they may be `[B]`
 * or `[B, T]`.
 *
 * @throws ConfigError for an unknown or impossible option, and in `forward` for a target that is not
 * finite
 * @see `huberForward` of `unrolled/math`
 */
export function huber(given: HuberLossOptions = {}): Loss<HuberCache, Predictions> {
  const name = 'huber';
  checkOptions(name, given, ['delta']);
  const { delta = 1 } = given;
  checkNumber(name, 'delta', delta, '> 0', (value) => value > 0);
  return builtIn<Loss<HuberCache, Predictions>>({
    name,
    options: Object.freeze({ ...given }),
    targets: 'numbers',
    forward({ predictions, targets, mask, stepWeights }, compute) {
      const numbers = numbersFor(name, targets, predictions);
      const inputs = { predictions, targets: numbers, mask, stepWeights };
      return huberForward(inputs, { delta }, compute);
    },
    backward: huberBackward,
  });
}
