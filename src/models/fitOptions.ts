import { ConfigError } from '../tensor/index.ts';
import { checkCount, checkFlag, checkList, checkNumber, checkOptions } from '../tensor/options.ts';
import { type BatchSource, isBatchSource } from './batchStream.ts';
import type { Callback } from './callbacks.ts';
import type { ModelData } from './data.ts';
import { WEIGHT_OPTIONS, type WeightOptions } from './stepWeights.ts';
import { type ShardingOptions, shardingOf } from './workers/options.ts';

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
export interface FitOptions<X = ModelData, Y = ModelData> extends TrainOptions, WeightOptions<Y> {
  /**
   * Data to validate with after each epoch, and what its rows or steps weigh; takes the place of
   * `validationSplit`. `classWeight` is for training alone.
   */
  readonly validationData?: readonly [x: X, y: Y, sampleWeight?: Y] | BatchSource<X, Y>;
  /**
   * Batches to validate with, where `validationData` is a source that may have no end. Each validation
   * takes the first ones again; a generator goes on. By default all that come are taken.
   */
  readonly validationSteps?: number;
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
export const FIT_OPTIONS: readonly (keyof FitOptions)[] = [
  'batchSize',
  'callbacks',
  'signal',
  'yieldEvery',
  'epochs',
  'initialEpoch',
  'shuffle',
  'validationSplit',
  'validationData',
  'validationSteps',
  'bptt',
  'workers',
  'shards',
  ...WEIGHT_OPTIONS,
];

/** The options of `evaluate`. */
export const EVALUATE_OPTIONS: readonly string[] = [...FIT_OPTIONS.slice(0, 4), ...WEIGHT_OPTIONS];

/** Throws a ConfigError for an unknown or impossible option. */
export function checkFitOptions(options: FitOptions<unknown, unknown>): void {
  checkTrainingOptions('fit', options, FIT_OPTIONS);
  shardingOf(options, options.batchSize ?? 32);
}

/** Throws a ConfigError for an unknown or impossible option, whatever is trained on. */
export function checkTrainingOptions(
  owner: string,
  options: FitOptions<unknown, unknown>,
  known: readonly string[],
): void {
  checkEvaluateOptions(owner, options, known);
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
  if (validationData !== undefined && !isBatchSource(validationData)) {
    checkList('fit', 'validationData', validationData);
  }
  if (options.validationSteps !== undefined) {
    checkCount('fit', 'validationSteps', options.validationSteps);
    if (!isBatchSource(validationData)) {
      throw new ConfigError(
        'fit wants validationSteps only beside validationData that is a source of batches',
      );
    }
  }
  if (bptt !== undefined) {
    checkOptions("fit's bptt", bptt, ['steps']);
    checkCount('fit', 'bptt.steps', bptt.steps);
  }
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
