import type { Compute } from '../../kernels/index.ts';
import type { ValueLossCache, ValueLossInputs, ValueLossPass } from '../../math/index.ts';
import { ConfigError, type Tensor } from '../../tensor/index.ts';
import { builtIn } from '../builtIn.ts';
import type { Loss, Predictions } from './loss.ts';
import { numbersFor } from './lossTargets.ts';

/** A loss that compares values and has no options. */
export interface PlainLoss {
  /** Its name, in errors too. */
  readonly name: string;
  /** The way there, of `unrolled/math`. */
  readonly forward: (inputs: ValueLossInputs, compute?: Compute) => ValueLossPass;
  /** The way back. */
  readonly backward: (cache: ValueLossCache, scale?: number, compute?: Compute) => Tensor;
}

/** Makes such a loss. @throws ConfigError for any option */
export function plainLoss(
  { name, forward, backward }: PlainLoss,
  given: object,
): Loss<ValueLossCache, Predictions> {
  const [option] = Object.keys(given);
  if (option !== undefined) throw new ConfigError(`${name} has no options, got '${option}'`);
  return builtIn<Loss<ValueLossCache, Predictions>>({
    name,
    options: Object.freeze({}),
    targets: 'numbers',
    forward({ predictions, targets, mask, stepWeights }, compute) {
      const numbers = numbersFor(name, targets, predictions);
      return forward({ predictions, targets: numbers, mask, stepWeights }, compute);
    },
    backward,
  });
}
