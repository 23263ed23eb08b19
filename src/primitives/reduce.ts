import ndarray, { type NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import {
  checkFlag,
  checkOptions,
  ShapeError,
  sizeOf,
  type Tensor,
  zeros,
} from '../tensor/index.ts';
import { type Axes, axesOf } from './axis.ts';
import { elementsOf } from './convert.ts';
import type { Numbers, RankOf } from './numbers.ts';
import { type Operand, operandOf } from './operand.ts';
import { precisionOf } from './precision.ts';
import type { RankWithout } from './rank.ts';

/** What a reduction may be asked for besides its axes. */
export interface ReduceOptions<K extends boolean = boolean> {
  /** Whether reduced axes stay, with size 1, so that the result can be combined with `x`. */
  readonly keepDims?: K;
}

/** The rank of `A` without the reduced axes, or with all of them where they are kept. */
export type ReducedRank<A extends Numbers, X extends Axes, K extends boolean> = K extends true
  ? RankOf<A>
  : X extends undefined
    ? 0
    : X extends readonly unknown[]
      ? RankWithout<RankOf<A>, X['length']>
      : RankWithout<RankOf<A>, 1>;

/** What the table of a reduction is laid out from: its rows are reduced, one for each result. */
export interface Reduction {
  /** A contiguous copy in float64, `[results, elements reduced to each]`. */
  readonly table: NdArray<Float64Array>;
  /** The shape of the result. */
  readonly shape: number[];
}

/** Lays the elements out as rows to be reduced, in row-major order of the reduced axes. */
export function reductionOf(
  operand: Operand,
  reduced: readonly number[],
  keepDims: boolean,
): Reduction {
  const { shape } = operand;
  const kept = shape.map((_, axis) => axis).filter((axis) => !reduced.includes(axis));
  const elements = elementsOf(operand.transpose(...kept, ...reduced));
  const rows = sizeOf(kept.map((axis) => shape[axis] ?? 1));
  const length = sizeOf(reduced.map((axis) => shape[axis] ?? 1));
  return {
    table: ndarray(elements, [rows, length]),
    shape: shape.flatMap((size, axis) => {
      if (!reduced.includes(axis)) return [size];
      return keepDims ? [1] : [];
    }),
  };
}

/**
 * Reduces along axes in float64, where `reduceRows` leaves the results in column 0 of the table, and
 * rounds each result once to the precision of `x`.
 */
export function reduce(
  owner: string,
  x: Numbers,
  axis: Axes,
  options: ReduceOptions,
  reduceRows: (table: NdArray<Float64Array>, length: number) => void,
): Tensor {
  const keepDims = keepsDims(owner, options);
  const operand = operandOf(owner, x);
  const dtype = precisionOf(owner, operand);
  const axes = axesOf(owner, axis, operand.shape);
  const { table, shape } = reductionOf(operand, axes, keepDims);
  const [rows = 0, length = 0] = table.shape;
  const out = zeros<number>(shape, dtype);
  reduceRows(table, length);
  if (length > 0) ops.assign(ndarray(out.data, [rows]), table.pick(null, 0));
  return out;
}

/**
 * Combines the elements of each row, halving it until one is left in column 0: of n elements, the
 * first ⌈n/2⌉ stay and the i-th takes in the one ⌈n/2⌉ further on. So the order of a sum is fixed by
 * its length, and its error grows with log n only.
 */
export function fold(
  table: NdArray<Float64Array>,
  combine: (into: NdArray, from: NdArray) => unknown,
): void {
  const [rows = 0, columns = 0] = table.shape;
  for (let length = columns; length > 1; length = Math.ceil(length / 2)) {
    const half = Math.ceil(length / 2);
    const taken = length - half;
    combine(table.hi(rows, taken), table.lo(0, half).hi(rows, taken));
  }
}

/** Whether the options ask for it; a ConfigError for any other option. */
export function keepsDims(owner: string, options: ReduceOptions): boolean {
  checkOptions(owner, options, ['keepDims']);
  const { keepDims = false } = options;
  checkFlag(owner, 'keepDims', keepDims);
  return keepDims;
}

/** Throws a ShapeError where there is nothing to reduce and the operation has no neutral result. */
export function checkNotEmpty(owner: string, length: number): void {
  if (length > 0) return;
  throw new ShapeError(`${owner} wants at least one element to reduce, got none`);
}
