import type { KernelChoice } from '../kernels/index.ts';
import {
  ConfigError,
  formatShape,
  randomStream,
  type Seed,
  ShapeError,
  shuffle,
} from '../tensor/index.ts';
import { checkCount, checkFlag, checkList, checkNumber, checkOptions } from '../tensor/options.ts';
import type { ModelState } from './builtGraph.ts';
import type { Callback, History, Logs, ModelInTraining } from './callbacks.ts';
import { Carry } from './carry.ts';
import { Control } from './control.ts';
import type { ModelData } from './data.ts';
import { type Dataset, type Rows, rowsIn, takeRows, type Window } from './dataset.ts';
import { Meter } from './meter.ts';
import type { Network } from './network.ts';
import { NonFiniteError } from './nonFinite.ts';
import { Pacer } from './pacer.ts';
import type { StepReport, Trainer } from './trainer.ts';
import { type ShardingOptions, shardingOf } from './workers/options.ts';
import { type Sharding, trainShards } from './workers/shardedStep.ts';
import { startSharding } from './workers/startSharding.ts';
import type { Workspace } from './workspace.ts';

/** Options of `evaluate` and, beside its own, of `fit`. */
export interface EvaluateOptions {
  /** Rows in a batch; 32 by default. */
  readonly batchSize?: number;
  /** Called at their turns. */
  readonly callbacks?: readonly Callback[];
  /** Ends the work between two batches; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds of work after which the event loop gets a turn; 16 by default. */
  readonly yieldEvery?: number;
}

/** Options of `fit`, with inputs `X` and targets `Y` in the form of the model; names and defaults are Keras'. */
export interface FitOptions<X = ModelData, Y = ModelData> extends TrainOptions {
  /** Data to validate with after each epoch; takes the place of `validationSplit`. */
  readonly validationData?: readonly [x: X, y: Y];
}

/** Options of the training itself. */
export interface TrainOptions extends EvaluateOptions, ShardingOptions {
  /** The epoch to stop before, counted from 0; 1 by default. */
  readonly epochs?: number;
  /** The epoch to begin with, when training goes on; 0 by default. */
  readonly initialEpoch?: number;
  /** Whether each epoch takes the rows in a new order, by the model's seed; `true` by default. */
  readonly shuffle?: boolean;
  /** The share of the rows, from the end, that is kept for validation; 0 by default. */
  readonly validationSplit?: number;
  /**
   * Truncated backpropagation through time: each batch of sequences is cut into windows of `steps`
   * time steps. The state starts at zero for each batch and is carried from window to window, its
   * gradient is not; every window is one update.
   */
  readonly bptt?: {
    /** Time steps in a window; the last may be shorter. */
    readonly steps: number;
  };
}

/** The options of `fit`. */
const FIT_OPTIONS: readonly (keyof FitOptions)[] = [
  'batchSize',
  'callbacks',
  'signal',
  'yieldEvery',
  'epochs',
  'initialEpoch',
  'shuffle',
  'validationSplit',
  'validationData',
  'bptt',
  'workers',
  'shards',
];

/** The options of `evaluate`. */
export const EVALUATE_OPTIONS: readonly string[] = FIT_OPTIONS.slice(0, 4);

/** Throws a ConfigError for an unknown or impossible option. */
export function checkFitOptions(options: FitOptions<unknown, unknown>): void {
  checkEvaluateOptions('fit', options, FIT_OPTIONS);
  const { epochs = 1, initialEpoch = 0, validationSplit = 0, validationData, bptt } = options;
  const { shuffle: shuffled = true } = options;
  checkFlag('fit', 'shuffle', shuffled);
  checkCount('fit', 'epochs', epochs, 0);
  checkCount('fit', 'initialEpoch', initialEpoch, 0);
  const share = (value: number): boolean => value >= 0 && value < 1;
  checkNumber('fit', 'validationSplit', validationSplit, 'in [0, 1)', share);
  if (validationSplit > 0 && validationData !== undefined) {
    throw new ConfigError('fit wants validationSplit or validationData, got both: leave one out');
  }
  if (validationData !== undefined) checkList('fit', 'validationData', validationData);
  if (bptt !== undefined) {
    checkOptions("fit's bptt", bptt, ['steps']);
    checkCount('fit', 'bptt.steps', bptt.steps);
  }
  shardingOf(options, options.batchSize ?? 32);
}

