export { type ActivationOptions, activation } from './activation.ts';
export type { ActivityOptions } from './activity.ts';
export {
  type ActivityRegularizationOptions,
  activityRegularization,
} from './activityRegularization.ts';
export { type AdditiveAttentionLayerOptions, additiveAttention } from './additiveAttention.ts';
export { type AttentionLayerOptions, attention } from './attention.ts';
export type {
  AttentionFactory,
  AttentionKinds,
  CommonAttentionOptions,
} from './attentionInputs.ts';
export {
  type BidirectionalFactory,
  type BidirectionalOptions,
  bidirectional,
} from './bidirectional.ts';
export type { SequenceOption } from './cellOfLayer.ts';
export {
  type BuildChild,
  type Composite,
  type CompositeDefinition,
  composeLayer,
} from './composeLayer.ts';
export { type ConcatenateFactory, type ConcatenateOptions, concatenate } from './concatenate.ts';
export * as constraints from './constraints/index.ts';
export type {
  Built,
  BuiltMemory,
  Context,
  Gradients,
  Layer,
  Logits,
  MemorySpec,
  NamedStateSpec,
  NamedWeightSpec,
  Penalties,
  Pending,
  Returns,
  StateSpec,
  Store,
  WeightSpec,
} from './contract.ts';
export { type Conv1dOptions, conv1d } from './conv1d.ts';
export {
  type Cell,
  type CellDefinition,
  type CellFactory,
  type CellMath,
  type CellState,
  cell,
  defineCell,
} from './defineCell.ts';
export {
  defineLayer,
  type LayerDefinition,
  type LayerFactory,
  type LayerKind,
  type LayerOptions,
  type SizedFactory,
} from './defineLayer.ts';
export { type DenseOptions, dense } from './dense.ts';
export { type DropoutOptions, dropout } from './dropout.ts';
export { type EluOptions, elu } from './elu.ts';
export { type EmbeddingOptions, embedding } from './embedding.ts';
export type { DoesNotFit, Fits } from './fits.ts';
export { flatten } from './flatten.ts';
export { globalAveragePooling1d, globalMaxPooling1d } from './globalPooling.ts';
export { glu } from './glu.ts';
export { type GruLayerOptions, gru } from './gru.ts';
export { type GruCellOptions, gruCell } from './gruCell.ts';
export * as initializers from './initializers/index.ts';
export { type InputKind, type InputOptions, input } from './input.ts';
export type {
  AnyKind,
  AnyValue,
  Features,
  FeaturesOf,
  Numbers,
  OfShape,
  RankOf,
  Sequence,
  Tokens,
} from './kinds.ts';
export { type LayerNormalizationOptions, layerNormalization } from './layerNormalization.ts';
export { type LayerNormLstmLayerOptions, layerNormLstm } from './layerNormLstm.ts';
export { type LayerNormLstmCellOptions, layerNormLstmCell } from './layerNormLstmCell.ts';
export {
  type Leaf,
  type LeafLogits,
  type LeafMemory,
  leaf,
  logitsOf,
  type SealedLeaf,
  type WeightSpecs,
  type WeightsOf,
  weight,
} from './leaf.ts';
export { type LstmLayerOptions, lstm } from './lstm.ts';
export { type LstmCellOptions, lstmCell } from './lstmCell.ts';
export type { LstmVariantLayerOptions } from './lstmVariant.ts';
export { type MaskingOptions, masking } from './masking.ts';
export { add, average, type MergeFactory, maximum, minimum, multiply, subtract } from './merge.ts';
export type { MergeMode } from './mergeDirections.ts';
export {
  type MultiHeadAttentionFactory,
  type MultiHeadAttentionLayerOptions,
  multiHeadAttention,
} from './multiHeadAttention.ts';
export type { NormRuleOptions } from './normOptions.ts';
export type {
  AsFeatures,
  AsSequence,
  Attended,
  Embedded,
  Joined,
  Merged,
  OfRank,
  Outcome,
  Resized,
  Same,
  Together,
} from './outcome.ts';
export { type PeepholeLstmLayerOptions, peepholeLstm } from './peepholeLstm.ts';
export { type PeepholeLstmCellOptions, peepholeLstmCell } from './peepholeLstmCell.ts';
export { type PermuteOptions, permute } from './permute.ts';
export { type PositionalEmbeddingOptions, positionalEmbedding } from './positionalEmbedding.ts';
export { type PreluOptions, prelu } from './prelu.ts';
export { type ProjectedLstmLayerOptions, projectedLstm } from './projectedLstm.ts';
export { type ProjectedLstmCellOptions, projectedLstmCell } from './projectedLstmCell.ts';
export type { RecurrentFactory, RecurrentOptions, RecurrentOut } from './recurrent.ts';
export * as regularizers from './regularizers/index.ts';
export { type LeakyReluOptions, leakyRelu, type ReluLayerOptions, relu } from './relu.ts';
export { type RepeatVectorOptions, repeatVector } from './repeatVector.ts';
export { type ReshapeFactory, type ReshapeOptions, reshape } from './reshape.ts';
export { type RnnLayerOptions, type RnnOptions, rnn, rnnLayer } from './rnn.ts';
export type { RowSet } from './rowSet.ts';
export { type SimpleRnnLayerOptions, simpleRnn } from './simpleRnn.ts';
export { type SimpleRnnCellOptions, simpleRnnCell } from './simpleRnnCell.ts';
export type { CellBuildOptions, SteppingCell } from './steppingCell.ts';
export type { Call, Callable, CallableLayer, CallOptions, Symbolic } from './symbolic.ts';
export type { ValueLookup } from './tableGradient.ts';
export {
  type OverTime,
  type TimeDistributedFactory,
  type TimeDistributedIn,
  type TimeDistributedOptions,
  type TimeDistributedOut,
  timeDistributed,
} from './timeDistributed.ts';
export { type TransformerBlockOptions, transformerBlock } from './transformerBlock.ts';
export {
  featuresOf,
  formatSignature,
  idsOf,
  isIds,
  numbersOf,
  numbersOfRank,
  ofRank,
  type Signature,
  type Value,
} from './value.ts';
export type { KernelOptions, RecurrentKernelOptions } from './weightOptions.ts';
export { type WeightSource, WeightStore } from './weightStore.ts';
