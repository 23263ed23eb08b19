import { referenceCompute } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { type Layer, type Signature, type Value, WeightStore } from '../../src/layers/index.ts';
import { ConfigError, ShapeError, View, zeros } from '../../src/tensor/index.ts';
import { elmanCell } from './cells.ts';
import { contextOf } from './layerSubject.ts';

const numbers = (...shape: readonly (number | null)[]): Signature => ({ type: 'numbers', shape });
const ids = (...shape: readonly (number | null)[]): Signature => ({ type: 'ids', shape });

/** Makes a layer from options that no type checker has seen, as plain JavaScript may. */
function make(factory: (options: never) => unknown, options: object): () => void {
  return () => void Reflect.apply(factory, undefined, [options]);
}

const {
  bidirectional,
  dense,
  dropout,
  embedding,
  flatten,
  gru,
  input,
  lstm,
  masking,
  peepholeLstm,
  rnn,
  simpleRnn,
} = layers;
const { lstmCell, projectedLstm } = layers;

/** A cell whose only state is called c. */
const counter = layers.defineCell<object>({
  kind: 'counter',
  required: [],
  defaults: {},
  build: () =>
    layers.cell({
      weights: {},
      state: { c: 2 },
      output: 2,
      forward: (_weights, x, { c }) => ({ output: x, state: { c }, cache: undefined }),
      backward: (_weights, _grads, _cache, d) => ({ x: d.output, state: d.state }),
    }),
})({});