/** Throws a ConfigError for an unknown or impossible option. */
export function checkEvaluateOptions(
  owner: string,
  options: EvaluateOptions,
  known: readonly string[],
): void {
  checkOptions(owner, options, known);
  const { batchSize = 32, callbacks = [], yieldEvery = 16 } = options;
  checkList(owner, 'callbacks', callbacks);
  checkCount(owner, 'batchSize', batchSize);
  checkNumber(owner, 'yieldEvery', yieldEvery, '>= 0', (value) => value >= 0);
}

/** What `fit` works on. */
export interface FitJob {
  readonly model: ModelInTraining;
  readonly trainer: Trainer;
  readonly workspace: Workspace;
  readonly training: Dataset;
  readonly validation: Dataset | undefined;
  readonly seed: Seed;
  readonly kernels: KernelChoice;
}

/** Trains for the epochs that the options say, with the workers that they ask for. */
export async function train(job: FitJob, options: TrainOptions): Promise<History> {
  const { bptt, batchSize = 32 } = options;
  const pacer = new Pacer(options.yieldEvery ?? 16, options.signal);
  if (rowsIn(job.training) === 0) {
    throw new ShapeError('fit wants at least one row to train on, got none');
  }
  if (bptt !== undefined) checkWindows(job.trainer.network);
  const windows = windowsOf(job.training, bptt?.steps);
  const plan = shardingOf(options, batchSize);
  const sharding = await startSharding(job, plan, bptt !== undefined);
  try {
    const carry = new Carry(job.workspace.memory);
    return await trainEpochs({ ...job, windows, sharding, pacer, carry }, options);
  } finally {
    await sharding?.runner.end();
  }
}

/** What all epochs of a fit share. */
interface Course extends FitJob {
  readonly windows: readonly (Window | undefined)[];
  readonly sharding: Sharding | undefined;
  readonly pacer: Pacer;
  readonly carry: Carry;
}

/** The training loop: epochs, each with its validation. */
async function trainEpochs(course: Course, options: TrainOptions): Promise<History> {
  const { trainer, validation, pacer } = course;
  const { callbacks = [], epochs = 1, initialEpoch = 0 } = options;
  const control = new Control(trainer, course.model);
  const epochList: number[] = [];
  const history: Record<string, number[]> = {};
  let logs: Logs = {};

  for (const callback of callbacks) await callback.onTrainBegin?.(control);
  for (let epoch = initialEpoch; epoch < epochs && control.goesOn(); epoch++) {
    for (const callback of callbacks) await callback.onEpochBegin?.(epoch, control);
    if (!control.goesOn()) break;
    const trained = await trainEpoch(course, options, epoch, control).catch((error: unknown) =>
      endsQuietly(error, callbacks),
    );
    if (trained === undefined) break;
    const validated: Record<string, number> = {};
    if (validation !== undefined) {
      const results = await evaluate(course, validation, options, pacer);
      for (const [name, value] of Object.entries(results)) validated[`val_${name}`] = value;
    }
    logs = { ...trained.results, ...validated, ...trained.steps };
    epochList.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      history[name] = [...(history[name] ?? []), value];
    }
    for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, control);
  }
  if (epochList.length > 0) trainer.useAverages();
  for (const callback of callbacks) await callback.onTrainEnd?.(logs, control);
  return { epoch: epochList, history };
}

/** Throws the error, unless it is one that a callback wants training to end by as if it were done. */
async function endsQuietly(error: unknown, callbacks: readonly Callback[]): Promise<undefined> {
  if (!(error instanceof NonFiniteError)) throw error;
  let quietly = false;
  for (const callback of callbacks) {
    if ((await callback.onNonFinite?.(error)) === true) quietly = true;
  }
  if (!quietly) throw error;
}

