import { createDirectoryOf, writeBytes } from '../../storage/index.ts';
import { ConfigError } from '../../tensor/index.ts';
import {
  checkChoice,
  checkCount,
  checkFlag,
  checkNumber,
  type DefaultsOf,
  fillOptions,
} from '../../tensor/options.ts';
import type { Vocabulary } from '../../text/index.ts';
import type { Callback, Logs, ModelInTraining, TrainingControl } from '../callbacks.ts';
import { type AnyModel, Model } from '../model.ts';
import { encodeModel } from '../modelFile.ts';
import { fileTemplate } from './fileTemplate.ts';
import { type MonitorMode, monitorOf } from './monitor.ts';

/** Options of `modelCheckpoint`; names and defaults are Keras', where Keras has them. */
export interface ModelCheckpointOptions {
  /**
   * Where models are saved, with places for numbers: `models/{epoch:02d}-{val_loss:.3f}.safetensors`.
   * There are `epoch`, how many are done, all that is reported, and with `saveFreq: n` also `batch`.
   */
  readonly filepath: string;
  /** What the best is judged by, as the history names it; `val_loss` by default. */
  readonly monitor?: string;
  /** Whether only what is better than all before is saved; `false` by default. */
  readonly saveBestOnly?: boolean;
  /** What better is: `min` less, `max` more; `auto`, the default, what the name says. */
  readonly mode?: MonitorMode;
  /** After each epoch, the default, or after so many batches. */
  readonly saveFreq?: 'epoch' | number;
  /** What the first one saved must be better than, with `saveBestOnly`; nothing by default. */
  readonly initialValueThreshold?: number;
  /** Whether files keep what the optimizer remembers, so that training goes on exactly; `true`. */
  readonly optimizer?: boolean;
  /** The vocabulary that its ids belong to, for the files. */
  readonly vocabulary?: Vocabulary;
  /** Where there are no paths: gets the filled-in path and the bytes of each file. */
  readonly write?: (path: string, bytes: Uint8Array) => void | Promise<void>;
}

/**
 * A callback that saves the model while it trains, as Keras' of that name. Each file is whole at every
 * moment; directories are made. As `extra` it has `{ initialEpoch, logs }`.
 *
 * A file saved after an epoch goes on with the bits of the training that was not cut:
 *
 *     const { model, extra } = await loadModel(path);
 *     await model.fit(x, y, { ...options, initialEpoch, epochs }); // of extra
 *
 * One saved after so many batches goes on with the first batch of its epoch. What is the best so far is
 * remembered from fit to fit and in the files, so that a good file is not replaced by a worse one.
 *
 * @throws ConfigError for an unknown or impossible option; in training, for a number that is not
 * reported, and for a path where there is no file system
 */
export function modelCheckpoint(given: ModelCheckpointOptions): Callback {
  const options = checked(given);
  const { saveBestOnly, saveFreq, optimizer, vocabulary, write } = options;
  const pathOf = fileTemplate(OWNER, options.filepath);
  const monitor = monitorOf(OWNER, options.monitor, saveBestOnly ? options.mode : 'min');
  let best = options.initialValueThreshold ?? monitor.worst;
  let current = 0; // the epoch
  let batches = 0;
  let inEpochs = 0; // how many of them there were in whole epochs

  const save = async (
    numbers: Readonly<Record<string, number>>,
    extra: { readonly initialEpoch: number; readonly logs: Logs },
    { model }: TrainingControl,
  ): Promise<void> => {
    const path = pathOf(numbers);
    const value = saveBestOnly ? monitor.read(extra.logs) : best;
    if (saveBestOnly && !monitor.isBetter(value, best)) return;
    if (!isModel(model)) {
      throw new ConfigError(`${OWNER} saves what is a Model, got ${model.name}`);
    }
    const words = vocabulary === undefined ? {} : { vocabulary };
    const before = best;
    best = value; // the file has it, too
    try {
      await write(path, encodeModel(model, { optimizer, extra, ...words }));
    } catch (error) {
      best = before;
      throw error;
    }
  };
  return {
    name: saveBestOnly ? `${OWNER} of ${options.monitor}` : OWNER,
    saves: true,
    state() {
      if (saveFreq === 'epoch' && !Number.isFinite(best)) return undefined;
      return { values: { batches: inEpochs, ...(Number.isFinite(best) && { best }) } };
    },
    restore({ values }) {
      batches = values.batches ?? 0;
      inEpochs = batches;
      const { best: known = monitor.worst } = values;
      if (monitor.isBetter(known, best)) best = known;
    },
    onTrainBegin() {
      batches = 0;
      inEpochs = 0;
    },
    onEpochBegin(epoch) {
      current = epoch;
      inEpochs = batches;
    },
    async onTrainBatchEnd(batch, logs, control) {
      if (saveFreq === 'epoch' || ++batches % saveFreq !== 0) return;
      const numbers = { ...logs, epoch: current + 1, batch: batch + 1 };
      await save(numbers, { initialEpoch: current, logs }, control);
    },
    async onEpochEnd(epoch, logs, control) {
      inEpochs = batches;
      if (saveFreq !== 'epoch') return;
      await save({ ...logs, epoch: epoch + 1 }, { initialEpoch: epoch + 1, logs }, control);
    },
  };
}

const OWNER = 'modelCheckpoint';

function isModel(model: ModelInTraining): model is ModelInTraining & AnyModel {
  return model instanceof Model;
}

/** What only `saveBestOnly` gives a meaning. */
const OF_THE_BEST = ['monitor', 'mode', 'initialValueThreshold'] as const;

function checked(given: ModelCheckpointOptions) {
  type Defaulted = Omit<ModelCheckpointOptions, 'vocabulary' | 'initialValueThreshold'>;
  const defaults: DefaultsOf<Defaulted> = {
    monitor: 'val_loss',
    saveBestOnly: false,
    mode: 'auto',
    saveFreq: 'epoch',
    optimizer: true,
    write: writeWhole,
  };
  const others = ['vocabulary', 'initialValueThreshold'];
  const options = fillOptions<Defaulted>(OWNER, given, ['filepath'], defaults, others);
  const { vocabulary, initialValueThreshold } = given;
  checkFlag(OWNER, 'saveBestOnly', options.saveBestOnly);
  checkChoice(OWNER, 'mode', options.mode, ['auto', 'min', 'max']);
  if (options.saveFreq !== 'epoch') checkCount(OWNER, 'saveFreq', options.saveFreq);
  checkFlag(OWNER, 'optimizer', options.optimizer);
  if (initialValueThreshold !== undefined) {
    checkNumber(OWNER, 'initialValueThreshold', initialValueThreshold, 'to be finite', () => true);
  }
  for (const option of OF_THE_BEST) {
    if (options.saveBestOnly || given[option] === undefined) continue;
    throw new ConfigError(`${OWNER} wants ${option} only beside saveBestOnly: true`);
  }
  return { ...options, vocabulary, initialValueThreshold };
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await createDirectoryOf(path);
  await writeBytes(path, bytes);
}
