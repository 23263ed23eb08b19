import { ConfigError } from '../tensor/index.ts';
import { checkChoice, checkCount, checkNumber, fillOptions } from '../tensor/options.ts';
import type { Callback, Logs } from './callbacks.ts';

/** Options of `reduceLROnPlateau`; names and defaults are Keras'. */
export interface ReduceLROnPlateauOptions {
  /** What should get better, as the history names it; `val_loss` by default. */
  readonly monitor?: string;
  /** What the learning rate is multiplied with, in (0, 1); 0.1 by default. */
  readonly factor?: number;
  /** After how many epochs without anything better; 10 by default. */
  readonly patience?: number;
  /** What better is: `min` less, `max` more; `auto`, the default, more for accuracies and less for others. */
  readonly mode?: 'auto' | 'min' | 'max';
  /** By how much it must be better than the best, >= 0; 0.0001 by default. */
  readonly minDelta?: number;
  /** For how many epochs after a change none is counted; 0 by default. */
  readonly cooldown?: number;
  /** What the learning rate does not go below, >= 0; 0 by default. */
  readonly minLr?: number;
}

/**
 * A callback that makes the learning rate smaller when training gets no further, as Keras' of that
 * name. It begins to count with each `fit`; the rate it has set stays, in a file of the model too.
 *
 * @throws ConfigError for an unknown or impossible option; in training, if epochs don't report what it
 * should monitor, or the optimizer follows a schedule
 */
export function reduceLROnPlateau(given: ReduceLROnPlateauOptions = {}): Callback {
  const { monitor, factor, patience, mode, minDelta, cooldown, minLr } = checked(given);
  const sign = mode === 'max' || (mode === 'auto' && monitor.endsWith('accuracy')) ? -1 : 1;
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  let cooling = 0;
  return {
    onTrainBegin() {
      best = Number.POSITIVE_INFINITY;
      waited = 0;
      cooling = 0;
    },
    onEpochEnd(_, logs, control) {
      const current = sign * monitored(monitor, logs);
      if (cooling > 0) {
        cooling--;
        waited = 0;
      }
      if (current < best - minDelta) {
        best = current;
        waited = 0;
      } else if (cooling === 0 && ++waited >= patience && control.learningRate > minLr) {
        control.setLearningRate(Math.max(control.learningRate * factor, minLr));
        cooling = cooldown;
        waited = 0;
      }
    },
  };
}

function checked(given: ReduceLROnPlateauOptions): Required<ReduceLROnPlateauOptions> {
  const owner = 'reduceLROnPlateau';
  const options = fillOptions<ReduceLROnPlateauOptions>(owner, given, [], {
    monitor: 'val_loss',
    factor: 0.1,
    patience: 10,
    mode: 'auto',
    minDelta: 0.0001,
    cooldown: 0,
    minLr: 0,
  });
  checkNumber(owner, 'factor', options.factor, 'in (0, 1)', (part) => part > 0 && part < 1);
  checkCount(owner, 'patience', options.patience, 0);
  checkChoice(owner, 'mode', options.mode, ['auto', 'min', 'max']);
  checkNumber(owner, 'minDelta', options.minDelta, '>= 0', (delta) => delta >= 0);
  checkCount(owner, 'cooldown', options.cooldown, 0);
  checkNumber(owner, 'minLr', options.minLr, '>= 0', (rate) => rate >= 0);
  return options;
}

function monitored(name: string, logs: Logs): number {
  const value = logs[name];
  if (value !== undefined) return value;
  throw new ConfigError(
    `reduceLROnPlateau wants to monitor ${name}, but an epoch reports ${Object.keys(logs).join(', ')}: ` +
      'give fit data to validate with, or monitor one of these',
  );
}
