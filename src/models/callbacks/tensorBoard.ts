import { appendBytes, createDirectoryOf } from '../../storage/index.ts';
import { ConfigError } from '../../tensor/index.ts';
import { checkCount, type DefaultsOf, fillOptions } from '../../tensor/options.ts';
import type { Callback, Logs, ModelInTraining } from '../callbacks.ts';
import { type Summary, summaryRecord, versionRecord } from './eventFile.ts';
import { histogramOf } from './histogram.ts';

/** Options of `tensorBoard`; names and defaults are Keras', where Keras has them. */
export interface TensorBoardOptions {
  /** The directory to be looked at with `tensorboard --logdir`; `logs` by default. */
  readonly logDir?: string;
  /** After every so many epochs histograms of the weights are written; 0, the default, for never. */
  readonly histogramFreq?: number;
  /** Whether loss and metrics are written after every `batch`, too, or every so many; `epoch`. */
  readonly updateFreq?: 'epoch' | 'batch' | number;
  /** Where there are no paths: gets the path of a file and the bytes to be added to it. */
  readonly write?: (path: string, bytes: Uint8Array) => void | Promise<void>;
}

type Run = 'train' | 'validation';

/**
 * A callback that writes event files for TensorBoard, as Keras' of that name: under `train` and
 * `validation` of `logDir`, so that both stand in one picture, as `epoch_loss` and so on at the epoch,
 * as `batch_loss` at the update. What is written can be seen before the next epoch begins.
 *
 * Each `fit` writes files of its own; TensorBoard shows what lies in a directory as one.
 *
 * @throws ConfigError for an unknown or impossible option; in training, where there is no file system
 */
export function tensorBoard(given: TensorBoardOptions = {}): Callback {
  const { logDir, histogramFreq, batches, write } = checked(given);
  let names = new Map<Run, string>();
  let seen = 0;
  let inEpochs = 0; // how many batches there were in whole epochs

  const add = async (run: Run, step: number, summaries: readonly Summary[]): Promise<void> => {
    if (summaries.length === 0) return;
    const time = secondsSince1970();
    const known = names.get(run);
    const path = known ?? `${logDir}/${run}/${fileName(time)}`;
    if (known === undefined) {
      names.set(run, path);
      if (given.write === undefined) await createDirectoryOf(path);
      await write(path, versionRecord(time));
    }
    await write(path, summaryRecord(time, step, summaries));
  };
  return {
    name: 'tensorBoard',
    state: () => (batches === 0 ? undefined : { values: { seen: inEpochs } }),
    restore({ values }) {
      seen = values.seen ?? 0;
      inEpochs = seen;
    },
    onTrainBegin() {
      names = new Map();
      seen = 0;
      inEpochs = 0;
    },
    async onTrainBatchEnd(_, logs, { model }) {
      if (batches === 0 || ++seen % batches !== 0) return;
      await add('train', model.iterations, scalars('batch_', logs, 'train'));
    },
    async onEpochEnd(epoch, logs, { model }) {
      inEpochs = seen;
      const withHistograms = histogramFreq > 0 && (epoch + 1) % histogramFreq === 0;
      const histograms = withHistograms ? weightHistograms(model) : [];
      await add('train', epoch, [...scalars('epoch_', logs, 'train'), ...histograms]);
      await add('validation', epoch, scalars('epoch_', logs, 'validation'));
    },
  };
}

function checked(given: TensorBoardOptions) {
  const owner = 'tensorBoard';
  const defaults: DefaultsOf<TensorBoardOptions> = {
    logDir: 'logs',
    histogramFreq: 0,
    updateFreq: 'epoch',
    write: appendBytes,
  };
  const { updateFreq, ...options } = fillOptions(owner, given, [], defaults);
  if (typeof options.logDir !== 'string' || options.logDir === '') {
    throw new ConfigError(`${owner} wants logDir to be a path, got ${options.logDir}`);
  }
  checkCount(owner, 'histogramFreq', options.histogramFreq, 0);
  if (updateFreq === 'epoch') return { ...options, batches: 0 };
  if (updateFreq === 'batch') return { ...options, batches: 1 };
  checkCount(owner, 'updateFreq', updateFreq);
  return { ...options, batches: updateFreq };
}

/** Those of the logs that belong to a run, without the prefix that says so. */
function scalars(prefix: string, logs: Logs, run: Run): Summary[] {
  const wanted = Object.entries(logs).filter(
    ([name]) => name.startsWith('val_') === (run === 'validation'),
  );
  return wanted.map(([name, scalar]) => ({ tag: prefix + name.replace(/^val_/, ''), scalar }));
}

function weightHistograms(model: ModelInTraining): Summary[] {
  const values = model.getWeights();
  return model.weights.flatMap(({ path }, i) => {
    const { data } = values[i] ?? { data: [] };
    return data.length === 0 ? [] : [{ tag: `${path}/histogram`, histogram: histogramOf(data) }];
  });
}

/** Names sort by time, as TensorBoard reads them. */
function fileName(time: number): string {
  const [seconds = '', fraction = ''] = time.toFixed(6).split('.');
  return `events.out.tfevents.${seconds.padStart(10, '0')}.${fraction}.unrolled`;
}

/** The format has the moment of each event. */
function secondsSince1970(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}
