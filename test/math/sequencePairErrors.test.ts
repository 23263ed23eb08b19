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

const { concatenateForward, layerNormalizationForward, mergeForward } = math;

const conv = { kernel: f64<3>(3, 2, 1) };
const causal = { kernelSize: 3, strides: 1, dilationRate: 1, padding: 'causal' } as const;

const SHAPES: readonly { readonly call: () => unknown; readonly message: string }[] = [
  {
    call: () => math.gluForward(f64<2>(2, 3)),
    message: 'glu wants x […, 2N], two halves, got [2, 3]',
  },
  {
    call: () => math.gluBackward(math.gluForward(f64<2>(2, 4)).cache, f64<2>(2, 4)),
    message: 'glu wants dy [2, 2], got [2, 4]',
  },
  {
    call: () => math.preluForward({ alpha: f64<1>(3) }, { x: f64<3>(2, 4, 3) }),
    message: 'prelu wants alpha [4, 3], or 1 in place of a size, got [3]',
  },
  {
    call: () => math.preluForward({ alpha: f64<2>(2, 3) }, { x: f64<3>(2, 4, 3) }),
    message: 'prelu wants alpha [4, 3], or 1 in place of a size, got [2, 3]',
  },
  {
    call: () =>
      math.preluForward({ alpha: f64<2>(1, 3) }, { x: f64<3>(2, 4, 3), mask: mask(4, 2) }),
    message: 'prelu wants mask [2, 4], got [4, 2]',
  },
  {
    call: () => math.reluBackward(math.reluForward(f64<1>(3)).cache, f64<1>(4)),
    message: 'relu wants dy [3], got [4]',
  },
  {
    call: () => math.eluBackward(math.eluForward(f64<1>(3)).cache, f64<1>(4)),
    message: 'elu wants dy [3], got [4]',
  },
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
  {
    call: () => mergeForward('add', { xs: [] }),
    message: 'add wants tensors, got none',
  },
  {
    call: () => mergeForward('subtract', { xs: [f64<1>(2)] }),
    message: 'subtract wants two tensors, got 1',
  },
  {
    call: () => mergeForward('multiply', { xs: [f64<2>(2, 3), f64<2>(3, 2)] }),
    message: 'multiply wants x1 [2, 3], got [3, 2]',
  },
  {
    call: () => mergeForward('maximum', { xs: [f64<3>(2, 3, 1)], mask: mask(3, 2) }),
    message: 'maximum wants mask [2, 3], got [3, 2]',
  },
  {
    call: () => {
      const { cache } = mergeForward('average', { xs: [f64<1>(2), f64<1>(2)] });
      return math.mergeBackward(cache, f64<1>(3));
    },
    message: 'average wants dy [2], got [3]',
  },
  {
    call: () => math.globalMaxPoolingForward({ x: f64<3>(2, 3, 1), mask: mask(3, 2) }),
    message: 'globalMaxPooling wants mask [2, 3], got [3, 2]',
  },
  {
    call: () => {
      const { cache } = math.globalAveragePoolingForward({ x: f64<3>(2, 3, 1) });
      return math.globalAveragePoolingBackward(cache, f64<2>(2, 3));
    },
    message: 'globalAveragePooling wants dy [2, 1], got [2, 3]',
  },
  {
    call: () => math.permuteForward([1, 1], f64<3>(2, 3, 1)),
    message: 'transpose wants each axis of a rank 3 view once, got [0, 1, 1]',
  },
  {
    call: () => math.conv1dForward(conv, { x: f64<3>(4, 5, 3) }, causal),
    message: 'conv1d wants x [4, 5, 2], got [4, 5, 3]',
  },
  {
    call: () => math.conv1dForward(conv, { x: f64<3>(4, 5, 2) }, { ...causal, kernelSize: 2 }),
    message: 'conv1d wants kernel [2, 2, 1], got [3, 2, 1]',
  },
  {
    call: () => math.conv1dForward(conv, { x: f64<3>(4, 5, 2), past: f64<3>(4, 3, 2) }, causal),
    message: 'conv1d wants past [4, 2, 2], got [4, 3, 2]',
  },
  {
    call: () =>
      math.conv1dForward(
        conv,
        { x: f64<3>(4, 5, 2), past: f64<3>(4, 2, 2) },
        { ...causal, padding: 'valid' },
      ),
    message: 'conv1d wants past [4, 0, 2], got [4, 2, 2]',
  },
  {
    call: () => math.conv1dForward(conv, { x: f64<3>(4, 5, 2), mask: mask(5, 4) }, causal),
    message: 'conv1d wants mask [4, 5], got [5, 4]',
  },
  {
    call: () => {
      const { cache } = math.conv1dForward(conv, { x: f64<3>(4, 5, 2) }, causal);
      return math.conv1dBackward(conv, conv, cache, { y: f64<3>(4, 3, 1) });
    },
    message: 'conv1d wants dy [4, 5, 1], got [4, 3, 1]',
  },
  {
    call: () => {
      const { cache } = math.conv1dForward(conv, { x: f64<3>(4, 5, 2) }, causal);
      return math.conv1dBackward(conv, conv, cache, { past: f64<3>(4, 3, 2) });
    },
    message: 'conv1d wants dPast [4, 2, 2], got [4, 3, 2]',
  },
  {
    call: () => concatenateForward([], 0),
    message: 'concatenate wants tensors, got none',
  },
  {
    call: () => concatenateForward([f64<2>(2, 3)], 2),
    message: 'concatenate has no axis 2 in [2, 3]',
  },
  {
    call: () => concatenateForward([f64<2>(2, 3), f64<2>(4, 2)], 1),
    message: 'concatenate wants x1 [2, 2], got [4, 2]',
  },
  {
    call: () => {
      const { cache } = concatenateForward([f64<2>(2, 3), f64<2>(2, 1)], -1);
      return math.concatenateBackward(cache, f64<2>(2, 3));
    },
    message: 'concatenate wants dy [2, 4], got [2, 3]',
  },
];

describe('a shape that does not fit is a ShapeError', () => {
  test.each(SHAPES)('$message', ({ call, message }) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});
