import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import {
  ConfigError,
  type Dims,
  type Ids,
  type Mask,
  ShapeError,
  type Tensor,
  View,
  zeros,
} from '../../src/tensor/index.ts';

const f64 = <R extends number>(...shape: Dims<R>): Tensor<R> => zeros<R>(shape, 'float64');
const f32 = <R extends number>(...shape: Dims<R>): Tensor<R> => zeros<R>(shape, 'float32');
const ids = (...labels: readonly number[]): Ids<1> =>
  new View<1, Int32Array>(Int32Array.from(labels), [labels.length]);
const mask = (B: number, T: number): Mask =>
  new View<2, Uint8Array>(new Uint8Array(B * T).fill(1), [B, T]);
const numbers = (...values: readonly number[]): Tensor<2> =>
  new View<2, Float64Array>(Float64Array.from(values), [1, values.length]);

const lstm = { kernel: f64<2>(2, 12), recurrentKernel: f64<2>(3, 12), bias: f64<1>(12) };
const gru = { kernel: f64<2>(2, 9), recurrentKernel: f64<2>(3, 9), bias: f64<2>(2, 9) };
const rnn = { kernel: f64<2>(2, 3), recurrentKernel: f64<2>(3, 3), bias: f64<1>(3) };
const x = f64<3>(4, 5, 2);
const steps: Ids<2> = new View<2, Int32Array>(new Int32Array(20), [4, 5]);

const { gruForward, lstmForward, simpleRnnForward, denseForward, embeddingForward } = math;
const { softmaxCrossEntropyForward, sigmoidCrossEntropyForward, meanSquaredErrorForward } = math;

interface WrongCall {
  readonly call: () => unknown;
  readonly message: string;
}

