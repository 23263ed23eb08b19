export { accuracy } from './accuracy.ts';
export { type AdamOptions, adam } from './adam.ts';
export { type BinaryCrossentropyOptions, binaryCrossentropy } from './binaryCrossentropy.ts';
export { isBuiltIn } from './builtIn.ts';
export {
  type CategoricalCrossentropyOptions,
  categoricalCrossentropy,
} from './categoricalCrossentropy.ts';
export {
  type Clipping,
  type ClippingOptions,
  clipGradients,
  type GradientNorm,
} from './clipping.ts';
export type { CrossentropyOptions } from './crossentropyOptions.ts';
export type { Loss, LossBatch } from './loss.ts';
export { type LossName, lossFrom, lossOf } from './lossOf.ts';
export { meanAbsoluteError } from './meanAbsoluteError.ts';
export { meanSquaredError } from './meanSquaredError.ts';
export { type Metric, type MetricBatch, metricBatch } from './metric.ts';
export { type MetricName, metricNamed, metricOf } from './metricOf.ts';
export type { Optimizer, OptimizerState } from './optimizer.ts';
export { type OptimizerName, optimizerFrom, optimizerOf } from './optimizerOf.ts';
export { bitsPerToken, perplexity } from './perplexity.ts';
export type { RatioState } from './ratioMetric.ts';
export { type RmspropOptions, rmsprop } from './rmsprop.ts';
export { type SgdOptions, sgd } from './sgd.ts';
export {
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from './sparseCategoricalCrossentropy.ts';
