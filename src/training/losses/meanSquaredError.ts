import {
  type MeanSquaredErrorCache,
  meanSquaredErrorBackward,
  meanSquaredErrorForward,
} from '../../math/index.ts';
import { ConfigError } from '../../tensor/index.ts';
import { builtIn } from '../builtIn.ts';
import type { Loss } from './loss.ts';
import { numbersFor } from './lossTargets.ts';

/**
 * The squared error, its mean over the N numbers of a step: loss = mean_j (y_j − t_j)².
 *
 * Predictions y are `[B, N]` or `[B, T, N]`, targets t are shaped as they are; for N = 1 they may be
 * `[B]` or `[B, T]`.
 *
 * @throws ConfigError for any option (it has none), and in `forward` for a target that is not finite
 * @see `meanSquaredErrorForward` of `unrolled/math`
 */
export function meanSquaredError(given: object = {}): Loss<MeanSquaredErrorCache> {
  const name = 'meanSquaredError';
  const [option] = Object.keys(given);
  if (option !== undefined) throw new ConfigError(`${name} has no options, got '${option}'`);
  return builtIn<Loss<MeanSquaredErrorCache>>({
    name,
    options: Object.freeze({}),
    targets: 'numbers',
    forward({ predictions, targets, mask, stepWeights }, compute) {
      const numbers = numbersFor(name, targets, predictions);
      return meanSquaredErrorForward({ predictions, targets: numbers, mask, stepWeights }, compute);
    },
    backward: meanSquaredErrorBackward,
  });
}
