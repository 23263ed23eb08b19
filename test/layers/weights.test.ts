import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { type Layer, type Signature, WeightStore } from '../../src/layers/index.ts';
import { elmanCell } from './cells.ts';
import { chain, residual } from './composites.ts';

const SEQUENCE: Signature = { type: 'numbers', shape: [null, 2] };
const GATES = ['i', 'f', 'c', 'o'];

const ROWS: readonly {
  readonly layer: Layer;
  readonly input: Signature;
  readonly weights: readonly (readonly [string, readonly number[]])[];
  readonly states?: readonly (readonly [string, readonly number[]])[];
  readonly output: readonly (number | null)[];
}[] = [
  {
    layer: layers.dense({ units: 3 }),
    input: SEQUENCE,
    weights: [
      ['dense/kernel', [2, 3]],
      ['dense/bias', [3]],
    ],
    output: [null, 3],
  },
  {
    layer: layers.dense({ units: 3, useBias: false }),
    input: { type: 'numbers', shape: [2] },
    weights: [['dense/kernel', [2, 3]]],
    output: [3],
  },
  {
    layer: layers.embedding({ inputDim: 5, outputDim: 3 }),
    input: { type: 'ids', shape: [null] },
    weights: [['embedding/embeddings', [5, 3]]],
    output: [null, 3],
  },
  {
    layer: layers.simpleRnn({ units: 3 }),
    input: SEQUENCE,
    weights: [
      ['simpleRnn/kernel', [2, 3]],
      ['simpleRnn/recurrentKernel', [3, 3]],
      ['simpleRnn/bias', [3]],
    ],
    states: [['simpleRnn/h', [3]]],
    output: [3],
  },
  {
    layer: layers.lstm({ units: 3, returnSequences: true }),
    input: SEQUENCE,
    weights: [
      ['lstm/kernel', [2, 12]],
      ['lstm/recurrentKernel', [3, 12]],
      ['lstm/bias', [12]],
    ],
    states: [
      ['lstm/h', [3]],
      ['lstm/c', [3]],
    ],
    output: [null, 3],
  },
  {
    layer: layers.gru({ units: 3, returnSequences: true }),
    input: SEQUENCE,
    weights: [
      ['gru/kernel', [2, 9]],
      ['gru/recurrentKernel', [3, 9]],
      ['gru/bias', [2, 9]],
    ],
    states: [['gru/h', [3]]],
    output: [null, 3],
  },
  {
    layer: layers.gru({ units: 3, resetAfter: false }),
    input: SEQUENCE,
    weights: [
      ['gru/kernel', [2, 9]],
      ['gru/recurrentKernel', [3, 9]],
      ['gru/bias', [9]],
    ],
    states: [['gru/h', [3]]],
    output: [3],
  },
  {
    layer: layers.layerNormLstm({ units: 3 }),
    input: SEQUENCE,
    weights: [
      ['layerNormLstm/kernel', [2, 12]],
      ['layerNormLstm/recurrentKernel', [3, 12]],
      ['layerNormLstm/bias', [12]],
      ['layerNormLstm/kernelGamma', [12]],
      ['layerNormLstm/recurrentGamma', [12]],
      ['layerNormLstm/stateGamma', [3]],
      ['layerNormLstm/stateBeta', [3]],
    ],
    states: [
      ['layerNormLstm/h', [3]],
      ['layerNormLstm/c', [3]],
    ],
    output: [3],
  },
  {
    layer: layers.peepholeLstm({ units: 3, returnSequences: true }),
    input: SEQUENCE,
    weights: [
      ['peepholeLstm/kernel', [2, 12]],
      ['peepholeLstm/recurrentKernel', [3, 12]],
      ['peepholeLstm/bias', [12]],
      ['peepholeLstm/peephole', [9]],
    ],
    states: [
      ['peepholeLstm/h', [3]],
      ['peepholeLstm/c', [3]],
    ],
    output: [null, 3],
  },
  {
    layer: layers.projectedLstm({ units: 3, projection: 2, useBias: false }),
    input: SEQUENCE,
    weights: [
      ['projectedLstm/kernel', [2, 12]],
      ['projectedLstm/recurrentKernel', [2, 12]],
      ['projectedLstm/projectionKernel', [3, 2]],
    ],
    states: [
      ['projectedLstm/h', [2]],
      ['projectedLstm/c', [3]],
    ],
    output: [2],
  },
  {
    layer: layers.rnn(elmanCell(layers)({ units: 3 }), { returnSequences: true }),
    input: SEQUENCE,
    weights: [
      ['rnn/elman/W', [2, 3]],
      ['rnn/elman/R', [3, 3]],
      ['rnn/elman/b', [3]],
      ['rnn/elman/V', [3, 2]],
    ],
    states: [['rnn/elman/h', [3]]],
    output: [null, 2],
  },
  {
    layer: layers.rnn([
      layers.gruCell({ units: 3, useBias: false }),
      elmanCell(layers)({ units: 3 }),
      layers.gruCell({ units: 4, resetAfter: false }),
    ]),
    input: SEQUENCE,
    weights: [
      ['rnn/gruCell/kernel', [2, 9]],
      ['rnn/gruCell/recurrentKernel', [3, 9]],
      ['rnn/elman/W', [3, 3]],
      ['rnn/elman/R', [3, 3]],
      ['rnn/elman/b', [3]],
      ['rnn/elman/V', [3, 2]],
      ['rnn/gruCell_1/kernel', [2, 12]],
      ['rnn/gruCell_1/recurrentKernel', [4, 12]],
      ['rnn/gruCell_1/bias', [12]],
    ],
    states: [
      ['rnn/gruCell/h', [3]],
      ['rnn/elman/h', [3]],
      ['rnn/gruCell_1/h', [4]],
    ],
    output: [4],
  },
  {
    layer: residual(layers)({ units: 3 }),
    input: SEQUENCE,
    weights: [
      ['residual/inner/kernel', [2, 3]],
      ['residual/inner/bias', [3]],
      ['residual/outer/kernel', [3, 2]],
      ['residual/outer/bias', [2]],
    ],
    output: [null, 2],
  },
  {
    layer: chain(
      layers,
      layers.lstm({ units: 1, returnSequences: true }),
      layers.lstm({ units: 1, returnSequences: true }),
    ),
    input: SEQUENCE,
    weights: [
      ['chain/0/kernel', [2, 4]],
      ['chain/0/recurrentKernel', [1, 4]],
      ['chain/0/bias', [4]],
      ['chain/1/kernel', [1, 4]],
      ['chain/1/recurrentKernel', [1, 4]],
      ['chain/1/bias', [4]],
    ],
    states: [
      ['chain/0/h', [1]],
      ['chain/0/c', [1]],
      ['chain/1/h', [1]],
      ['chain/1/c', [1]],
    ],
    output: [null, 1],
  },
  { layer: layers.masking({}), input: SEQUENCE, weights: [], output: [null, 2] },
  { layer: layers.dropout({ rate: 0.5 }), input: SEQUENCE, weights: [], output: [null, 2] },
  {
    layer: layers.activation({ activation: 'relu' }),
    input: SEQUENCE,
    weights: [],
    output: [null, 2],
  },
  {
    layer: layers.flatten({}),
    input: { type: 'numbers', shape: [3, 2] },
    weights: [],
    output: [6],
  },
  { layer: layers.input({ shape: [null, 2] }), input: SEQUENCE, weights: [], output: [null, 2] },
];