const OPTIONS: readonly { readonly call: () => void; readonly message: string }[] = [
  { call: make(dense, {}), message: "dense wants the option 'units'" },
  {
    call: make(dense, { units: 0 }),
    message: 'dense wants units to be a whole number >= 1, got 0',
  },
  {
    call: make(dense, { units: 2.5, name: 'scores' }),
    message: 'scores wants units to be a whole number >= 1, got 2.5',
  },
  {
    call: make(dense, { units: 2, activation: 'swish' }),
    message:
      'dense wants activation to be one of linear, relu, tanh, sigmoid, softplus, softsign, elu, ' +
      'exponential, relu6, leakyRelu, selu, hardSigmoid, hardTanh, celu, logSigmoid, squareplus, sparsePlus, ' +
      'sparseSigmoid, softShrink, hardShrink, gelu, silu, mish, hardSilu, tanhShrink, softmax, logSoftmax, ' +
      'sparsemax, got swish',
  },
  {
    call: make(lstm, { units: 2, activation: 'softmax' }),
    message:
      'lstm wants activation to be one of linear, relu, tanh, sigmoid, softplus, softsign, elu, ' +
      'exponential, relu6, leakyRelu, selu, hardSigmoid, hardTanh, celu, logSigmoid, squareplus, sparsePlus, ' +
      'sparseSigmoid, softShrink, hardShrink, got softmax',
  },
  {
    call: make(gru, { units: 2, recurrentActivation: 'gelu' }),
    message:
      'gru wants recurrentActivation to be one of linear, relu, tanh, sigmoid, softplus, softsign, ' +
      'elu, exponential, relu6, leakyRelu, selu, hardSigmoid, hardTanh, celu, logSigmoid, squareplus, ' +
      'sparsePlus, sparseSigmoid, softShrink, hardShrink, got gelu',
  },
  {
    call: make(gru, { units: 2, resetAfter: 'yes' }),
    message: 'gru wants resetAfter to be true or false, got yes',
  },
  {
    call: make(gru, { units: 2, unitForgetBias: true }),
    message:
      "gru has no option 'unitForgetBias': its options are units, activation, " +
      'recurrentActivation, useBias, returnSequences, returnState, goBackwards, ' +
      'zeroOutputForMask, dropout, recurrentDropout, resetAfter, kernelInitializer, recurrentInitializer, ' +
      'biasInitializer, ' +
      'kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, ' +
      'activityRegularizer, recurrentRegularizer, recurrentConstraint, name, trainable',
  },
  {
    call: make(gru, { units: 2, biasInitializer: 'orthonormal' }),
    message: "gru's bias wants an initializer, got 'orthonormal'",
  },
  {
    call: make(dense, { units: 2, useBias: 1 }),
    message: 'dense wants useBias to be true or false, got 1',
  },
  {
    call: make(dense, { units: 2, trainable: 'no' }),
    message: 'dense wants trainable to be true or false, got no',
  },
  {
    call: make(lstm, { units: 2, returnSequence: true }),
    message: "lstm has no option 'returnSequence'",
  },
  {
    call: make(lstm, { units: 2, stateful: true }),
    message:
      "lstm has no option 'stateful': no layer holds state between calls: use model.step, or fit " +
      'with bptt',
  },
  {
    call: make(simpleRnn, { units: 2, unroll: true }),
    message:
      "simpleRnn has no option 'unroll': every pass is unrolled by hand already: leave it out",
  },
  {
    call: make(lstm, { units: 2, goBackwards: 'yes' }),
    message: 'lstm wants goBackwards to be true or false, got yes',
  },
  {
    call: make(gru, { units: 2, returnState: 1 }),
    message: 'gru wants returnState to be true or false, got 1',
  },
  {
    call: make(simpleRnn, { units: 2, zeroOutputForMask: true }),
    message:
      'simpleRnn wants zeroOutputForMask only with returnSequences: true, as the last output is ' +
      'that of the last step that counts: leave it out',
  },
  {
    call: () => rnn(elmanCell(layers)({ units: 2 }), { zeroOutputForMask: true, name: 'own' }),
    message: 'own wants zeroOutputForMask only with returnSequences: true',
  },
  {
    call: make(gru, { units: 2, dropout: 1 }),
    message: 'gru wants dropout in [0, 1), got 1',
  },
  {
    call: make(simpleRnn, { units: 2, recurrentDropout: -0.1 }),
    message: 'simpleRnn wants recurrentDropout in [0, 1), got -0.1',
  },
  {
    call: () => rnn(lstmCell({ units: 2, dropout: 0.1 }), { dropout: 0.2 }),
    message: 'rnn wants dropout once, got it for a cell and for rnn: leave one of them out',
  },
  {
    call: make(peepholeLstm, { units: 2, recurrentDropout: 1 }),
    message: 'peepholeLstm wants recurrentDropout in [0, 1), got 1',
  },
  {
    call: () => rnn(counter, { recurrentDropout: 0.2 }).build('rnn_1', [numbers(null, 2)]),
    message: 'rnn_1 wants a cell with a state h for recurrentDropout, got one whose states are c',
  },
  {
    call: make(bidirectional, {}),
    message: "bidirectional wants the option 'layer'",
  },
  {
    call: make(bidirectional, { layer: dense({ units: 2 }) }),
    message:
      'bidirectional wants layer to be a recurrent layer, such as lstm({ … }) or rnn(cell), got dense',
  },
  {
    call: make(bidirectional, { layer: lstm }),
    message: 'got a function: call it with its options',
  },
  {
    call: make(bidirectional, { layer: 'lstm', name: 'both' }),
    message: 'both wants layer to be a recurrent layer, such as lstm({ … }) or rnn(cell), got lstm',
  },
  {
    call: make(bidirectional, { layer: lstm({ units: 2 }), mergeMode: null }),
    message: 'bidirectional wants mergeMode to be one of concat, sum, mul, ave, none, got null',
  },
  {
    call: make(bidirectional, { layer: lstm({ units: 2, goBackwards: true }) }),
    message: 'bidirectional wants layer with goBackwards: false, got true',
  },
  {
    call: make(bidirectional, { layer: lstm({ units: 2 }), backwardLayer: lstm({ units: 2 }) }),
    message: 'bidirectional wants backwardLayer with goBackwards: true, got false',
  },
  {
    call: make(bidirectional, { layer: lstm({ units: 2 }), backwardLayer: flatten({}) }),
    message: 'bidirectional wants backwardLayer to be a recurrent layer',
  },
  {
    call: make(bidirectional, {
      layer: lstm({ units: 2, returnSequences: true }),
      backwardLayer: gru({ units: 2, goBackwards: true }),
    }),
    message:
      'bidirectional wants layer and backwardLayer with the same returnSequences, got true and false',
  },
  {
    call: make(bidirectional, { layer: lstm({ units: 2, name: 'mine' }) }),
    message:
      "bidirectional wants layer without a name, got 'mine': it is called bidirectional/forward",
  },
  {
    call: make(bidirectional, { layer: lstm({ units: 2, returnState: true }), mergeMode: 'none' }),
    message:
      "bidirectional gives two outputs with mergeMode 'none', and then no states: leave " +
      'returnState out',
  },
  {
    call: make(embedding, { inputDim: 3 }),
    message: "embedding wants the option 'outputDim'",
  },
  {
    call: make(dropout, { rate: 1 }),
    message: 'dropout wants rate in [0, 1), got 1',
  },
  {
    call: make(masking, { maskValue: Number.NaN }),
    message: 'masking wants maskValue to be a finite number, got NaN',
  },
  {
    call: make(input, { shape: [null, -1] }),
    message: 'input wants shape to be a list of sizes or null, got ,-1',
  },
];

