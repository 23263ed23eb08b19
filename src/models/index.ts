export { asIds, asMask, asTensor } from './asTensor.ts';
export type { BatchSource, DataBatch } from './batchStream.ts';
export type { Backward, BeginOptions, Begun } from './begin.ts';
export type { Callback, History, Logs, TrainingControl } from './callbacks.ts';
export type { Chain, DoesNotFit, EndOf, StartOf } from './chain.ts';
export type { ModelData, Nested } from './data.ts';
export type { Description, Reviver } from './describe.ts';
export type { EvaluateOptions, FitOptions } from './fit.ts';
export {
  type CompileOptions,
  Model,
  type ModelOptions,
  type StepRank,
  type TrainOnBatchReport,
} from './model.ts';
export {
  decodeModel,
  encodeModel,
  type LoadedModel,
  type LoadOptions,
  loadModel,
  type SaveOptions,
  saveModel,
} from './modelFile.ts';
export type { ModelState } from './network.ts';
export type { Step } from './predict.ts';
export { type ReduceLROnPlateauOptions, reduceLROnPlateau } from './reduceLROnPlateau.ts';
export { sequential } from './sequential.ts';
export type { StreamEvaluateOptions, StreamFitOptions } from './streamOptions.ts';
export type { Compiled } from './trainer.ts';
export { VERSION } from './version.ts';
export type { ShardingOptions, WorkersOptions } from './workers/options.ts';
