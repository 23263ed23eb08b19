export type { AccumulationOptions } from './accumulation.ts';
export { accumulate, SUMMED } from './accumulation.ts';
export { type AdadeltaOptions, adadelta } from './adadelta.ts';
export { type AdagradOptions, adagrad } from './adagrad.ts';
export { type AdamOptions, adam } from './adam.ts';
export { type AdamaxOptions, adamax } from './adamax.ts';
export { type AdamwOptions, adamw } from './adamw.ts';
export { AVERAGE, type AveragingOptions } from './averaging.ts';
export { isBuiltIn } from './builtIn.ts';
export {
  type Clipping,
  type ClippingOptions,
  clipGradients,
  type GradientNorm,
} from './clipping.ts';
export type { CommonOptions } from './commonOptions.ts';
export { type FtrlOptions, ftrl } from './ftrl.ts';
export { type LionOptions, lion } from './lion.ts';
export { type BinaryCrossentropyOptions, binaryCrossentropy } from './losses/binaryCrossentropy.ts';
export {
  type BinaryFocalCrossentropyOptions,
  binaryFocalCrossentropy,
} from './losses/binaryFocalCrossentropy.ts';
export {
  type CategoricalCrossentropyOptions,
  categoricalCrossentropy,
} from './losses/categoricalCrossentropy.ts';
export {
  type CategoricalFocalCrossentropyOptions,
  categoricalFocalCrossentropy,
} from './losses/categoricalFocalCrossentropy.ts';
export {
  type CategoricalGeneralizedCrossEntropyOptions,
  categoricalGeneralizedCrossEntropy,
} from './losses/categoricalGeneralizedCrossEntropy.ts';
export { categoricalHinge } from './losses/categoricalHinge.ts';
export { cosineSimilarity } from './losses/cosineSimilarity.ts';
export type { CrossentropyOptions } from './losses/crossentropyOptions.ts';
export { ctc } from './losses/ctc.ts';
export { hinge } from './losses/hinge.ts';
export { type HuberLossOptions, huber } from './losses/huber.ts';
export { klDivergence } from './losses/klDivergence.ts';
export { logCosh } from './losses/logCosh.ts';
export type { Loss, LossBatch, Predictions } from './losses/loss.ts';
export { type LossName, lossFrom, lossOf } from './losses/lossOf.ts';
export { meanAbsoluteError } from './losses/meanAbsoluteError.ts';
export { meanAbsolutePercentageError } from './losses/meanAbsolutePercentageError.ts';
export { meanSquaredError } from './losses/meanSquaredError.ts';
export { meanSquaredLogarithmicError } from './losses/meanSquaredLogarithmicError.ts';
export type { ValueLoss } from './losses/plainLoss.ts';
export { poisson } from './losses/poisson.ts';
export {
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from './losses/sparseCategoricalCrossentropy.ts';
export { squaredHinge } from './losses/squaredHinge.ts';
export {
  type BinaryAccuracyOptions,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
} from './metrics/accuracies.ts';
export { accuracy } from './metrics/accuracy.ts';
export { type AucOptions, auc } from './metrics/auc.ts';
export { type ConfusionState, confusionMatrix, confusionTable } from './metrics/confusionMatrix.ts';
export {
  type BestOfCurveOptions,
  type PrecisionAtRecallOptions,
  precisionAtRecall,
  type RecallAtPrecisionOptions,
  recallAtPrecision,
  type SensitivityAtSpecificityOptions,
  type SpecificityAtSensitivityOptions,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
} from './metrics/constrained.ts';
export {
  falseNegatives,
  falsePositives,
  trueNegatives,
  truePositives,
} from './metrics/counts.ts';
export type { CurveOptions, CurveState } from './metrics/curve.ts';
export {
  type F1ScoreOptions,
  type F1State,
  type FBetaScoreOptions,
  f1Score,
  fBetaScore,
} from './metrics/f1Score.ts';
export type { CountOptions, HitOptions, HitState } from './metrics/hits.ts';
export {
  type Metric,
  type MetricBatch,
  type MetricOptions,
  metricBatch,
} from './metrics/metric.ts';
export { type MetricName, metricFrom, metricOf } from './metrics/metricOf.ts';
export { bitsPerToken, perplexity } from './metrics/perplexity.ts';
export { precision } from './metrics/precision.ts';
export { type R2State, r2Score } from './metrics/r2Score.ts';
export type { RatioState } from './metrics/ratioMetric.ts';
export { recall } from './metrics/recall.ts';
export { rootMeanSquaredError } from './metrics/rootMeanSquaredError.ts';
export {
  sparseTopKCategoricalAccuracy,
  type TopKOptions,
  topKCategoricalAccuracy,
} from './metrics/topKCategoricalAccuracy.ts';
export { type NadamOptions, nadam } from './nadam.ts';
export { nextLearningRate, type Optimizer, type OptimizerState } from './optimizer.ts';
export { type OptimizerName, optimizerFrom, optimizerOf } from './optimizerOf.ts';
export { type RmspropOptions, rmsprop } from './rmsprop.ts';
export { cosineDecay } from './schedules/cosineDecay.ts';
export { cosineDecayRestarts } from './schedules/cosineDecayRestarts.ts';
export type { ScheduleFactory } from './schedules/defineSchedule.ts';
export { exponentialDecay } from './schedules/exponentialDecay.ts';
export { inverseTimeDecay } from './schedules/inverseTimeDecay.ts';
export { checkLearningRate, type LearningRate } from './schedules/learningRate.ts';
export { piecewiseConstantDecay } from './schedules/piecewiseConstantDecay.ts';
export { polynomialDecay } from './schedules/polynomialDecay.ts';
export type {
  CosineDecayOptions,
  CosineDecayRestartsOptions,
  ExponentialDecayOptions,
  InverseTimeDecayOptions,
  LearningRateSchedule,
  PiecewiseConstantDecayOptions,
  PolynomialDecayOptions,
  RateAt,
  ScheduleName,
  ScheduleOf,
  ScheduleOptions,
} from './schedules/schedule.ts';
export { type SgdOptions, sgd } from './sgd.ts';
export { decayingPaths, type WeightDecay, type WeightDecayOptions } from './weightDecay.ts';