describe('an option that cannot be is a ConfigError', () => {
  test.each(OPTIONS)('$message', ({ call, message }) => {
    expect(call).toThrow(ConfigError);
    expect(call).toThrow(message);
  });
});

const INPUTS: readonly {
  readonly layer: Layer;
  readonly input: Signature;
  readonly message: string;
}[] = [
  {
    layer: dense({ units: 2 }),
    input: ids(null),
    message:
      'dense_1 wants [batch, …, features] of numbers, got ids [batch, ?]: put an embedding() ' +
      'before it',
  },
  {
    layer: dense({ units: 2 }),
    input: numbers(3, null),
    message: 'dense_1 wants [batch, …, features] with a known last size, got [batch, 3, ?]',
  },
  {
    layer: lstm({ units: 2 }),
    input: numbers(10),
    message:
      'lstm_1 wants [batch, time, features], got [batch, 10]: give it sequences, of a recurrent ' +
      'layer with returnSequences: true for example',
  },
  {
    layer: gru({ units: 2 }),
    input: ids(null),
    message:
      'gru_1 wants [batch, time, features], got ids [batch, ?]: put an embedding() before it',
  },
  {
    layer: bidirectional({
      layer: lstm({ units: 2 }),
      backwardLayer: lstm({ units: 3, goBackwards: true }),
      mergeMode: 'sum',
    }),
    input: numbers(null, 5),
    message:
      "bidirectional_1 wants outputs of one size for mergeMode 'sum', got forward [batch, 2] and " +
      'backward [batch, 3]',
  },
  {
    layer: bidirectional({ layer: lstm({ units: 2 }) }),
    input: ids(null),
    message:
      'bidirectional_1/forward wants [batch, time, features], got ids [batch, ?]: put an ' +
      'embedding() before it',
  },
  {
    layer: simpleRnn({ units: 2 }),
    input: numbers(3, 4, 5),
    message: 'simpleRnn_1 wants [batch, time, features], got [batch, 3, 4, 5]',
  },
  {
    layer: rnn([lstmCell({ units: 2 }), elmanCell(layers)({ units: 2 })]),
    input: numbers(4),
    message:
      'rnn_1 wants [batch, time, features], got [batch, 4]: give it sequences, of a recurrent layer ' +
      'with returnSequences: true for example',
  },
  {
    layer: rnn(elmanCell(layers)({ units: 2 })),
    input: numbers(4, null),
    message: 'rnn_1 wants [batch, time, features] with a known last size, got [batch, 4, ?]',
  },
  {
    layer: embedding({ inputDim: 3, outputDim: 2 }),
    input: numbers(null),
    message: 'embedding_1 wants ids [batch, time] or [batch], got numbers [batch, ?]',
  },
  {
    layer: embedding({ inputDim: 3, outputDim: 2 }),
    input: ids(null, 2),
    message: 'embedding_1 wants ids [batch, time] or [batch], got ids [batch, ?, 2]',
  },
  {
    layer: masking({}),
    input: ids(null),
    message: 'masking_1 wants [batch, time, features] of numbers, got ids [batch, ?]',
  },
  {
    layer: dropout({ rate: 0.5 }),
    input: ids(null),
    message: 'dropout_1 wants [batch, …, features] of numbers, got ids [batch, ?]',
  },
  {
    layer: flatten({}),
    input: numbers(null, 3),
    message: 'flatten_1 wants an input whose sizes are all known, got [batch, ?, 3]',
  },
  {
    layer: input({ shape: [null, 8] }),
    input: numbers(null, 7),
    message: 'input_1 wants numbers [batch, ?, 8], got numbers [batch, ?, 7]',
  },
];