describe("a built layer names its weights and states in Keras' order", () => {
  test.each(ROWS)('$layer.kind', ({ layer, input, weights, states = [], output }) => {
    const built = layer.build(layer.kind, [input]);
    expect(built.weights.map(({ path, shape }) => [path, shape])).toEqual(weights);
    expect(built.state.map(({ path, shape }) => [path, shape])).toEqual(states);
    expect(built.output).toEqual({ type: 'numbers', shape: output });
    expect(built.weights.every(({ trainable }) => trainable)).toBe(true);
  });
});

const FROZEN: readonly Layer[] = [
  layers.dense({ units: 3, trainable: false }),
  layers.lstm({ units: 3, trainable: false }),
  layers.gru({ units: 3, trainable: false }),
  layers.simpleRnn({ units: 3, trainable: false }),
  layers.rnn(elmanCell(layers)({ units: 3 }), { trainable: false }),
  residual(layers)({ units: 3, trainable: false }),
];

test.each(FROZEN)('$kind with trainable: false trains none of its weights', (layer) => {
  const built = layer.build('frozen', [SEQUENCE]);
  expect(built.weights.map(({ trainable }) => trainable)).not.toContain(true);
  expect(new WeightStore(built.weights, 0, 'float64').trainableSize).toBe(0);
});

