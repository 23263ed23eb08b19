/**
 * Typed tensor primitives on `ndarray` and `ndarray-ops`: each result has its rank in its type, and
 * every function reads any strides.
 *
 * Results have memory of their own, except those of `transpose`, `slice`, `pick` and `split`, which
 * look into the memory of what they are given. `ndarray` and `ndarray-ops` write their loops as code
 * (`new Function`), so a Content-Security-Policy must allow that for this entry point, and for this
 * one only.
 *
 * @module
 */
export {
  ConfigError,
  type Data,
  type DataName,
  type Dtype,
  type FormatOptions,
  type Ids,
  type KeptRank,
  type Mask,
  type Shape,
  ShapeError,
  type Tensor,
  UnrolledError,
  View,
} from '../tensor/index.ts';
export {
  allClose,
  type Closeness,
  type Difference,
  type Tolerance,
} from './allClose.ts';
export { arange } from './arange.ts';
export { argmax } from './argmax.ts';
export { add, div, maximum, minimum, mul, sub } from './arithmetic.ts';
export type { Axes } from './axis.ts';
export { broadcastTo } from './broadcast.ts';
export { cast } from './cast.ts';
export { clip } from './clip.ts';
export {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  notEqual,
  type Truth,
} from './compare.ts';
export { concat } from './concat.ts';
export { copy } from './copy.ts';
export { full, ones, zeros } from './create.ts';
export { equals } from './equals.ts';
export { format as toString } from './format.ts';
export { fromNested } from './fromNested.ts';
export { gather } from './gather.ts';
export { type Matrices, matmul } from './matmul.ts';
export type { DataNamed } from './memory.ts';
export type { Broadcast, DataOf, Nested, Numbers, RankOf } from './numbers.ts';
export { oneHot } from './oneHot.ts';
export { pad } from './pad.ts';
export { pick } from './pick.ts';
export type { BroadcastRank, RankWithout, SumOfRanks } from './rank.ts';
export type { ReducedRank, ReduceOptions } from './reduce.ts';
export { max, mean, min, norm, sum } from './reductions.ts';
export { reshape } from './reshape.ts';
export { type Range, slice } from './slice.ts';
export { softmax } from './softmax.ts';
export { split } from './split.ts';
export { stack } from './stack.ts';
export { tensor } from './tensor.ts';
export { type NestedNumbers, toNested } from './toNested.ts';
export { transpose } from './transpose.ts';
export { abs, exp, log, sigmoid, sqrt, tanh } from './unary.ts';
export { where } from './where.ts';