const SHAPES: readonly WrongCall[] = [
  {
    call: () => math.logCoshForward({ predictions: x, targets: f64<3>(4, 5, 1) }),
    message: 'logCosh wants targets [4, 5, 2], got [4, 5, 1]',
  },
  {
    call: () => math.ctcForward({ logits: x, targets: steps, mask: mask(5, 4) }),
    message: 'ctc wants mask [4, 5], got [5, 4]',
  },
  {
    call: () => math.ctcForward({ logits: x, targets: steps, rowWeights: f64<1>(5) }),
    message: 'ctc wants rowWeights [4], got [5]',
  },
  {
    call: () => denseForward({ kernel: f64<2>(2, 3) }, f64<2>(4, 5)),
    message: 'dense wants x […, 2], got [4, 5]',
  },
  {
    call: () => denseForward({ kernel: f64<2>(2, 3), bias: f64<1>(2) }, f64<2>(4, 2)),
    message: 'dense wants bias [3], got [2]',
  },
  {
    call: () => denseForward({ kernel: f32<2>(2, 3) }, f64<2>(4, 2)),
    message: 'dense computes in float64, got kernel in float32',
  },
  {
    call: () => denseForward({ kernel: f64<2>(3, 2).transpose(1, 0) }, f64<2>(4, 2)),
    message: 'dense wants kernel contiguous, got a strided view: pass copy(view)',
  },
  {
    call: () => {
      const kernel = f64<2>(2, 3);
      const { cache } = denseForward({ kernel }, f64<2>(4, 2));
      math.denseBackward({ kernel }, { kernel }, cache, f64<2>(4, 2));
    },
    message: 'dense wants dy [4, 3], got [4, 2]',
  },
  {
    call: () => math.activationForward('tanh', f64<2>(3, 2).transpose(1, 0)),
    message: 'activation wants x contiguous, got a strided view: pass copy(view)',
  },
  {
    call: () => math.activationBackward(math.activationForward('tanh', x).cache, f64<3>(4, 5, 1)),
    message: 'activation wants dy [4, 5, 2], got [4, 5, 1]',
  },
  {
    call: () => embeddingForward({ embeddings: f64<2>(3, 2) }, { ids: ids(0), mask: mask(1, 1) }),
    message: 'embedding wants mask [1], got [1, 1]',
  },
  {
    call: () => {
      const embeddings = f64<2>(3, 2);
      const { cache } = embeddingForward({ embeddings }, { ids: ids(0) });
      math.embeddingBackward({ embeddings }, cache, f64<2>(1, 3));
    },
    message: 'embedding wants dy [1, 2], got [1, 3]',
  },
  {
    call: () => simpleRnnForward({ ...rnn, kernel: f64<2>(3, 3) }, { x }),
    message: 'simpleRnn wants kernel [2, 3], got [3, 3]',
  },
  {
    call: () => simpleRnnForward({ ...rnn, recurrentKernel: f64<2>(3, 4) }, { x }),
    message: 'simpleRnn wants recurrentKernel [3, 3], got [3, 4]',
  },
  {
    call: () => simpleRnnForward(rnn, { x, h0: f64<2>(1, 3) }),
    message: 'simpleRnn wants h0 [4, 3], got [1, 3]',
  },
  {
    call: () => simpleRnnForward(rnn, { x, mask: mask(5, 4) }),
    message: 'simpleRnn wants mask [4, 5], got [5, 4]',
  },
  {
    call: () => {
      const { cache } = simpleRnnForward(rnn, { x });
      math.simpleRnnBackward(rnn, rnn, cache, { y: f64<3>(4, 5, 2) });
    },
    message: 'simpleRnn wants dy [4, 5, 3], got [4, 5, 2]',
  },
  {
    call: () => {
      const { cache } = simpleRnnForward(rnn, { x });
      math.simpleRnnBackward(rnn, rnn, cache, { h: f32<2>(4, 3) });
    },
    message: 'simpleRnn computes in float64, got dh in float32',
  },
  {
    call: () => lstmForward({ ...lstm, kernel: f64<2>(2, 9) }, { x }),
    message: 'lstm wants kernel [2, 12], got [2, 9]',
  },
  {
    call: () => lstmForward({ ...lstm, bias: f64<1>(3) }, { x }),
    message: 'lstm wants bias [12], got [3]',
  },
  {
    call: () => lstmForward(lstm, { x, c0: f64<2>(4, 12) }),
    message: 'lstm wants c0 [4, 3], got [4, 12]',
  },
  {
    call: () => lstmForward(lstm, { x: f32<3>(4, 5, 2), mask: mask(4, 5) }),
    message: 'lstm computes in float32, got kernel in float64',
  },
  {
    call: () => math.lstmBackward(lstm, lstm, lstmForward(lstm, { x }).cache, { c: f64<2>(3, 4) }),
    message: 'lstm wants dc [4, 3], got [3, 4]',
  },
  {
    call: () => gruForward({ ...gru, kernel: f64<2>(2, 12) }, { x }),
    message: 'gru wants kernel [2, 9], got [2, 12]',
  },
  {
    call: () => gruForward({ ...gru, recurrentKernel: f64<2>(3, 3) }, { x }),
    message: 'gru wants recurrentKernel [3, 9], got [3, 3]',
  },
  {
    call: () => gruForward({ ...gru, bias: f64<1>(9) }, { x }),
    message: 'gru wants bias [2, 9], got [9]',
  },
  {
    call: () => gruForward(gru, { x }, { resetAfter: false }),
    message: 'gru wants bias [9], got [2, 9]',
  },
  {
    call: () => gruForward(gru, { x, h0: f64<2>(4, 9) }),
    message: 'gru wants h0 [4, 3], got [4, 9]',
  },
  {
    call: () => gruForward(gru, { x, mask: mask(4, 2) }),
    message: 'gru wants mask [4, 5], got [4, 2]',
  },
  {
    call: () => gruForward(gru, { x: f32<3>(4, 5, 2) }),
    message: 'gru computes in float32, got kernel in float64',
  },
  {
    call: () => gruForward(gru, { x, lookup: { table: f64<2>(3, 4), ids: steps } }),
    message: 'gru wants lookup.table [3, 2], got [3, 4]',
  },
  {
    call: () => math.gruBackward(gru, gru, gruForward(gru, { x }).cache, { y: f64<3>(5, 4, 3) }),
    message: 'gru wants dy [4, 5, 3], got [5, 4, 3]',
  },
  {
    call: () => math.gruBackward(gru, gru, gruForward(gru, { x }).cache, { h: f64<2>(4, 9) }),
    message: 'gru wants dh [4, 3], got [4, 9]',
  },
  {
    call: () => softmaxCrossEntropyForward({ logits: f64<2>(2, 3), targets: ids(0) }),
    message: 'softmaxCrossEntropy wants targets [2], got [1]',
  },
  {
    call: () => softmaxCrossEntropyForward({ logits: f64<2>(2, 3), targets: f64<2>(2, 4) }),
    message: 'softmaxCrossEntropy wants targets [2, 3], got [2, 4]',
  },
  {
    call: () =>
      softmaxCrossEntropyForward({ logits: f64<2>(2, 3), targets: ids(0, 1), mask: mask(2, 1) }),
    message:
      'softmaxCrossEntropy got a mask [2, 1] for predictions without a time axis: they have one ' +
      'loss for each of [2]',
  },
  {
    call: () =>
      softmaxCrossEntropyForward({
        logits: f64<2>(2, 3),
        targets: ids(0, 1),
        stepWeights: f64<1>(3),
      }),
    message: 'softmaxCrossEntropy wants stepWeights [2], got [3]',
  },
  {
    call: () => sigmoidCrossEntropyForward({ logits: f64<2>(2, 3), targets: f32<2>(2, 3) }),
    message: 'sigmoidCrossEntropy computes in float64, got targets in float32',
  },
  {
    call: () => meanSquaredErrorForward({ predictions: f64<2>(2, 3), targets: f64<1>(2) }),
    message: 'meanSquaredError wants targets [2, 3], got [2]',
  },
];

