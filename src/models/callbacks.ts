import type { NamedWeightSpec } from '../layers/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { NonFiniteError } from './nonFinite.ts';

/** Numbers by name, as callbacks see them: `loss`, metrics, in an epoch also `val_loss` and so on. */
export type Logs = Readonly<Record<string, number>>;

/** The model in training, as callbacks see it: its weights may be read and set between two steps. */
export interface ModelInTraining {
  /** What `summary` calls it. */
  readonly name: string;
  /** How many updates were made. */
  readonly iterations: number;
  /** The weights in Keras' order: path, shape, gates, whether they are trained. */
  readonly weights: readonly NamedWeightSpec[];
  /** Copies of all weights, in that order. */
  getWeights(): Tensor[];
  /** Sets all weights, in that order. @throws ShapeError and ConfigError for such as don't fit */
  setWeights(values: readonly Tensor[]): void;
}

/** What a callback may do to the training that calls it. */
export interface TrainingControl {
  /** What is trained. */
  readonly model: ModelInTraining;
  /** Ends training after the current batch, as if it were done. */
  stop(): void;
  /** η of the next update. */
  readonly learningRate: number;
  /**
   * Sets η of all updates to come, in this `fit` and after it; a file of the model keeps it. Compiling
   * again forgets it.
   *
   * @throws ConfigError unless it is a finite number >= 0, or if the optimizer follows a schedule
   */
  setLearningRate(rate: number): void;
}

/** What a callback has counted, to go on from. */
export interface CallbackState {
  /** Finite numbers by name. */
  readonly values: Readonly<Record<string, number>>;
  /** Larger things, such as weights, in the precision of the model. */
  readonly tensors?: readonly Tensor[];
}

/**
 * Functions that `fit` and `evaluate` call at their turns, named as Keras' hooks; each may be
 * asynchronous and is waited for. Epochs and batches count from 0.
 */
export interface Callback {
  /** What its state is kept by, beside those of others: the same in the fit that goes on. */
  readonly name?: string;
  /**
   * Whether it saves what the others have come to: `fit` then calls its `onEpochEnd` after theirs,
   * wherever it stands among them.
   */
  readonly saves?: boolean;
  /** What it has counted by now, for a file of the model and for a fit that goes on; undefined: nothing. */
  state?(): CallbackState | undefined;
  /**
   * Goes on from what `state` said. Called after `onTrainBegin` if `initialEpoch` is the epoch that the
   * state was kept for, and not 0.
   */
  restore?(state: CallbackState): void;
  /** Before the first epoch. */
  onTrainBegin?(control: TrainingControl): void | Promise<void>;
  /** After the last epoch, also when training was stopped. */
  onTrainEnd?(logs: Logs, control: TrainingControl): void | Promise<void>;
  /** Before an epoch. */
  onEpochBegin?(epoch: number, control: TrainingControl): void | Promise<void>;
  /** After an epoch and its validation. */
  onEpochEnd?(epoch: number, logs: Logs, control: TrainingControl): void | Promise<void>;
  /** Before a training step. */
  onTrainBatchBegin?(batch: number, control: TrainingControl): void | Promise<void>;
  /** After a training step, with loss and metrics of the epoch so far. */
  onTrainBatchEnd?(batch: number, logs: Logs, control: TrainingControl): void | Promise<void>;
  /**
   * A training step met a NaN or an infinity, and the error says where. `fit` throws it, unless a
   * callback returns `true`: then training ends as if it were done, and the epoch is not reported.
   */
  onNonFinite?(error: NonFiniteError): boolean | Promise<boolean>;
  /** Before evaluation, in `fit` before validation. */
  onTestBegin?(): void | Promise<void>;
  /** After evaluation. */
  onTestEnd?(logs: Logs): void | Promise<void>;
  /** Before a batch of evaluation. */
  onTestBatchBegin?(batch: number): void | Promise<void>;
  /** After a batch of evaluation, with loss and metrics so far. */
  onTestBatchEnd?(batch: number, logs: Logs): void | Promise<void>;
}

/** What `fit` returns. */
export interface History {
  /** The epochs that were trained, counted from 0. */
  readonly epoch: readonly number[];
  /**
   * One number for each of them: `loss`, metrics, `val_…` of both, `learningRate` (of the epoch's last
   * step), `gradientNorm` (the mean over the updates, before clipping) and `clippedShare` (of the
   * updates, in [0, 1]).
   */
  readonly history: Readonly<Record<string, readonly number[]>>;
}
