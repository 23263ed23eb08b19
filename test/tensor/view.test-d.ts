import type { NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import { describe, expectTypeOf, test } from 'vitest';
import type { Data, FloatArray, Ids, KeptRank, Tensor, View } from '../../src/tensor/index.ts';

declare const matrix: View<2, Float32Array>;
declare const cube: Tensor<3>;
declare const unknownRank: Tensor;

describe('a view', () => {
  test('is an NdArray to the packages that take one', () => {
    expectTypeOf(matrix).toExtend<NdArray<Float32Array>>();
    expectTypeOf(matrix).toExtend<NdArray>();
    expectTypeOf<View<0, Int32Array>>().toExtend<NdArray<Int32Array>>();
    expectTypeOf(unknownRank).toExtend<NdArray>();
    ops.addeq(matrix, cube);
    ops.assign<Float32Array>(matrix, matrix);
  });

  test('is an NdArray whatever its rank and memory', () => {
    const generic = <R extends number, D extends Data>(view: View<R, D>): NdArray => view;
    expectTypeOf(generic).returns.toEqualTypeOf<NdArray>();
  });

  test('over one memory fits where any memory is wanted, but not the other way round', () => {
    expectTypeOf<View<2, Float32Array>>().toExtend<Tensor<2>>();
    expectTypeOf<Tensor<2>>().not.toExtend<View<2, Float32Array>>();
    expectTypeOf<Ids<2>>().not.toExtend<Tensor<2>>();
  });

  test('of a known rank fits where any rank is wanted, but not the other way round', () => {
    expectTypeOf<Tensor<2>>().toExtend<Tensor>();
    expectTypeOf<Tensor>().not.toExtend<Tensor<2>>();
    expectTypeOf<Tensor<2>>().not.toExtend<Tensor<3>>();
  });

  test('takes as many indices as it has axes', () => {
    expectTypeOf<Tensor<2>['get']>().parameters.toEqualTypeOf<[number, number]>();
    expectTypeOf<Tensor<2>['set']>().parameters.toEqualTypeOf<[number, number, number]>();
    expectTypeOf(cube.shape).toEqualTypeOf<[number, number, number]>();
    expectTypeOf(unknownRank.shape).toEqualTypeOf<number[]>();
  });

  test('names its element type', () => {
    expectTypeOf(matrix.dtype).toEqualTypeOf<'float32'>();
    expectTypeOf(cube.dtype).toEqualTypeOf<'float32' | 'float64'>();
  });

  test('keeps its rank and memory through lo, hi, step and transpose', () => {
    expectTypeOf(matrix.lo(1)).toEqualTypeOf<View<2, Float32Array>>();
    expectTypeOf(matrix.hi(1, 2)).toEqualTypeOf<View<2, Float32Array>>();
    expectTypeOf(matrix.step(-1)).toEqualTypeOf<View<2, Float32Array>>();
    expectTypeOf(matrix.transpose(1, 0)).toEqualTypeOf<View<2, Float32Array>>();
    expectTypeOf(matrix.T).toEqualTypeOf<View<2, Float32Array>>();
  });
});

describe('pick', () => {
  test('takes away the axes that it fixes', () => {
    expectTypeOf(cube.pick(0, null, null)).toEqualTypeOf<View<2, FloatArray>>();
    expectTypeOf(cube.pick(null, 1, 2)).toEqualTypeOf<View<1, FloatArray>>();
    expectTypeOf(cube.pick(0, 1, 2)).toEqualTypeOf<View<0, FloatArray>>();
    expectTypeOf(cube.pick(null, null, null)).toEqualTypeOf<View<3, FloatArray>>();
  });

  test('keeps the axes that it is not told about', () => {
    expectTypeOf(cube.pick()).toEqualTypeOf<View<3, FloatArray>>();
    expectTypeOf(cube.pick(0)).toEqualTypeOf<View<2, FloatArray>>();
    expectTypeOf(cube.pick(null, 0)).toEqualTypeOf<View<2, FloatArray>>();
  });

  test('gives no rank where what is fixed is not known', () => {
    expectTypeOf(unknownRank.pick(0)).toEqualTypeOf<Tensor>();
    expectTypeOf<KeptRank<2, (number | null)[]>>().toEqualTypeOf<number>();
    expectTypeOf<KeptRank<2, [number | null]>>().toEqualTypeOf<1 | 2>();
    expectTypeOf<KeptRank<7, [number]>>().toEqualTypeOf<number>();
  });
});
