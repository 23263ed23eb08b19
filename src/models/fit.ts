import type { KernelChoice } from '../kernels/index.ts';
import { ConfigError, type Seed, ShapeError } from '../tensor/index.ts';
import { type Batch, type Batches, batchesOf } from './batches.ts';
import { BatchStream } from './batchStream.ts';
import type { ModelState } from './builtGraph.ts';
import type { ProgressKeeper } from './callbackProgress.ts';
import type { Callback, History, Logs, ModelInTraining } from './callbacks.ts';
import { Carry } from './carry.ts';
import { Control } from './control.ts';
import { type Dataset, rowsIn, takeRows, type Window } from './dataset.ts';
import type { EvaluateOptions, TrainOptions } from './fitOptions.ts';
import { Meter } from './meter.ts';
import { NonFiniteError } from './nonFinite.ts';
import { Pacer } from './pacer.ts';
import type { StepReport, Trainer } from './trainer.ts';
import { shardingOf } from './workers/options.ts';
import { type Sharding, trainShards } from './workers/shardedStep.ts';
import { startSharding } from './workers/startSharding.ts';
import type { Workspace } from './workspace.ts';

/** What `fit` works on. */
export interface FitJob {
  readonly model: ModelInTraining;
  readonly trainer: Trainer;
  readonly workspace: Workspace;
  readonly training: Dataset | BatchStream;
  readonly validation: Dataset | BatchStream | undefined;
  readonly seed: Seed;
  readonly kernels: KernelChoice;
  /** Keeps what callbacks count. */
  readonly keeper: ProgressKeeper;
}

/** Trains for the epochs that the options say, with the workers that they ask for. */
export async function train(job: FitJob, options: TrainOptions): Promise<History> {
  const { bptt } = options;
  const pacer = new Pacer(options.yieldEvery ?? 16, options.signal);
  if (!isStream(job.training) && rowsIn(job.training) === 0) {
    throw new ShapeError('fit wants at least one row to train on, got none');
  }
  if (bptt !== undefined) checkWindows(job.trainer);
  const batches = batchesToTrainOn(job, options);
  const plan = shardingOf(options, Number.POSITIVE_INFINITY); // a small batch has fewer shards
  const sharding = await startSharding(job, plan, bptt !== undefined);
  try {
    const carry = new Carry(job.workspace.memory);
    return await trainEpochs({ ...job, batches, sharding, pacer, carry }, options);
  } finally {
    await batches.close();
    if (job.validation && isStream(job.validation)) await job.validation.close();
    await sharding?.runner.end();
  }
}

/** What all epochs of a fit share. */
interface Course extends FitJob {
  readonly batches: Batches;
  readonly sharding: Sharding | undefined;
  readonly pacer: Pacer;
  readonly carry: Carry;
}

/** The training loop: epochs, each with its validation. */
async function trainEpochs(course: Course, options: TrainOptions): Promise<History> {
  const { keeper, trainer } = course;
  const { callbacks = [], initialEpoch = 0 } = options;
  const control = new Control(trainer, course.model);
  for (const callback of callbacks) await callback.onTrainBegin?.(control);
  keeper.begin(callbacks, initialEpoch);
  try {
    const { history, logs } = await trainAll(course, options, control);
    if (history.epoch.length > 0) trainer.useAverages();
    keeper.end();
    for (const callback of callbacks) await callback.onTrainEnd?.(logs, control);
    return history;
  } finally {
    keeper.end();
  }
}

/** The epochs, and what the last one reported. */
async function trainAll(
  course: Course,
  options: TrainOptions,
  control: Control,
): Promise<{ readonly history: History; readonly logs: Logs }> {
  const { validation, pacer, keeper } = course;
  const { callbacks = [], epochs = 1, initialEpoch = 0 } = options;
  const savingLast = [...callbacks].sort(
    (a, b) => Number(a.saves ?? false) - Number(b.saves ?? false),
  );
  const epochList: number[] = [];
  const history: Record<string, number[]> = {};
  let logs: Logs = {};

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
    for (const callback of savingLast) {
      if (callback.saves === true) keeper.done(epoch + 1);
      await callback.onEpochEnd?.(epoch, logs, control);
    }
    keeper.done(epoch + 1);
  }
  return { history: { epoch: epochList, history }, logs };
}

