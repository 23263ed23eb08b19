export { type BatchOptions, batched, type Example, type ExampleBatch } from './batched.ts';
export { type BucketOptions, bucketByLength } from './bucketByLength.ts';
export { contiguous, type NextTokens, nextTokenWindows, type WindowOptions } from './nextToken.ts';
export {
  type Padded,
  type PadOptions,
  type PadRowsOptions,
  padSequences,
  type Side,
} from './padSequences.ts';
export type { Series } from './series.ts';
export { type ShuffleOptions, shuffled } from './shuffled.ts';
export type { Source, Stream } from './source.ts';
export { splitByTime, type TimeSplit, type TimeSplitOptions } from './splitByTime.ts';
export {
  type TimeSeriesOptions,
  type TimeSeriesWindows,
  timeSeriesWindows,
} from './timeSeriesWindows.ts';
