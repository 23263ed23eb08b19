export { type ActivationOptions, activation } from './activation.ts';
export {
  type BuildChild,
  type Composite,
  type CompositeDefinition,
  composeLayer,
} from './composeLayer.ts';
export type {
  Built,
  Context,
  Gradients,
  Layer,
  Logits,
  NamedStateSpec,
  NamedWeightSpec,
  Pending,
  Returns,
  StateSpec,
  Store,
  WeightSpec,
} from './contract.ts';
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
  type LayerOptions,
} from './defineLayer.ts';
export { type DenseOptions, dense } from './dense.ts';
export { type DropoutOptions, dropout } from './dropout.ts';
export { type EmbeddingOptions, embedding } from './embedding.ts';
export { flatten } from './flatten.ts';
export { type GruLayerOptions, gru } from './gru.ts';
export { type GruCellOptions, gruCell } from './gruCell.ts';
export * as initializers from './initializers/index.ts';
export { type InputKind, type InputOptions, input } from './input.ts';
export type {
  AnyKind,
  Embedded,
  Features,
  Numbers,
  Outcome,
  RankOf,
  Same,
  Sequence,
  Tokens,
} from './kinds.ts';
export {
  type Leaf,
  type LeafLogits,
  leaf,
  logitsOf,
  type SealedLeaf,
  type WeightSpecs,
  type WeightsOf,
  weight,
} from './leaf.ts';
export { type LstmLayerOptions, lstm } from './lstm.ts';
export { type LstmCellOptions, lstmCell } from './lstmCell.ts';
export { type MaskingOptions, masking } from './masking.ts';
export type { RecurrentFactory, RecurrentOptions, RecurrentOut } from './recurrent.ts';
export { type RnnOptions, rnn, rnnLayer } from './rnn.ts';
export type { RowSet } from './rowSet.ts';
export { type SimpleRnnLayerOptions, simpleRnn } from './simpleRnn.ts';
export { type SimpleRnnCellOptions, simpleRnnCell } from './simpleRnnCell.ts';
export type { CellBuildOptions, SteppingCell } from './steppingCell.ts';
export type { Call, Callable, CallableLayer, CallOptions, Symbolic } from './symbolic.ts';
export type { ValueLookup } from './tableGradient.ts';
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
export { type WeightSource, WeightStore } from './weightStore.ts';
