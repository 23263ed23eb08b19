export { ConfigError, FormatError, ShapeError, StateError, UnrolledError } from './errors.ts';
export { type FormatOptions, formatView } from './format.ts';
export type { NdArrayLike } from './ndArrayLike.ts';
export {
  checkChoice,
  checkCount,
  checkFlag,
  checkNumber,
  checkOptions,
  type DefaultsOf,
} from './options.ts';
export { checkSeed, type Random, randomStream, type Seed, shuffle } from './random.ts';
export {
  contiguousStride,
  type Dims,
  formatShape,
  indexOf,
  type Shape,
  sameShape,
  sizeOf,
} from './shape.ts';
export {
  checkDtype,
  copy,
  copyElements,
  type Dtype,
  type FloatArray,
  floats,
  type Ids,
  isContiguous,
  type Mask,
  reshaped,
  rowsOf,
  type Tensor,
  zeros,
} from './tensor.ts';
export { type Data, type DataName, type KeptRank, View } from './view.ts';
