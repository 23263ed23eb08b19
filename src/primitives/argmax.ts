import type { Ids } from '../tensor/index.ts';
import { axisOf } from './axis.ts';
import { allocate } from './memory.ts';
import type { Numbers } from './numbers.ts';
import { operandOf } from './operand.ts';
import {
  checkNotEmpty,
  keepsDims,
  type ReducedRank,
  type ReduceOptions,
  reductionOf,
} from './reduce.ts';

/**
 * Where the largest element stands along an axis, as ids; without an axis, its place in row-major
 * order. Of equal elements the first counts, and a NaN counts as the largest.
 *
 * Throws a ShapeError for an axis that is not there or has no element, and a ConfigError for an
 * unknown option.
 */
export function argmax<
  A extends Numbers,
  const X extends number | undefined = undefined,
  K extends boolean = false,
>(x: A, axis?: X, options?: ReduceOptions<K>): Ids<ReducedRank<A, X, K>>;
export function argmax(x: Numbers, axis?: number, options: ReduceOptions = {}): Ids {
  const keepDims = keepsDims('argmax', options);
  const operand = operandOf('argmax', x);
  const axes =
    axis === undefined ? operand.shape.map((_, a) => a) : [axisOf('argmax', axis, operand.shape)];
  const { table, shape } = reductionOf(operand, axes, keepDims);
  const [rows = 0, length = 0] = table.shape;
  checkNotEmpty('argmax', length);
  const out = allocate('int32', shape);
  for (let row = 0; row < rows; row++) {
    out.data[row] = largestOf(table.data.subarray(row * length, (row + 1) * length));
  }
  return out;
}

function largestOf(row: Float64Array): number {
  let best = 0;
  let largest = row[0]!;
  for (let i = 1; i < row.length; i++) {
    const value = row[i]!;
    if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) {
      best = i;
      largest = value;
    }
  }
  return best;
}
