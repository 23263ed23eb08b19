import {
  layerNormLstmBackward,
  layerNormLstmForward,
  peepholeLstmBackward,
  peepholeLstmForward,
  projectedLstmBackward,
  projectedLstmForward,
} from 'unrolled/math';
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
const mask: Mask = new View<2, Uint8Array>(new Uint8Array(8).fill(1), [4, 2]);
const steps = new View<2, Int32Array>(new Int32Array(20), [4, 5]);

const x = f64<3>(4, 5, 2);
const common = { kernel: f64<2>(2, 12), recurrentKernel: f64<2>(3, 12), bias: f64<1>(12) };
const peephole = { ...common, peephole: f64<1>(9) };
const normed = {
  ...common,
  kernelGamma: f64<1>(12),
  recurrentGamma: f64<1>(12),
  stateGamma: f64<1>(3),
  stateBeta: f64<1>(3),
};
const projected = {
  ...common,
  recurrentKernel: f64<2>(2, 12),
  projectionKernel: f64<2>(3, 2),
};

const CALLS: readonly { readonly call: () => unknown; readonly message: string }[] = [
  {
    call: () => peepholeLstmForward({ ...peephole, peephole: f64<1>(12) }, { x }),
    message: 'peepholeLstm wants peephole [9], got [12]',
  },
  {
    call: () => peepholeLstmForward({ ...peephole, kernel: f64<2>(2, 9) }, { x }),
    message: 'peepholeLstm wants kernel [2, 12], got [2, 9]',
  },
  {
    call: () => peepholeLstmForward({ ...peephole, recurrentKernel: f64<2>(3, 9) }, { x }),
    message: 'peepholeLstm wants recurrentKernel [3, 12], got [3, 9]',
  },
  {
    call: () => peepholeLstmForward({ ...peephole, bias: f64<1>(3) }, { x }),
    message: 'peepholeLstm wants bias [12], got [3]',
  },
  {
    call: () => peepholeLstmForward(peephole, { x, c0: f64<2>(4, 9) }),
    message: 'peepholeLstm wants c0 [4, 3], got [4, 9]',
  },
  {
    call: () => peepholeLstmForward(peephole, { x, stateFactors: f64<2>(4, 2) }),
    message: 'peepholeLstm wants stateFactors [4, 3], got [4, 2]',
  },
  {
    call: () => peepholeLstmForward(peephole, { x, mask }),
    message: 'peepholeLstm wants mask [4, 5], got [4, 2]',
  },
  {
    call: () => peepholeLstmForward(peephole, { x: zeros<3>([4, 5, 2], 'float32') }),
    message: 'peepholeLstm computes in float32, got kernel in float64',
  },
  {
    call: () => peepholeLstmForward(peephole, { x, lookup: { table: f64<2>(3, 4), ids: steps } }),
    message: 'peepholeLstm wants lookup.table [3, 2], got [3, 4]',
  },
  {
    call: () => {
      const { cache } = peepholeLstmForward(peephole, { x });
      peepholeLstmBackward(peephole, peephole, cache, { c: f64<2>(3, 4) });
    },
    message: 'peepholeLstm wants dc [4, 3], got [3, 4]',
  },
  {
    call: () => layerNormLstmForward({ ...normed, kernelGamma: f64<1>(3) }, { x }),
    message: 'layerNormLstm wants kernelGamma [12], got [3]',
  },
  {
    call: () => layerNormLstmForward({ ...normed, recurrentGamma: f64<1>(3) }, { x }),
    message: 'layerNormLstm wants recurrentGamma [12], got [3]',
  },
  {
    call: () => layerNormLstmForward({ ...normed, stateGamma: f64<1>(12) }, { x }),
    message: 'layerNormLstm wants stateGamma [3], got [12]',
  },
  {
    call: () => layerNormLstmForward({ ...normed, stateBeta: f64<1>(12) }, { x }),
    message: 'layerNormLstm wants stateBeta [3], got [12]',
  },
  {
    call: () => {
      const { cache } = layerNormLstmForward(normed, { x });
      layerNormLstmBackward(normed, normed, cache, { y: f64<3>(5, 4, 3) });
    },
    message: 'layerNormLstm wants dy [4, 5, 3], got [5, 4, 3]',
  },
  {
    call: () => projectedLstmForward({ ...projected, projectionKernel: f64<2>(3, 3) }, { x }),
    message: 'projectedLstm wants projectionKernel [3, 2], got [3, 3]',
  },
  {
    call: () => projectedLstmForward({ ...projected, projectionKernel: f64<2>(2, 2) }, { x }),
    message: 'projectedLstm wants kernel [2, 8], got [2, 12]',
  },
  {
    call: () => projectedLstmForward(projected, { x, h0: f64<2>(4, 3) }),
    message: 'projectedLstm wants h0 [4, 2], got [4, 3]',
  },
  {
    call: () => projectedLstmForward(projected, { x, c0: f64<2>(4, 2) }),
    message: 'projectedLstm wants c0 [4, 3], got [4, 2]',
  },
  {
    call: () => {
      const { cache } = projectedLstmForward(projected, { x });
      projectedLstmBackward(projected, projected, cache, { h: f64<2>(4, 3) });
    },
    message: 'projectedLstm wants dh [4, 2], got [4, 3]',
  },
];

describe('what does not fit a variant of the LSTM is a ShapeError', () => {
  test.each(CALLS)('$message', ({ call, message }) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});