describe('an input that a layer cannot take is a ShapeError when it is built', () => {
  test.each(INPUTS)('$message', ({ layer, input, message }) => {
    const build = () => layer.build(`${layer.kind}_1`, [input]);
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });
});

const f64 = (...shape: readonly number[]): Value => ({ data: zeros([...shape], 'float64') });

const RUNS: readonly {
  readonly layer: Layer;
  readonly built: Signature;
  readonly inputs: readonly Value[];
  readonly message: string;
}[] = [
  {
    layer: lstm({ units: 3 }),
    built: numbers(null, 2),
    inputs: [f64(4, 2)],
    message: 'lstm_1 wants [batch, time, features], got [4, 2]',
  },
  {
    layer: lstm({ units: 3 }),
    built: numbers(null, 2),
    inputs: [f64(4, 5, 2), f64(4, 1, 3)],
    message: 'lstm_1 wants states [batch, units], got [4, 1, 3]',
  },
  {
    layer: projectedLstm({ units: 3, projection: 2 }),
    built: numbers(null, 2),
    inputs: [f64(4, 5, 2), f64(4, 3)],
    message: 'projectedLstm wants h0 [4, 2], got [4, 3]',
  },
  {
    layer: gru({ units: 3 }),
    built: numbers(null, 2),
    inputs: [f64(4, 5, 2), f64(3, 3)],
    message: 'gru wants h0 [4, 3], got [3, 3]',
  },
  {
    layer: embedding({ inputDim: 3, outputDim: 2 }),
    built: ids(null),
    inputs: [f64(4, 5)],
    message: 'embedding_1 wants ids (whole numbers), got numbers [4, 5]',
  },
  {
    layer: dense({ units: 3 }),
    built: numbers(2),
    inputs: [{ data: new View<2, Int32Array>(new Int32Array(8), [4, 2]) }],
    message: 'dense_1 wants numbers, got ids [4, 2]: put an embedding() before it',
  },
  {
    layer: dense({ units: 3 }),
    built: numbers(2),
    inputs: [],
    message: 'dense_1 wants an input, got none',
  },
  {
    layer: rnn(elmanCell(layers)({ units: 3 })),
    built: numbers(null, 2),
    inputs: [f64(4, 5, 2), f64(4)],
    message: 'rnn_1 wants [batch, size], got [4]',
  },
];

describe('a value that does not fit is a ShapeError when the layer runs', () => {
  test.each(RUNS)('$message', ({ layer, built: signature, inputs, message }) => {
    const built = layer.build(`${layer.kind}_1`, [signature]);
    const store = new WeightStore(built.weights, 0, 'float64');
    const begin = () => built.begin(store, inputs, contextOf(referenceCompute('float64'), '', 0));
    expect(begin).toThrow(ShapeError);
    expect(begin).toThrow(message);
  });
});