test('the gates of an LSTM are named in the order of its columns', () => {
  const built = layers.lstm({ units: 3 }).build('lstm', [SEQUENCE]);
  expect(built.weights.map(({ gates }) => gates)).toEqual([GATES, GATES, GATES]);
});

test('the gates of a GRU are named in the order of its columns', () => {
  for (const resetAfter of [true, false]) {
    const built = layers.gru({ units: 3, resetAfter }).build('gru', [SEQUENCE]);
    const gates = ['z', 'r', 'h'];
    expect(built.weights.map((spec) => spec.gates)).toEqual([gates, gates, gates]);
  }
});

test('an LSTM begins by remembering: the bias of its forget gate is 1, all others 0', () => {
  const biasOf = (unitForgetBias: boolean): number[] => {
    const built = layers.lstm({ units: 2, unitForgetBias }).build('lstm', [SEQUENCE]);
    return Array.from(new WeightStore(built.weights, 0, 'float64').weight('lstm/bias').data);
  };
  expect(biasOf(true)).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  expect(biasOf(false)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('a weight store puts what is trained first, and every name leads to its own part', () => {
  const frozen = layers.dense({ units: 2, trainable: false }).build('a', [SEQUENCE]).weights;
  const trained = layers.dense({ units: 3 }).build('b', [SEQUENCE]).weights;
  const store = new WeightStore([...frozen, ...trained], 0, 'float64');
  expect(store.trainableSize).toBe(2 * 3 + 3);
  for (const [i, { path }] of store.specs.entries()) {
    store.weight(path).data.fill(i);
    store.gradient(path).data.fill(-i);
  }
  const parts = [2, 2, 2, 2, 2, 2, 3, 3, 3, 0, 0, 0, 0, 1, 1];
  expect(Array.from(store.values)).toEqual(parts);
  expect(Array.from(store.gradients, (value) => -value || 0)).toEqual(parts);
  expect(() => store.weight('c/kernel')).toThrow(
    "there is no weight 'c/kernel'; the weights are b/kernel, b/bias, a/kernel, a/bias",
  );
});

test('a weight depends on the seed and its own path alone', () => {
  const built = layers.dense({ units: 3 }).build('dense', [SEQUENCE]).weights;
  const other = layers.lstm({ units: 3 }).build('lstm', [SEQUENCE]).weights;
  const kernel = (specs: typeof built, seed: number): Float64Array =>
    Float64Array.from(new WeightStore(specs, seed, 'float64').weight('dense/kernel').data);
  expect(kernel([...other, ...built], 5)).toEqual(kernel(built, 5));
  expect(kernel(built, 6)).not.toEqual(kernel(built, 5));
});

test.each([
  ['taken away from where a large weight was computed', 2 ** 17, 0],
  ['left where a small one was', 2 ** 10, 2 ** 10],
])('memory is %s', (_, size, left) => {
  const given: Float64Array[] = [];
  const initialize = (out: Float64Array): void => {
    given.push(out.fill(0.5));
  };
  const store = new WeightStore(
    [{ path: 'w', shape: [size], initialize, trainable: true }],
    0,
    'float32',
  );
  expect(given.map(({ length }) => length)).toEqual([left]);
  expect(store.weight('w').data.every((value) => value === 0.5)).toBe(true);
  expect(store.weight('w').data.length).toBe(size);
});
