import type { NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import type { View } from '../tensor/index.ts';
import { broadcastShape, stretched } from './broadcast.ts';
import { rounded } from './convert.ts';
import { allocate } from './memory.ts';
import type { Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { precisionOf } from './precision.ts';
import type { BroadcastRank } from './rank.ts';

// A comparison gives 1 where it holds and 0 where not, as bytes: what `where` takes as condition and
// what a mask is made of. Operands are stretched to one shape as in NumPy (`broadcastShape`); a
// comparison with NaN holds for `notEqual` only. All throw a ShapeError for shapes that do not
// stretch to one, and a ConfigError where float32 meets float64.

/** Ones and zeros as bytes, in the shape that `A` and `B` stretch to. */
export type Truth<A extends Numbers, B extends Numbers> = View<
  BroadcastRank<RankOf<A>, RankOf<B>>,
  Uint8Array
>;

/** 1 where a = b. */
export function equal<A extends Numbers, B extends Numbers>(a: A, b: B): Truth<A, B>;
export function equal(a: Numbers, b: Numbers): View<number, Uint8Array> {
  return compared('equal', ops.eq, a, b);
}

/** 1 where a ≠ b. */
export function notEqual<A extends Numbers, B extends Numbers>(a: A, b: B): Truth<A, B>;
export function notEqual(a: Numbers, b: Numbers): View<number, Uint8Array> {
  return compared('notEqual', ops.neq, a, b);
}

/** 1 where a < b. */
export function less<A extends Numbers, B extends Numbers>(a: A, b: B): Truth<A, B>;
export function less(a: Numbers, b: Numbers): View<number, Uint8Array> {
  return compared('less', ops.lt, a, b);
}

/** 1 where a ≤ b. */
export function lessEqual<A extends Numbers, B extends Numbers>(a: A, b: B): Truth<A, B>;
export function lessEqual(a: Numbers, b: Numbers): View<number, Uint8Array> {
  return compared('lessEqual', ops.leq, a, b);
}

/** 1 where a > b. */
export function greater<A extends Numbers, B extends Numbers>(a: A, b: B): Truth<A, B>;
export function greater(a: Numbers, b: Numbers): View<number, Uint8Array> {
  return compared('greater', ops.gt, a, b);
}

/** 1 where a ≥ b. */
export function greaterEqual<A extends Numbers, B extends Numbers>(a: A, b: B): Truth<A, B>;
export function greaterEqual(a: Numbers, b: Numbers): View<number, Uint8Array> {
  return compared('greaterEqual', ops.geq, a, b);
}

function compared(
  owner: string,
  op: (out: NdArray, a: NdArray, b: NdArray) => NdArray,
  a: Numbers,
  b: Numbers,
): View<number, Uint8Array> {
  const x = operandOf(owner, a);
  const y = operandOf(owner, b);
  const dtype = precisionOf(owner, x, y);
  const shape = broadcastShape(owner, x.shape, y.shape);
  const out = allocate('uint8', shape);
  op(out, stretched(rounded(x, dtype), shape), stretched(rounded(y, dtype), shape));
  return out;
}
