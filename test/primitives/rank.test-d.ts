import type { NdArray } from 'ndarray';
import * as t from 'unrolled/tensor';
import { describe, expectTypeOf, test } from 'vitest';

declare const vector: t.Tensor<1>;
declare const matrix: t.Tensor<2>;
declare const cube: t.Tensor<3>;
declare const anyRank: t.Tensor;
declare const ids: t.Ids<2>;
declare const mask: t.Mask;
declare const foreign: NdArray<Float32Array>;
declare const list: number[];
declare const maybe: boolean;

describe('a result has its rank in its type', () => {
  test('where it is made from a shape', () => {
    expectTypeOf(t.zeros([2, 3])).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.ones([])).toEqualTypeOf<t.Tensor<0>>();
    expectTypeOf(t.full([1, 2, 3], 4)).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.tensor([1, 2], [2, 1], 'float64')).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.arange(3)).toEqualTypeOf<t.Tensor<1>>();
    expectTypeOf(t.zeros(list)).toEqualTypeOf<t.Tensor>();
    expectTypeOf(t.zeros(matrix.shape)).toEqualTypeOf<t.Tensor<2>>();
  });

  test('where it is made from nested arrays', () => {
    expectTypeOf(t.fromNested(1)).toEqualTypeOf<t.Tensor<0>>();
    expectTypeOf(
      t.fromNested([
        [1, 2],
        [3, 4],
      ]),
    ).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.fromNested([list, list])).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.toNested(cube)).toEqualTypeOf<number[][][]>();
    expectTypeOf(t.toNested(t.sum(cube))).toEqualTypeOf<number>();
  });

  test('where axes are moved, taken away or added', () => {
    expectTypeOf(t.reshape(anyRank, [2, -1])).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.transpose(cube, [2, 0, 1])).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.pick(cube, 0)).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.pick(cube, null, 0, -1)).toEqualTypeOf<t.Tensor<1>>();
    expectTypeOf(t.slice(cube, [0, 1])).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.concat([matrix, [[1]]], 1)).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.stack([matrix, matrix])).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.split(matrix, 2)).toEqualTypeOf<t.Tensor<2>[]>();
    expectTypeOf(t.pad(matrix, [[1, 1]])).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.broadcastTo(vector, [2, 2, 3])).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.gather(matrix, ids)).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.gather(matrix, 0)).toEqualTypeOf<t.Tensor<1>>();
    expectTypeOf(t.oneHot(ids, 9)).toEqualTypeOf<t.Tensor<3>>();
  });

  test('where shapes are stretched: the larger of the ranks', () => {
    expectTypeOf(t.add(matrix, 1)).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.mul(vector, cube)).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.sub([1, 2], [[1], [2]])).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.less(matrix, vector)).toEqualTypeOf<t.View<2, Uint8Array>>();
    expectTypeOf(t.where(cube, 1, vector)).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.matmul(matrix, cube)).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.add(anyRank, matrix)).toEqualTypeOf<t.Tensor>();
    expectTypeOf(t.add(foreign, matrix)).toEqualTypeOf<t.Tensor>();
  });

  test('where axes are reduced', () => {
    expectTypeOf(t.sum(cube)).toEqualTypeOf<t.Tensor<0>>();
    expectTypeOf(t.sum(cube, 1)).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.mean(cube, [0, 2])).toEqualTypeOf<t.Tensor<1>>();
    expectTypeOf(t.max(cube, [0, 2], { keepDims: true })).toEqualTypeOf<t.Tensor<3>>();
    expectTypeOf(t.min(cube, 0, { keepDims: false })).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.norm(anyRank, 0)).toEqualTypeOf<t.Tensor>();
    expectTypeOf(t.sum(cube, list)).toEqualTypeOf<t.Tensor>();
    expectTypeOf(t.sum(cube, 0, { keepDims: maybe })).toEqualTypeOf<t.Tensor<2 | 3>>();
    expectTypeOf(t.argmax(matrix, 1)).toEqualTypeOf<t.Ids<1>>();
    expectTypeOf(t.argmax(matrix)).toEqualTypeOf<t.Ids<0>>();
    expectTypeOf(t.softmax(cube, 1)).toEqualTypeOf<t.Tensor<3>>();
  });

  test('in code that is generic in its rank', () => {
    const doubled = <R extends number>(x: t.Tensor<R>): t.Tensor<R> => t.exp(x);
    expectTypeOf(doubled(matrix)).toEqualTypeOf<t.Tensor<2>>();
  });
});

describe('a result has its element type in its type', () => {
  test('where elements are only moved', () => {
    expectTypeOf(t.pick(ids, 0)).toEqualTypeOf<t.Ids<1>>();
    expectTypeOf(t.reshape(mask, [-1])).toEqualTypeOf<t.View<1, Uint8Array>>();
    expectTypeOf(t.concat([ids, [[1]]])).toEqualTypeOf<t.Ids<2>>();
    expectTypeOf(t.where(mask, ids, 0)).toEqualTypeOf<t.Ids<2>>();
    expectTypeOf(t.copy(foreign)).toEqualTypeOf<t.View<number, Float32Array>>();
    expectTypeOf(t.cast(matrix, 'int32')).toEqualTypeOf<t.Ids<2>>();
    expectTypeOf(t.cast(matrix, 'uint8')).toEqualTypeOf<t.Mask>();
    expectTypeOf(t.cast(ids, 'float64')).toEqualTypeOf<t.View<2, Float64Array>>();
  });

  test('where it is computed: a tensor', () => {
    expectTypeOf(t.add(ids, mask)).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.exp(mask)).toEqualTypeOf<t.Tensor<2>>();
    expectTypeOf(t.sum(mask, 1)).toEqualTypeOf<t.Tensor<1>>();
  });
});

test('typed arrays are vectors of their element type', () => {
  expectTypeOf(t.copy(new Int32Array(2))).toEqualTypeOf<t.View<1, Int32Array<ArrayBuffer>>>();
  expectTypeOf(t.exp(new Float64Array(2))).toEqualTypeOf<t.Tensor<1>>();
});

describe('what does not fit does not compile', () => {
  test('ranks', () => {
    // @ts-expect-error: a stack of matrices has rank 3
    const flat: t.Tensor<2> = t.stack([matrix]);
    // @ts-expect-error: a sum over all axes has rank 0
    const row: t.Tensor<1> = t.sum(matrix);
    // @ts-expect-error: the rank of an ndarray is not known
    const square: t.Tensor<2> = t.exp(foreign);
    // @ts-expect-error: matrices have at least rank 2
    t.matmul(vector, matrix);
    // @ts-expect-error: a matrix has two indices
    t.add(matrix, 1).get(0);
    expectTypeOf([flat, row, square]).toBeArray();
  });

  test('element types', () => {
    // @ts-expect-error: ids are no tensor
    const numbers: t.Tensor<2> = t.copy(ids);
    // @ts-expect-error: a sum of ids is a tensor
    const places: t.Ids<1> = t.sum(ids, 0);
    expectTypeOf([numbers, places]).toBeArray();
  });

  test('arguments', () => {
    // @ts-expect-error: no numbers
    t.add('1', 2);
    // @ts-expect-error: no numbers
    t.fromNested([['1']]);
    // @ts-expect-error: no precision
    t.zeros([2], 'int32');
    // @ts-expect-error: no such option
    t.sum(matrix, 0, { keepdims: true });
    // @ts-expect-error: one axis at most
    t.argmax(matrix, [0, 1]);
    // @ts-expect-error: a tuple of start, end and step
    t.slice(matrix, 1);
  });
});
