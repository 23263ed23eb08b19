export { asIds, asMask, asTensor } from './asTensor.ts';
export type { BatchSource, DataBatch } from './batchStream.ts';
export type { Backward, BeginOptions, Begun } from './begin.ts';
export type { ModelState } from './builtGraph.ts';
export type { CallbackProgress, NamedCallbackState } from './callbackProgress.ts';
export { type CsvLoggerOptions, csvLogger } from './callbacks/csvLogger.ts';
export {
  type EarlyStopping,
  type EarlyStoppingOptions,
  earlyStopping,
} from './callbacks/earlyStopping.ts';
export { learningRateScheduler } from './callbacks/learningRateScheduler.ts';
export { type ModelCheckpointOptions, modelCheckpoint } from './callbacks/modelCheckpoint.ts';
export type { MonitorMode } from './callbacks/monitor.ts';
export { type ReduceLROnPlateauOptions, reduceLROnPlateau } from './callbacks/reduceLROnPlateau.ts';
export { type TensorBoardOptions, tensorBoard } from './callbacks/tensorBoard.ts';
export { type TerminateOnNaN, terminateOnNaN } from './callbacks/terminateOnNaN.ts';
export type {
  Callback,
  CallbackState,
  History,
  Logs,
  ModelInTraining,
  TrainingControl,
} from './callbacks.ts';
export type { Chain, EndOf, StartOf } from './chain.ts';
export type { Compiled, CompileOptions, OneMetric } from './compiled.ts';
export type { ModelData, Nested } from './data.ts';
export type { Description, Reviver } from './describe.ts';
export type { EvaluateOptions, FitOptions } from './fitOptions.ts';
export type { Given, GivenBy, Taken, TakenBy } from './forms.ts';
export { type GraphModelOptions, type KindsIn, model } from './functional.ts';
export type { GivenModel } from './givenModel.ts';
export type {
  Form,
  Graph,
  GraphCall,
  GraphInput,
  GraphOutput,
  Source as GraphSource,
} from './graph.ts';
export type { SymbolicForm } from './graphOf.ts';
export type { Head } from './head.ts';
export type { Likeness } from './likeness.ts';
export type { LossesFor, OneLoss } from './lossesFor.ts';
export { type AnyModel, Model, type WeightOrigin } from './model.ts';
export {
  decodeModel,
  encodeModel,
  type LoadedModel,
  type LoadLikeOptions,
  type LoadOptions,
  loadModel,
  type SaveOptions,
  saveModel,
} from './modelFile.ts';
export type { TrainOnBatchReport } from './modelFit.ts';
export type { ModelLayer } from './modelLayer.ts';
export type { ModelOptions } from './modelOptions.ts';
export { NonFiniteError, type NonFinitePlace } from './nonFinite.ts';
export type { Step } from './predict.ts';
export { sequential } from './sequential.ts';
export type { ClassWeight, WeightOptions } from './stepWeights.ts';
export type { StreamEvaluateOptions, StreamFitOptions } from './streamOptions.ts';
export { VERSION } from './version.ts';
export type { ShardingOptions, WorkersOptions } from './workers/options.ts';
