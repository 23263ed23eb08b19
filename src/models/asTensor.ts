import { isIds } from '../layers/index.ts';
import {
  type Dtype,
  type Ids,
  type Mask,
  type NdArrayLike,
  ShapeError,
  type Tensor,
} from '../tensor/index.ts';
import { type Nested, readData, readMask } from './data.ts';

/** Lists of lists of numbers, `R` deep. */
type Lists<R extends 1 | 2 | 3> = {
  1: readonly number[];
  2: readonly (readonly number[])[];
  3: readonly (readonly (readonly number[])[])[];
}[R];

/**
 * Numbers as a contiguous tensor, from lists of lists or any ndarray.
 *
 * @throws ShapeError if lists don't form a tensor, ConfigError for NaN and infinities
 */
export function asTensor(data: Lists<1>, dtype?: Dtype): Tensor<1>;
export function asTensor(data: Lists<2>, dtype?: Dtype): Tensor<2>;
export function asTensor(data: Lists<3>, dtype?: Dtype): Tensor<3>;
export function asTensor(data: NdArrayLike | Nested, dtype?: Dtype): Tensor;
export function asTensor(data: NdArrayLike | Nested, dtype: Dtype = 'float32'): Tensor {
  const value = readData(data, { owner: 'asTensor', type: 'numbers', dtype });
  if (isIds(value.data) || value.mask !== undefined) throw ragged('asTensor');
  return value.data;
}

/**
 * Whole numbers as contiguous ids, from lists of lists or any ndarray.
 *
 * @throws ShapeError if lists don't form a tensor, ConfigError for a number that is not whole
 */
export function asIds(data: Lists<1>): Ids<1>;
export function asIds(data: Lists<2>): Ids<2>;
export function asIds(data: Lists<3>): Ids<3>;
export function asIds(data: NdArrayLike | Nested): Ids;
export function asIds(data: NdArrayLike | Nested): Ids {
  const value = readData(data, { owner: 'asIds', type: 'ids', dtype: 'float32' });
  if (!isIds(value.data) || value.mask !== undefined) throw ragged('asIds');
  return value.data;
}

/**
 * A mask `[batch, time]` of 0 and 1, from lists or any ndarray.
 *
 * @throws ShapeError if it is not `[batch, time]`, ConfigError for another number
 */
export function asMask(data: NdArrayLike | Lists<2>): Mask {
  const ids = asIds(data);
  const [B, T, ...others] = ids.shape;
  if (B === undefined || T === undefined || others.length > 0) {
    throw new ShapeError(`asMask wants [batch, time], got [${ids.shape.join(', ')}]`);
  }
  return readMask('asMask', ids, B, T);
}

function ragged(owner: string): ShapeError {
  return new ShapeError(`${owner} wants lists of equal lengths: pad them with padSequences first`);
}