const VALUES: readonly WrongCall[] = [
  {
    call: () => math.huberForward({ predictions: x, targets: x }, { delta: -1 }),
    message: 'huber wants delta > 0, got -1',
  },
  {
    call: () => math.binaryFocalCrossentropyForward({ predictions: x, targets: x }, { gamma: NaN }),
    message: 'binaryFocalCrossentropy wants gamma >= 0, got NaN',
  },
  {
    call: () =>
      math.categoricalFocalCrossentropyForward({ predictions: x, targets: x }, { alpha: [0, 1.5] }),
    message: 'categoricalFocalCrossentropy wants alpha in [0, 1], got 1.5',
  },
  {
    call: () => softmaxCrossEntropyForward({ logits: f64<2>(2, 3), targets: ids(0, 3) }),
    message: 'softmaxCrossEntropy wants classes from 0 to 2, got 3 at [1]',
  },
  {
    call: () => softmaxCrossEntropyForward({ logits: f64<2>(2, 3), targets: ids(-1, 0) }),
    message: 'softmaxCrossEntropy wants classes from 0 to 2, got -1 at [0]',
  },
  {
    call: () =>
      softmaxCrossEntropyForward({ logits: f64<2>(1, 2), targets: numbers(1, Number.NaN) }),
    message: 'softmaxCrossEntropy wants target probabilities >= 0, got NaN at [0, 1]',
  },
  {
    call: () =>
      softmaxCrossEntropyForward({ logits: f64<2>(1, 2), targets: ids(0) }, { labelSmoothing: 1 }),
    message: 'softmaxCrossEntropy wants labelSmoothing in [0, 1), got 1',
  },
  {
    call: () => sigmoidCrossEntropyForward({ logits: f64<2>(1, 2), targets: numbers(0.5, 1.5) }),
    message: 'sigmoidCrossEntropy wants targets in [0, 1], got 1.5 at [0, 1]',
  },
  {
    call: () =>
      meanSquaredErrorForward({ predictions: f64<2>(1, 2), targets: numbers(Infinity, 0) }),
    message: 'meanSquaredError wants finite targets, got Infinity at [0, 0]',
  },
  {
    call: () => embeddingForward({ embeddings: f64<2>(3, 2) }, { ids: ids(2, 3) }),
    message: 'embedding wants ids from 0 to 2, got 3 at [1]',
  },
];

describe('a shape that does not fit is a ShapeError', () => {
  test.each(SHAPES)('$message', ({ call, message }) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});

describe('a value that cannot be is a ConfigError', () => {
  test.each(VALUES)('$message', ({ call, message }) => {
    expect(call).toThrow(ConfigError);
    expect(call).toThrow(message);
  });
});

test('a gradient that does not fit is refused before any gradient has changed', () => {
  const grads = { kernel: f64<2>(2, 12), recurrentKernel: f64<2>(3, 12), bias: f64<1>(12) };
  const { cache } = lstmForward(lstm, { x });
  const y = f64<3>(4, 5, 3);
  y.data.fill(1);
  const fill = () => math.lstmBackward(lstm, grads, cache, { y, h: f64<2>(4, 2) });
  expect(fill).toThrow(ShapeError);
  for (const { data } of Object.values(grads))
    expect(data.every((value) => value === 0)).toBe(true);
});