/** One pass over all rows: batches, and in each its windows, every one an update. */
async function trainEpoch(
  course: Course,
  { batchSize = 32, callbacks = [], shuffle: shuffled = true }: TrainOptions,
  epoch: number,
  control: Control,
): Promise<{ readonly results: Logs; readonly steps: Logs }> {
  const { trainer, training, seed, windows, pacer } = course;
  const meter = new Meter(trainer.compiled.heads);
  const rows = rowsIn(training);
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  if (shuffled) shuffle(order, randomStream(seed, 'shuffle', epoch));
  let { learningRate } = trainer;
  let batch = 0;
  let updates = 0;
  let norms = 0;
  let clippedUpdates = 0;
  for (let start = 0; start < rows && control.goesOn(); start += batchSize) {
    const taken = { order, start, count: Math.min(batchSize, rows - start) };
    let state: ModelState = {};
    for (const window of windows) {
      if (!control.goesOn()) break;
      for (const callback of callbacks) await callback.onTrainBatchBegin?.(batch, control);
      const report = await trainWindow(course, taken, window, state, meter);
      if (windows.length > 1) state = course.carry.keep(report.state);
      learningRate = report.learningRate;
      if (report.updated) {
        updates++;
        norms += report.norm;
        if (report.clipped) clippedUpdates++;
      }
      for (const callback of callbacks) {
        await callback.onTrainBatchEnd?.(batch, meter.results(), control);
      }
      batch++;
      await pacer.breathe();
    }
  }
  trainer.checkWeights();
  const gradientNorm = updates === 0 ? 0 : norms / updates;
  const clippedShare = updates === 0 ? 0 : clippedUpdates / updates;
  return { results: meter.results(), steps: { learningRate, gradientNorm, clippedShare } };
}

function trainWindow(
  course: Course,
  rows: Rows,
  window: Window | undefined,
  state: ModelState,
  meter: Meter,
): StepReport | Promise<StepReport> {
  const { trainer, workspace, training, sharding } = course;
  if (sharding !== undefined) {
    return trainShards(course, sharding, rows, window, state, meter);
  }
  return workspace.use((block) => {
    return trainer.train(takeRows(training, rows, block, window), state, meter, block);
  });
}

/** Throws a ConfigError if a layer needs more than the past: it cannot go on from window to window. */
function checkWindows({ refusesSteps }: Network): void {
  if (refusesSteps === undefined) return;
  throw new ConfigError(`fit with bptt cannot cut time into windows: ${refusesSteps}`);
}

/** The windows of truncated backpropagation; undefined takes all of the time. */
function windowsOf({ x, y }: Dataset, steps: number | undefined): readonly (Window | undefined)[] {
  if (steps === undefined) return [undefined];
  const shapes = x.map(({ data }) => data.shape);
  const [, T] = shapes[0] ?? [];
  const targets = y.map(({ shape }) => shape);
  if (T === undefined || [...shapes, ...targets].some(([, time]) => time !== T)) {
    const list = (all: readonly (readonly number[])[]): string =>
      all.map((shape) => formatShape(shape)).join(', ');
    throw new ShapeError(
      `fit with bptt wants targets for every time step, got x ${list(shapes)} and y ${list(targets)}`,
    );
  }
  const windows: Window[] = [];
  for (let from = 0; from < T; from += steps) windows.push([from, Math.min(from + steps, T)]);
  return windows;
}

/** Loss and metrics over a data set, without training. */
export async function evaluate(
  { trainer, workspace }: Pick<FitJob, 'trainer' | 'workspace'>,
  set: Dataset,
  { batchSize = 32, callbacks = [] }: EvaluateOptions,
  pacer: Pacer,
): Promise<{ loss: number; [metric: string]: number }> {
  const meter = new Meter(trainer.compiled.heads);
  const rows = rowsIn(set);
  for (const callback of callbacks) await callback.onTestBegin?.();
  for (let start = 0, batch = 0; start < rows; start += batchSize, batch++) {
    for (const callback of callbacks) await callback.onTestBatchBegin?.(batch);
    const count = Math.min(batchSize, rows - start);
    workspace.use((block) => {
      trainer.test(takeRows(set, { start, count }, block), meter, block);
    });
    for (const callback of callbacks) await callback.onTestBatchEnd?.(batch, meter.results());
    await pacer.breathe();
  }
  const results = meter.results();
  for (const callback of callbacks) await callback.onTestEnd?.(results);
  return results;
}
