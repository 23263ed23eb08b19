import type { NdArray } from 'ndarray';
import type { Data, FloatArray, Tensor, View } from '../tensor/index.ts';
import type { BroadcastRank } from './rank.ts';

/** Numbers nested in arrays: `[[1, 2], [3, 4]]`; one number has rank 0. */
export type Nested = number | readonly Nested[];

/**
 * What the primitives take: a number, numbers nested in arrays, a typed array (of rank 1), a tensor,
 * ids or a mask of ours, or any array of the `ndarray` package, over any strides.
 *
 * Which precision comes out of several:
 * - float32 and float64 do not mix: that is a ConfigError, `cast` one of them;
 * - numbers without a precision of their own (plain numbers, nested arrays, `ndarray`s over other
 *   memory than ours) are rounded to the precision of the others, or to float32;
 * - ids and masks enter arithmetic as exact whole numbers and leave it in that precision. Functions
 *   that only move elements (`concat`, `gather`, `slice`, …) keep ids ids and masks masks.
 */
export type Numbers = Nested | Data | NdArray;

/** The rank of `A`; `number` where its type does not tell, as that of an `NdArray`. */
export type RankOf<A extends Numbers> = A extends number
  ? 0
  : A extends View<infer R, Data>
    ? R
    : A extends Data | readonly number[]
      ? 1
      : A extends readonly (readonly number[])[]
        ? 2
        : A extends readonly (readonly (readonly number[])[])[]
          ? 3
          : A extends readonly (readonly (readonly (readonly number[])[])[])[]
            ? 4
            : number;

/** The memory of what comes of moving the elements of `A` around. */
export type DataOf<A extends Numbers> = [OwnData<A>] extends [never] ? FloatArray : OwnData<A>;

type OwnData<A> =
  A extends View<number, infer D>
    ? D
    : A extends Data
      ? A
      : A extends NdArray<infer D>
        ? Extract<D, Data> | (D extends Data ? never : FloatArray)
        : never;

/** The result of an operation on `A` and `B`, the smaller one stretched. */
export type Broadcast<A extends Numbers, B extends Numbers> = Tensor<
  BroadcastRank<RankOf<A>, RankOf<B>>
>;