function isStream(data: Dataset | BatchStream): data is BatchStream {
  return data instanceof BatchStream;
}

function batchesToTrainOn({ training, seed }: FitJob, options: TrainOptions): Batches {
  if (isStream(training)) return training;
  const { batchSize = 32, shuffle = true, bptt } = options;
  return batchesOf(training, { batchSize, seed: shuffle ? seed : undefined, steps: bptt?.steps });
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
  { callbacks = [] }: TrainOptions,
  epoch: number,
  control: Control,
): Promise<{ readonly results: Logs; readonly steps: Logs }> {
  const { trainer, batches, pacer } = course;
  const meter = new Meter(trainer.compiled.heads);
  let { learningRate } = trainer;
  let batch = 0;
  let updates = 0;
  let norms = 0;
  let clippedUpdates = 0;
  for await (const taken of batches.epoch(epoch)) {
    let state: ModelState = {};
    for (const window of taken.windows) {
      if (!control.goesOn()) break;
      for (const callback of callbacks) await callback.onTrainBatchBegin?.(batch, control);
      const report = await taken.run(() => trainWindow(course, taken, window, state, meter));
      if (taken.windows.length > 1) state = course.carry.keep(report.state);
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
    if (!control.goesOn()) break;
  }
  trainer.checkWeights();
  const gradientNorm = updates === 0 ? 0 : norms / updates;
  const clippedShare = updates === 0 ? 0 : clippedUpdates / updates;
  return { results: meter.results(), steps: { learningRate, gradientNorm, clippedShare } };
}

function trainWindow(
  course: Course,
  { set, rows }: Batch,
  window: Window | undefined,
  state: ModelState,
  meter: Meter,
): StepReport | Promise<StepReport> {
  const { trainer, workspace, sharding } = course;
  if (sharding !== undefined) {
    return trainShards({ trainer, workspace, training: set }, sharding, rows, window, state, meter);
  }
  return workspace.use((block) => {
    return trainer.train(takeRows(set, rows, block, window), state, meter, block);
  });
}

/** Throws a ConfigError if a layer needs more than the past, or a loss all of a sequence. */
function checkWindows({ network, compiled }: Trainer): void {
  const whole = compiled.heads.find(({ loss }) => loss.perSequence === true)?.loss;
  const refusal = whole ? `${whole.name} needs whole sequences` : network.refusesSteps;
  if (refusal === undefined) return;
  throw new ConfigError(`fit with bptt cannot cut time into windows: ${refusal}`);
}

/** Loss and metrics over a data set, without training. */
export async function evaluate(
  { trainer, workspace }: Pick<FitJob, 'trainer' | 'workspace'>,
  data: Dataset | BatchStream,
  { batchSize = 32, callbacks = [] }: EvaluateOptions,
  pacer: Pacer,
): Promise<{ loss: number; [metric: string]: number }> {
  const meter = new Meter(trainer.compiled.heads);
  const batches = isStream(data)
    ? data
    : batchesOf(data, { batchSize, seed: undefined, steps: undefined });
  let batch = 0;
  for (const callback of callbacks) await callback.onTestBegin?.();
  for await (const { set, rows, run } of batches.epoch(0)) {
    for (const callback of callbacks) await callback.onTestBatchBegin?.(batch);
    await run(() =>
      workspace.use((block) => {
        trainer.test(takeRows(set, rows, block), meter, block);
      }),
    );
    for (const callback of callbacks) await callback.onTestBatchEnd?.(batch, meter.results());
    batch++;
    await pacer.breathe();
  }
  const results = meter.results();
  for (const callback of callbacks) await callback.onTestEnd?.(results);
  return results;
}
