import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import {
  type Dims,
  type Mask,
  ShapeError,
  type Tensor,
  View,
  zeros,
} from '../../src/tensor/index.ts';

const f64 = <R extends number>(...shape: Dims<R>): Tensor<R> => zeros<R>(shape, 'float64');
const f32 = <R extends number>(...shape: Dims<R>): Tensor<R> => zeros<R>(shape, 'float32');
const mask = (B: number, T: number): Mask =>
  new View<2, Uint8Array>(new Uint8Array(B * T).fill(1), [B, T]);

const { layerNormalizationForward } = math;

const SHAPES: readonly { readonly call: () => unknown; readonly message: string }[] = [
  {
    call: () => layerNormalizationForward({ gamma: f64<1>(3) }, { x: f64<2>(4, 2) }),
    message: 'layerNormalization wants gamma [2], got [3]',
  },
  {
    call: () => layerNormalizationForward({ beta: f32<1>(2) }, { x: f64<2>(4, 2) }),
    message: 'layerNormalization computes in float64, got beta in float32',
  },
  {
    call: () => layerNormalizationForward({}, { x: f64<0>() }),
    message: 'layerNormalization wants x […, N], got []',
  },
  {
    call: () => layerNormalizationForward({}, { x: f64<3>(4, 5, 2), mask: mask(5, 4) }),
    message: 'layerNormalization wants mask [4, 5], got [5, 4]',
  },
  {
    call: () => {
      const { cache } = layerNormalizationForward({}, { x: f64<2>(4, 2) });
      return math.layerNormalizationBackward({}, {}, cache, f64<2>(4, 3));
    },
    message: 'layerNormalization wants dy [4, 2], got [4, 3]',
  },
];

describe('a shape that does not fit is a ShapeError', () => {
  test.each(SHAPES)('$message', ({ call, message }) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});
