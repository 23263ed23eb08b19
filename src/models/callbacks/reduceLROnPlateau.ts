import { checkCount, checkNumber, fillOptions } from '../../tensor/options.ts';
import type { Callback } from '../callbacks.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';

/** Options of `reduceLROnPlateau`; names and defaults are Keras'. */
export interface ReduceLROnPlateauOptions {
  /** What should get better, as the history names it; `val_loss` by default. */
  readonly monitor?: string;
  /** What the learning rate is multiplied with, in (0, 1); 0.1 by default. */
  readonly factor?: number;
  /** After how many epochs without anything better; 10 by default. */
  readonly patience?: number;
  /** What better is: `min` less, `max` more; `auto`, the default, what the name says. */
  readonly mode?: MonitorMode;
  /** By how much it must be better than the best, >= 0; 0.0001 by default. */
  readonly minDelta?: number;
  /** For how many epochs after a change none is counted; 0 by default. */
  readonly cooldown?: number;
  /** What the learning rate does not go below, >= 0; 0 by default. */
  readonly minLr?: number;
}

/**
 * A callback that makes the learning rate smaller when training gets no further, as Keras' of that
 * name. It begins to count with each `fit`, but for one that goes on where another was cut; the rate it has set stays, in a file of the model too.
 *
 * @throws ConfigError for an unknown or impossible option; in training, if epochs don't report what it
 * should monitor, or the optimizer follows a schedule
 */
export function reduceLROnPlateau(given: ReduceLROnPlateauOptions = {}): Callback {
  const options = checked(given);
  const { factor, patience, minDelta, cooldown, minLr } = options;
  const monitor = monitorOf('reduceLROnPlateau', options.monitor, options.mode);
  let best = monitor.worst;
  let waited = 0;
  let cooling = 0;
  return {
    name: `reduceLROnPlateau of ${options.monitor}`,
    state: () => ({ values: { waited, cooling, ...(Number.isFinite(best) && { best }) } }),
    restore({ values }) {
      best = values.best ?? monitor.worst;
      waited = values.waited ?? 0;
      cooling = values.cooling ?? 0;
    },
    onTrainBegin() {
      best = monitor.worst;
      waited = 0;
      cooling = 0;
    },
    onEpochEnd(_, logs, control) {
      const current = monitor.read(logs);
      if (cooling > 0) {
        cooling--;
        waited = 0;
      }
      if (monitor.isBetter(current, best, minDelta)) {
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
  checkNumber(owner, 'minDelta', options.minDelta, '>= 0', (delta) => delta >= 0);
  checkCount(owner, 'cooldown', options.cooldown, 0);
  checkNumber(owner, 'minLr', options.minLr, '>= 0', (rate) => rate >= 0);
  return options;
}
