import type { Tensor } from '../../tensor/index.ts';
import {
  checkCount,
  checkFlag,
  checkNumber,
  type DefaultsOf,
  fillOptions,
} from '../../tensor/options.ts';
import type { Callback } from '../callbacks.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';

/** Options of `earlyStopping`; names and defaults are Keras'. */
export interface EarlyStoppingOptions {
  /** What should get better, as the history names it; `val_loss` by default. */
  readonly monitor?: string;
  /** By how much it must be better than the best, >= 0; 0 by default. */
  readonly minDelta?: number;
  /** After how many epochs without anything better training stops; 0 by default. */
  readonly patience?: number;
  /** What better is: `min` less, `max` more; `auto`, the default, what the name says. */
  readonly mode?: MonitorMode;
  /** What it must be better than, too, for patience to begin anew; nothing by default. */
  readonly baseline?: number;
  /** Whether the model ends with the weights of its best epoch; `false` by default. */
  readonly restoreBestWeights?: boolean;
  /** The first epoch that is looked at; 0 by default. */
  readonly startFromEpoch?: number;
}

/** What `earlyStopping` returns: a callback that knows, after a fit, when and why it stopped. */
export interface EarlyStopping extends Callback {
  /** The best epoch so far; undefined if none was looked at. */
  readonly bestEpoch: number | undefined;
  /** The epoch that it stopped after; undefined if it did not. */
  readonly stoppedEpoch: number | undefined;
}

/**
 * A callback that stops training when it gets no further, as Keras' of that name. It begins to count
 * with each `fit`, but for one that goes on where another was cut. With `restoreBestWeights` the model ends with the weights of the best epoch,
 * stopped or not; what the optimizer remembers is that of the last.
 *
 * @throws ConfigError for an unknown or impossible option; in training, if epochs don't report what it
 * should monitor
 */
export function earlyStopping(given: EarlyStoppingOptions = {}): EarlyStopping {
  const options = checked(given);
  const { minDelta, patience, baseline, restoreBestWeights, startFromEpoch } = options;
  const monitor = monitorOf('earlyStopping', options.monitor, options.mode);
  let best = monitor.worst;
  let waited = 0;
  let bestEpoch: number | undefined;
  let stoppedEpoch: number | undefined;
  let bestWeights: Tensor[] | undefined;
  return {
    name: `earlyStopping of ${options.monitor}`,
    get bestEpoch() {
      return bestEpoch;
    },
    get stoppedEpoch() {
      return stoppedEpoch;
    },
    onTrainBegin() {
      best = monitor.worst;
      waited = 0;
      bestEpoch = undefined;
      stoppedEpoch = undefined;
      bestWeights = undefined;
    },
    state() {
      if (stoppedEpoch !== undefined) return undefined; // who goes on then begins to count anew
      const values = {
        waited,
        ...(Number.isFinite(best) && { best }),
        ...(bestEpoch !== undefined && { bestEpoch }),
      };
      return bestWeights === undefined ? { values } : { values, tensors: bestWeights };
    },
    restore({ values, tensors = [] }) {
      best = values.best ?? monitor.worst;
      waited = values.waited ?? 0;
      bestEpoch = values.bestEpoch;
      if (restoreBestWeights && tensors.length > 0) bestWeights = [...tensors];
    },
    onEpochEnd(epoch, logs, control) {
      const current = monitor.read(logs);
      if (epoch < startFromEpoch) return;
      const isBetter = monitor.isBetter(current, best, minDelta);
      if (isBetter || bestEpoch === undefined) {
        bestEpoch = epoch; // the first one is the best so far, even if it is NaN
        if (restoreBestWeights) bestWeights = control.model.getWeights();
      }
      if (isBetter) best = current;
      waited++;
      if (isBetter) {
        const counts = baseline === undefined || monitor.isBetter(current, baseline, minDelta);
        if (counts) waited = 0;
      } else if (waited >= patience) {
        stoppedEpoch = epoch;
        control.stop();
      }
    },
    onTrainEnd(_, { model }) {
      if (bestWeights !== undefined) model.setWeights(bestWeights);
      bestWeights = undefined;
    },
  };
}

function checked(given: EarlyStoppingOptions) {
  const owner = 'earlyStopping';
  type Defaulted = Omit<EarlyStoppingOptions, 'baseline'>;
  const defaults: DefaultsOf<Defaulted> = {
    monitor: 'val_loss',
    minDelta: 0,
    patience: 0,
    mode: 'auto',
    restoreBestWeights: false,
    startFromEpoch: 0,
  };
  const options = fillOptions<Defaulted>(owner, given, [], defaults, ['baseline']);
  const { baseline } = given;
  checkNumber(owner, 'minDelta', options.minDelta, '>= 0', (delta) => delta >= 0);
  checkCount(owner, 'patience', options.patience, 0);
  if (baseline !== undefined) checkNumber(owner, 'baseline', baseline, 'to be finite', () => true);
  checkFlag(owner, 'restoreBestWeights', options.restoreBestWeights);
  checkCount(owner, 'startFromEpoch', options.startFromEpoch, 0);
  return { ...options, baseline };
}
