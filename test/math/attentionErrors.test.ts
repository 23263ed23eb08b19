import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import { ConfigError, type Dims, ShapeError, type Tensor, zeros } from '../../src/tensor/index.ts';

const f64 = <R extends number>(...shape: Dims<R>): Tensor<R> => zeros<R>(shape, 'float64');
const x = f64<3>(2, 3, 4);
const heads: math.MultiHeadAttentionWeights = {
  query: { kernel: f64<3>(4, 2, 3) },
  key: { kernel: f64<3>(4, 2, 3) },
  value: { kernel: f64<3>(4, 2, 5) },
  output: { kernel: f64<3>(2, 5, 4) },
};

const CALLS: readonly {
  readonly call: () => unknown;
  readonly error: typeof ShapeError | typeof ConfigError;
  readonly message: string;
}[] = [
  {
    call: () => math.attentionForward({}, { query: x, value: f64<3>(2, 5, 3) }),
    error: ShapeError,
    message: 'attention compares queries with keys of as many features, 4, got [2, 5, 3]',
  },
  {
    call: () => math.additiveAttentionForward({ scale: f64<1>(3) }, { query: x, value: x }),
    error: ShapeError,
    message: 'additiveAttention wants scale [4], got [3]',
  },
  {
    call: () => {
      const { cache } = math.attentionForward({}, { query: x, value: x });
      math.attentionBackward({}, {}, cache, { weights: f64<3>(2, 3, 4) });
    },
    error: ShapeError,
    message: 'attention wants dWeights [2, 3, 3], got [2, 3, 4]',
  },
  {
    call: () => math.multiHeadAttentionForward(heads, { query: f64<3>(2, 3, 5) }),
    error: ShapeError,
    message: 'multiHeadAttention wants query kernel [5, 2, 3], got [4, 2, 3]',
  },
  {
    call: () => math.multiHeadAttentionForward(heads, { query: x, key: x }),
    error: ConfigError,
    message: 'multiHeadAttention wants a value beside a key, or masks of them',
  },
  {
    call: () => math.multiHeadAttentionForward(heads, { query: x }, { contextLength: 4 }),
    error: ConfigError,
    message: 'multiHeadAttention has a contextLength in causal attention of a sequence to itself',
  },
  {
    call: () => {
      const past = { keys: f64<3>(2, 4, 6), values: f64<3>(2, 4, 10), position: f64<2>(2, 1) };
      math.multiHeadAttentionForward(heads, { query: x, past }, { causal: true });
    },
    error: ConfigError,
    message: 'multiHeadAttention wants a contextLength to go on from a past',
  },
  {
    call: () => math.positionalEmbeddingForward(f64<2>(5, 3), { x }),
    error: ShapeError,
    message: 'positionalEmbedding wants table [5, 4], got [5, 3]',
  },
];

describe('what does not fit a function of attention is an error', () => {
  test.each(CALLS)('$message', ({ call, error, message }) => {
    expect(call).toThrow(error);
    expect(call).toThrow(message);
  });
});
