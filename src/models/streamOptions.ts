import { checkCount } from '../tensor/options.ts';
import type { ModelData } from './data.ts';
import {
  checkEvaluateOptions,
  checkTrainingOptions,
  EVALUATE_OPTIONS,
  type EvaluateOptions,
  FIT_OPTIONS,
  type FitOptions,
} from './fitOptions.ts';
import type { WeightOptions } from './stepWeights.ts';
import { shardingOf } from './workers/options.ts';

/** Options of `fit` on batches that come one after the other, in the form of the model. */
export interface StreamFitOptions<X = ModelData, Y = ModelData>
  extends Omit<FitOptions<X, Y>, InMemoryOption> {
  /**
   * Batches in an epoch, for data without an end: an iterable then goes on, in the next epoch, where it
   * was. By default an epoch is all that comes.
   */
  readonly stepsPerEpoch?: number;
}

/** Options of `evaluate` on batches that come one after the other. */
export interface StreamEvaluateOptions
  extends Omit<EvaluateOptions, 'batchSize'>,
    Pick<WeightOptions, 'classWeight'> {
  /** Batches to take, for data without an end; all that come by default. */
  readonly steps?: number;
}

/** Options that have no meaning where batches are cut already. */
type InMemoryOption = 'batchSize' | 'shuffle' | 'validationSplit' | 'sampleWeight';

const IN_MEMORY: readonly string[] = [
  'batchSize',
  'shuffle',
  'validationSplit',
  'sampleWeight',
] satisfies readonly InMemoryOption[];

const OPTIONS: readonly string[] = [
  ...FIT_OPTIONS.filter((name) => !IN_MEMORY.includes(name)),
  'stepsPerEpoch',
];

/** The options of `evaluate` there. */
const STREAM_EVALUATE_OPTIONS: readonly string[] = [
  ...EVALUATE_OPTIONS.filter((name) => !IN_MEMORY.includes(name)),
  'steps',
];

/** Throws a ConfigError for an unknown or impossible option. */
export function checkStreamEvaluateOptions(options: StreamEvaluateOptions): void {
  checkEvaluateOptions('evaluate on a source of batches', options, STREAM_EVALUATE_OPTIONS);
  if (options.steps !== undefined) checkCount('evaluate', 'steps', options.steps);
}

/** Throws a ConfigError for an unknown or impossible option. */
export function checkStreamFitOptions(options: StreamFitOptions<unknown, unknown>): void {
  checkTrainingOptions('fit on a source of batches', options, OPTIONS);
  const { stepsPerEpoch } = options;
  if (stepsPerEpoch !== undefined) checkCount('fit', 'stepsPerEpoch', stepsPerEpoch);
  shardingOf(options, Number.POSITIVE_INFINITY);
}
