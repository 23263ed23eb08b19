export {
  type Compute,
  type Factor,
  factor,
  fastCompute,
  type Kernels,
  kernelsFor,
  type PlainActivation,
  type PointwiseActivation,
  type Quantized,
  referenceCompute,
  referenceKernels,
  type TableProduct,
  transposedFactor,
} from '../kernels/index.ts';
export {
  ACTIVATIONS,
  type Activation,
  type ActivationCache,
  activationBackward,
  activationForward,
  POINTWISE_ACTIVATIONS,
} from './activation.ts';
export {
  type AdditiveAttentionCache,
  type AdditiveAttentionWeights,
  additiveAttentionBackward,
  additiveAttentionForward,
  additiveAttentionOfMemory,
} from './additiveAttention.ts';
export type { AdditiveCache } from './additiveScores.ts';
export type { AttendCache, AttentionDropout } from './attend.ts';
export {
  type AttentionCache,
  type AttentionWeights,
  attentionBackward,
  attentionForward,
  attentionOfMemory,
} from './attention.ts';
export type { ContextCache } from './attentionContext.ts';
export type {
  AttentionInputGradients,
  AttentionInputs,
  AttentionOptions,
  AttentionOutputGradients,
  AttentionOutputs,
  PackedInputs,
} from './attentionInputs.ts';
export {
  type AttentionMemory,
  attentionMemory,
  type MemoryQuery,
  type RememberedInputs,
} from './attentionMemory.ts';
export { type ConcatenateCache, concatenateBackward, concatenateForward } from './concatenate.ts';
export {
  type Conv1dCache,
  type Conv1dInputGradients,
  type Conv1dInputs,
  type Conv1dOutputGradients,
  type Conv1dOutputs,
  type Conv1dWeights,
  conv1dBackward,
  conv1dForward,
} from './conv1d.ts';
export type { ConvPadding, ConvWindow } from './convWindows.ts';
export { type DenseCache, type DenseWeights, denseBackward, denseForward } from './dense.ts';
export {
  type DropoutCache,
  dropoutBackward,
  dropoutFactors,
  dropoutForward,
  scaleSteps,
} from './dropout.ts';
export { type EluCache, eluBackward, eluForward } from './elu.ts';
export {
  type EmbeddingCache,
  type EmbeddingInputs,
  type EmbeddingWeights,
  embeddingBackward,
  embeddingForward,
} from './embedding.ts';
export { type GluCache, gluBackward, gluForward } from './glu.ts';
export {
  type GruCache,
  type GruInputGradients,
  type GruInputs,
  type GruOptions,
  type GruOutputGradients,
  type GruOutputs,
  type GruWeights,
  gruBackward,
  gruForward,
} from './gru.ts';
export type { Head, Plan, Stretches } from './heads.ts';
export type { InputCache, InputGradients, InputWeights, Lookup } from './inputProduct.ts';
export {
  type LayerNormalizationCache,
  type LayerNormalizationInputs,
  type LayerNormalizationWeights,
  layerNormalizationBackward,
  layerNormalizationForward,
} from './layerNormalization.ts';
export {
  type LayerNormLstmCache,
  type LayerNormLstmOptions,
  type LayerNormLstmWeights,
  layerNormLstmBackward,
  layerNormLstmForward,
} from './layerNormLstm.ts';
export {
  type BinaryFocalCache,
  type BinaryFocalOptions,
  binaryFocalCrossentropyBackward,
  binaryFocalCrossentropyForward,
} from './losses/binaryFocalCrossentropy.ts';
export {
  type CategoricalFocalCache,
  type CategoricalFocalOptions,
  categoricalFocalCrossentropyBackward,
  categoricalFocalCrossentropyForward,
} from './losses/categoricalFocalCrossentropy.ts';
export {
  type CategoricalGeneralizedCache,
  type CategoricalGeneralizedOptions,
  categoricalGeneralizedCrossEntropyBackward,
  categoricalGeneralizedCrossEntropyForward,
} from './losses/categoricalGeneralizedCrossEntropy.ts';
export { categoricalHingeBackward, categoricalHingeForward } from './losses/categoricalHinge.ts';
export { cosineSimilarityBackward, cosineSimilarityForward } from './losses/cosineSimilarity.ts';
export { type CtcCache, type CtcInputs, ctcBackward, ctcForward } from './losses/ctc.ts';
export type { CtcRow } from './losses/ctcRows.ts';
export { hingeBackward, hingeForward } from './losses/hinge.ts';
export { type HuberCache, type HuberOptions, huberBackward, huberForward } from './losses/huber.ts';
export { klDivergenceBackward, klDivergenceForward } from './losses/klDivergence.ts';
export { logCoshBackward, logCoshForward } from './losses/logCosh.ts';
export type { LogProbabilities } from './losses/logProbabilities.ts';
export type { CountedSteps, LossOutputs, LossStepInputs } from './losses/lossSteps.ts';
export { meanAbsoluteErrorBackward, meanAbsoluteErrorForward } from './losses/meanAbsoluteError.ts';
export {
  meanAbsolutePercentageErrorBackward,
  meanAbsolutePercentageErrorForward,
} from './losses/meanAbsolutePercentageError.ts';
export {
  type MeanSquaredErrorCache,
  type MeanSquaredErrorInputs,
  meanSquaredErrorBackward,
  meanSquaredErrorForward,
} from './losses/meanSquaredError.ts';
export {
  meanSquaredLogarithmicErrorBackward,
  meanSquaredLogarithmicErrorForward,
} from './losses/meanSquaredLogarithmicError.ts';
export { poissonBackward, poissonForward } from './losses/poisson.ts';
export {
  type SigmoidCrossEntropyCache,
  type SigmoidCrossEntropyInputs,
  sigmoidCrossEntropyBackward,
  sigmoidCrossEntropyForward,
} from './losses/sigmoidCrossEntropy.ts';
export {
  type SoftmaxCrossEntropyCache,
  type SoftmaxCrossEntropyInputs,
  type SoftmaxCrossEntropyOptions,
  softmaxCrossEntropyBackward,
  softmaxCrossEntropyForward,
} from './losses/softmaxCrossEntropy.ts';
export { squaredHingeBackward, squaredHingeForward } from './losses/squaredHinge.ts';
export type { ValueLossCache, ValueLossInputs, ValueLossPass } from './losses/valueLoss.ts';
export {
  type LstmCache,
  type LstmInputGradients,
  type LstmInputs,
  type LstmOptions,
  type LstmOutputGradients,
  type LstmOutputs,
  type LstmWeights,
  lstmBackward,
  lstmForward,
} from './lstm.ts';
export type {
  LstmVariantInputGradients,
  LstmVariantInputs,
  LstmVariantOptions,
  LstmVariantOutputGradients,
  LstmVariantOutputs,
  LstmVariantWeights,
} from './lstmVariant.ts';
export {
  type MergeCache,
  type MergeInputs,
  type MergeOperation,
  mergeBackward,
  mergeForward,
} from './merge.ts';
export {
  type MultiHeadAttentionCache,
  multiHeadAttentionBackward,
  multiHeadAttentionForward,
  multiHeadAttentionMemory,
  multiHeadAttentionOfMemory,
} from './multiHeadAttention.ts';
export type {
  AttentionPast,
  MultiHeadAttentionInputGradients,
  MultiHeadAttentionInputs,
  MultiHeadAttentionOptions,
  MultiHeadAttentionOutputGradients,
  MultiHeadAttentionOutputs,
} from './multiHeadInputs.ts';
export type { HeadProjection, MultiHeadAttentionWeights } from './multiHeadWeights.ts';
export type { Packing } from './packing.ts';
export {
  type PeepholeLstmCache,
  type PeepholeLstmWeights,
  peepholeLstmBackward,
  peepholeLstmForward,
} from './peepholeLstm.ts';
export { permuteBackward, permuteForward } from './permute.ts';
export {
  type GlobalAveragePoolingCache,
  type GlobalMaxPoolingCache,
  globalAveragePoolingBackward,
  globalAveragePoolingForward,
  globalMaxPoolingBackward,
  globalMaxPoolingForward,
  type PoolingInputs,
} from './pooling.ts';
export {
  type PositionalEmbeddingCache,
  type PositionalEmbeddingInputs,
  type PositionalEmbeddingOutputs,
  positionalEmbeddingBackward,
  positionalEmbeddingForward,
  sinusoids,
} from './positionalEmbedding.ts';
export {
  type PreluCache,
  type PreluInputs,
  type PreluWeights,
  preluBackward,
  preluForward,
} from './prelu.ts';
export {
  type ProjectedLstmCache,
  type ProjectedLstmWeights,
  projectedLstmBackward,
  projectedLstmForward,
} from './projectedLstm.ts';
export { type ReluCache, type ReluOptions, reluBackward, reluForward } from './relu.ts';
export { repeatVectorBackward, repeatVectorForward } from './repeatVector.ts';
export { reverseIds, reverseMask, reverseSteps } from './reverse.ts';
export type { RowActivation } from './rowActivation.ts';
export {
  type SimpleRnnCache,
  type SimpleRnnInputGradients,
  type SimpleRnnInputs,
  type SimpleRnnOptions,
  type SimpleRnnOutputGradients,
  type SimpleRnnOutputs,
  type SimpleRnnWeights,
  simpleRnnBackward,
  simpleRnnForward,
} from './simpleRnn.ts';
export type { SmoothActivation } from './smoothActivation.ts';
export type { Steps } from './steps.ts';
