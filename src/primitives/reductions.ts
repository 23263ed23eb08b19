import ops from 'ndarray-ops';
import type { Tensor } from '../tensor/index.ts';
import type { Axes } from './axis.ts';
import type { Numbers } from './numbers.ts';
import { checkNotEmpty, fold, type ReducedRank, type ReduceOptions, reduce } from './reduce.ts';

// Each reduces along one axis, several axes, or all where none is given, in float64 and in an order
// that `fold` fixes, and rounds once. All throw a ShapeError for an axis that is not there or that
// comes twice, and a ConfigError for an unknown option.

/** Σ x; 0 where there is nothing to add. */
export function sum<A extends Numbers, const X extends Axes = undefined, K extends boolean = false>(
  x: A,
  axis?: X,
  options?: ReduceOptions<K>,
): Tensor<ReducedRank<A, X, K>>;
export function sum(x: Numbers, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('sum', x, axis, options, (table) => {
    fold(table, ops.addeq);
  });
}

/** Σ x / n. Throws a ShapeError where n is 0. */
export function mean<
  A extends Numbers,
  const X extends Axes = undefined,
  K extends boolean = false,
>(x: A, axis?: X, options?: ReduceOptions<K>): Tensor<ReducedRank<A, X, K>>;
export function mean(x: Numbers, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('mean', x, axis, options, (table, length) => {
    checkNotEmpty('mean', length);
    fold(table, ops.addeq);
    ops.divseq(table.pick(null, 0), length);
  });
}

/** The largest element; NaN where there is one. Throws a ShapeError where there is no element. */
export function max<A extends Numbers, const X extends Axes = undefined, K extends boolean = false>(
  x: A,
  axis?: X,
  options?: ReduceOptions<K>,
): Tensor<ReducedRank<A, X, K>>;
export function max(x: Numbers, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('max', x, axis, options, (table, length) => {
    checkNotEmpty('max', length);
    fold(table, ops.maxeq);
  });
}

/** The smallest element; NaN where there is one. Throws a ShapeError where there is no element. */
export function min<A extends Numbers, const X extends Axes = undefined, K extends boolean = false>(
  x: A,
  axis?: X,
  options?: ReduceOptions<K>,
): Tensor<ReducedRank<A, X, K>>;
export function min(x: Numbers, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('min', x, axis, options, (table, length) => {
    checkNotEmpty('min', length);
    fold(table, ops.mineq);
  });
}

/** √Σ x², the Euclidean length; elements beyond 1e154 overflow to Infinity. */
export function norm<
  A extends Numbers,
  const X extends Axes = undefined,
  K extends boolean = false,
>(x: A, axis?: X, options?: ReduceOptions<K>): Tensor<ReducedRank<A, X, K>>;
export function norm(x: Numbers, axis?: Axes, options: ReduceOptions = {}): Tensor {
  return reduce('norm', x, axis, options, (table) => {
    ops.muleq(table, table);
    fold(table, ops.addeq);
    ops.sqrteq(table);
  });
}
