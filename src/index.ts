export {
  contiguous,
  type NextTokens,
  nextTokenWindows,
  type Padded,
  type PadOptions,
  type PadRowsOptions,
  padSequences,
  type Side,
  type WindowOptions,
} from './data/index.ts';
export {
  type GeneratedToken,
  type GenerateOptions,
  generate,
  type Sample,
  type SamplingOptions,
  sample,
} from './generate/index.ts';
export * from './layers/index.ts';
export * from './models/index.ts';
export {
  ConfigError,
  copy,
  type Data,
  type DataName,
  type Dims,
  type Dtype,
  type FloatArray,
  FormatError,
  type Ids,
  type Mask,
  type NdArrayLike,
  type Random,
  randomStream,
  type Seed,
  type Shape,
  ShapeError,
  StateError,
  type Tensor,
  UnrolledError,
  View,
  zeros,
} from './tensor/index.ts';
export {
  charVocabulary,
  splitWords,
  type Texts,
  type Vocabulary,
  type VocabularyJson,
  type VocabularyLevel,
  type VocabularyOptions,
  vocabularyFromJSON,
  wordVocabulary,
} from './text/index.ts';
export * from './training/index.ts';
