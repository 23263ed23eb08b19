import { type AnyBatchSource, isStreamed, wantData } from './batchStream.ts';
import type { ModelState } from './builtGraph.ts';
import type { History, ModelInTraining } from './callbacks.ts';
import { splitRows } from './dataset.ts';
import { evaluate, type FitJob, train } from './fit.ts';
import {
  checkEvaluateOptions,
  checkFitOptions,
  EVALUATE_OPTIONS,
  type EvaluateOptions,
  type FitOptions,
} from './fitOptions.ts';
import { Meter } from './meter.ts';
import type { ModelCore } from './modelCore.ts';
import {
  type AnyData,
  readPlain,
  readSet,
  streamOf,
  validationOf,
  weighed,
} from './modelReading.ts';
import { Pacer } from './pacer.ts';
import type { WeightOptions } from './stepWeights.ts';
import {
  checkStreamEvaluateOptions,
  checkStreamFitOptions,
  type StreamEvaluateOptions,
  type StreamFitOptions,
} from './streamOptions.ts';
import { copied, type Trainer } from './trainer.ts';

// What `fit`, `evaluate` and `trainOnBatch` of a model do, on data in memory and on batches that come.

type AnyFitOptions = FitOptions<AnyData, AnyData>;
type AnyStreamFitOptions = StreamFitOptions<AnyData, AnyData>;
type AnyEvaluateOptions = EvaluateOptions & WeightOptions<AnyData>;

/** Loss and metrics by name. */
type Results = { loss: number; [metric: string]: number };

/** What one training step reports. */
export interface TrainOnBatchReport {
  /** The loss before the update. */
  readonly loss: number;
  /** The norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /** Whether gradients were clipped. */
  readonly clipped: boolean;
  /** Metrics by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The final states of the recurrent layers. */
  readonly state: ModelState;
}

/** `model.fit`, with what it was given: x, y and options, or a source of batches and options. */
export async function fitModel(
  core: ModelCore,
  model: ModelInTraining,
  given: readonly unknown[],
): Promise<History> {
  if (isStreamed<AnyStreamFitOptions>(given)) return fitStream(core, model, ...given);
  wantData<AnyFitOptions>('fit', given);
  const [x, y, options = {}] = given;
  checkFitOptions(options);
  return core.exclusively('fit', async () => {
    const { classWeight, validationSplit = 0 } = options;
    const whole = readPlain(core, 'fit', x, y, options.sampleWeight);
    const { training, validation } = splitRows(whole, validationSplit);
    const set = weighed(core, 'fit', training, classWeight);
    const trainer = core.trained(whole.x);
    const own = validationOf(core, options);
    return train(jobOf(core, model, trainer, set, own ?? validation), options);
  });
}

async function fitStream(
  core: ModelCore,
  model: ModelInTraining,
  source: AnyBatchSource,
  options: AnyStreamFitOptions = {},
): Promise<History> {
  checkStreamFitOptions(options);
  return core.exclusively('fit', async () => {
    const { stepsPerEpoch, bptt, initialEpoch = 0, classWeight } = options;
    const cut = { stepsPerEpoch, steps: bptt?.steps };
    const training = streamOf(core, 'fit', source, cut, classWeight);
    try {
      const trainer = core.trained((await training.first(initialEpoch)).x);
      const validation = validationOf(core, options);
      return await train(jobOf(core, model, trainer, training, validation), options);
    } finally {
      await training.close();
    }
  });
}

function jobOf(
  { workspace, seed, kernels, keeper }: ModelCore,
  model: ModelInTraining,
  trainer: Trainer,
  training: FitJob['training'],
  validation: FitJob['validation'],
): FitJob {
  return { model, trainer, workspace, training, validation, seed, kernels, keeper };
}

/** `model.evaluate`, with what it was given. */
export async function evaluateModel(core: ModelCore, given: readonly unknown[]): Promise<Results> {
  if (isStreamed<StreamEvaluateOptions>(given)) return evaluateStream(core, ...given);
  wantData<AnyEvaluateOptions>('evaluate', given);
  const [x, y, options = {}] = given;
  checkEvaluateOptions('evaluate', options, EVALUATE_OPTIONS);
  return core.exclusively('evaluate', async () => {
    const set = readSet(core, 'evaluate', { x, y, weights: options });
    const pacer = new Pacer(options.yieldEvery ?? 16, options.signal);
    const job = { trainer: core.trained(set.x), workspace: core.workspace };
    return evaluate(job, set, options, pacer);
  });
}

async function evaluateStream(
  core: ModelCore,
  source: AnyBatchSource,
  options: StreamEvaluateOptions = {},
): Promise<Results> {
  checkStreamEvaluateOptions(options);
  return core.exclusively('evaluate', async () => {
    const pacer = new Pacer(options.yieldEvery ?? 16, options.signal);
    const { steps: stepsPerEpoch, classWeight } = options;
    const stream = streamOf(core, 'evaluate', source, { stepsPerEpoch }, classWeight);
    try {
      const trainer = core.trained((await stream.first(0)).x);
      return await evaluate({ trainer, workspace: core.workspace }, stream, options, pacer);
    } finally {
      await stream.close();
    }
  });
}

/** `model.trainOnBatch`: one training step. */
export function trainModelOnBatch(
  core: ModelCore,
  x: AnyData,
  y: AnyData,
  state: ModelState,
  weights: WeightOptions<AnyData>,
): TrainOnBatchReport {
  return core.workspace.use((block) => {
    const set = readSet(core, 'trainOnBatch', { x, y, weights }, block);
    const trainer = core.trained(set.x);
    const meter = new Meter(trainer.compiled.heads);
    const report = trainer.train(set, state, meter, block);
    const { loss, ...metrics } = meter.results();
    const { norm: gradientNorm, clipped } = report;
    return { loss, gradientNorm, clipped, metrics, state: copied(report.state) };
  });
}
