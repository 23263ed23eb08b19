import type { Compute } from '../../kernels/index.ts';
import type { ValueLossCache, ValueLossInputs, ValueLossPass } from '../../math/index.ts';
import { ConfigError, type Tensor } from '../../tensor/index.ts';
import { builtIn } from '../builtIn.ts';
import type { Metric } from '../metrics/metric.ts';
import { type RatioState, ratioMetric } from '../metrics/ratioMetric.ts';
import { wantsValues } from '../metrics/wantsValues.ts';
import type { Loss, Predictions } from './loss.ts';
import { numbersFor } from './lossTargets.ts';

/** A loss that compares values and is a metric, too: its mean over the steps, by weight. */
export type ValueLoss = Loss<ValueLossCache, Predictions> & Metric<RatioState>;

/** A loss that compares values and has no options. */
export interface PlainLoss {
  /** Its name, in errors too. */
  readonly name: string;
  /** The way there, of `unrolled/math`. */
  readonly forward: (inputs: ValueLossInputs, compute?: Compute) => ValueLossPass;
  /** The way back. */
  readonly backward: (cache: ValueLossCache, scale?: number, compute?: Compute) => Tensor;
  /** What the loss of a step is multiplied with where it is a metric: −1 where more is better; 1 by default. */
  readonly sign?: 1 | -1;
}

/** Makes such a loss. @throws ConfigError for any option */
export function plainLoss(
  { name, forward, backward, sign = 1 }: PlainLoss,
  given: object,
): ValueLoss {
  const [option] = Object.keys(given);
  if (option !== undefined) throw new ConfigError(`${name} has no options, got '${option}'`);
  const metric = ratioMetric({
    name,
    check: wantsValues(name),
    valuesOf({ predictions, targets, mask, compute }) {
      const numbers = numbersFor(name, targets, predictions);
      const { losses } = forward({ predictions, targets: numbers, mask }, compute).outputs;
      return (step) => sign * losses[step]!;
    },
  });
  return builtIn<ValueLoss>({
    ...metric,
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
