// Longer than others: a table of whole models, each with its data.
import * as room from 'unrolled';
import {
  activation,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  additiveAttention,
  attention,
  bidirectional,
  binaryCrossentropy,
  type CompileOptions,
  categoricalCrossentropy,
  type Dtype,
  decodeModel,
  dense,
  dropout,
  embedding,
  encodeModel,
  type FitOptions,
  flatten,
  ftrl,
  gru,
  input,
  type Layer,
  lion,
  lstm,
  Model,
  type ModelData,
  masking,
  multiHeadAttention,
  nadam,
  type Optimizer,
  polynomialDecay,
  type Random,
  randomStream,
  rmsprop,
  rnn,
  sgd,
  simpleRnn,
  sparseCategoricalCrossentropy,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { elmanCell, lstmCell } from '../layers/cells.ts';
import { branches } from '../layers/composites.ts';
import { selfAttending } from '../layers/selfAttending.ts';
import { expectBits } from '../math/closeness.ts';
import { numbersIn, weightsOf } from './numbersIn.ts';

interface Case {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly compile: CompileOptions;
  /** A batch for each training step. */
  readonly batch: (random: Random, step: number) => readonly [x: ModelData, y: ModelData];
}

// Odd sizes, which differ from step to step.
const sizes = (step: number): { B: number; T: number } => ({
  B: [5, 1, 3][step % 3]!,
  T: [7, 11, 2, 1][step % 4]!,
});

const lists = <T>(length: number, make: (i: number) => T): T[] =>
  Array.from({ length }, (_, i) => make(i));

/** Tokens and the tokens to be said, the rows as long as each other, 0 being padding. */
function tokens(V: number, targets = V) {
  return (random: Random, step: number): [number[][], number[][]] => {
    const { B, T } = sizes(step);
    const draw = (below: number) => lists(B, () => lists(T, () => random.integer(below)));
    return [draw(V), draw(targets)];
  };
}

/** Rows of sequences of different lengths, some steps of them all 0, and numbers for each row. */
function sequences(features: number, outputs: (random: Random) => number[]) {
  return (random: Random, step: number): [number[][][], number[][]] => {
    const { B, T } = sizes(step);
    const one = () => lists(features, () => random.normal());
    const padding = () => lists(features, () => 0);
    const row = (b: number) =>
      lists(Math.max(1, T - b), () => (random.integer(4) === 0 ? padding() : one()));
    return [lists(B, row), lists(B, () => outputs(random))];
  };
}

const normals = (count: number) => (random: Random) => lists(count, () => random.normal());
const bits = (count: number) => (random: Random) => lists(count, () => random.integer(2));

const CASES: readonly Case[] = [
  {
    name: 'two LSTMs on a small table with padding, Adam, global norm',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 19, outputDim: 13, maskZero: true }),
      lstm({ units: 17, returnSequences: true }),
      dropout({ rate: 0.2 }),
      lstm({ units: 9, returnSequences: true }),
      dense({ units: 19 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.01, globalClipNorm: 0.3 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy', 'perplexity'],
    },
    batch: tokens(19),
  },
  {
    name: 'an LSTM on a table larger than the batch, centered RMSprop with momentum',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 101, outputDim: 6 }),
      lstm({ units: 10, returnSequences: true }),
      dense({ units: 5, activation: 'softmax' }),
    ],
    compile: {
      optimizer: rmsprop({ learningRate: 0.01, centered: true, momentum: 0.8, clipNorm: 0.2 }),
      loss: sparseCategoricalCrossentropy({ ignoreClass: 3 }),
    },
    batch: tokens(101, 5),
  },
  {
    name: 'a SimpleRNN on a table of three rows, Nesterov momentum, clipped values',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 3, outputDim: 5 }),
      simpleRnn({ units: 33, returnSequences: true }),
      simpleRnn({ units: 1, activation: 'softsign', returnSequences: true }),
      dense({ units: 4, activation: 'elu', useBias: false }),
    ],
    compile: {
      optimizer: sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true, clipValue: 0.01 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(3, 4),
  },
  {
    name: 'marked padding, a SimpleRNN and an LSTM of unusual activations, AMSGrad',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      simpleRnn({ units: 6, activation: 'relu', returnSequences: true, useBias: false }),
      lstm({ units: 7, activation: 'softplus', recurrentActivation: 'softsign' }),
      dense({ units: 4, activation: 'sigmoid' }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.02, amsgrad: true }),
      loss: binaryCrossentropy({ labelSmoothing: 0.1 }),
      metrics: ['accuracy'],
    },
    batch: sequences(3, bits(4)),
  },
  {
    name: "an LSTM of kinked activations, without bias, after a user's cell, plain SGD",
    layers: [
      input({ shape: [null, 4] }),
      rnn(elmanCell(room)({ units: 5 }), { returnSequences: true }),
      dropout({ rate: 0.3 }),
      lstm({ units: 3, activation: 'elu', recurrentActivation: 'tanh', useBias: false }),
      dense({ units: 2 }),
    ],
    compile: {
      optimizer: sgd({ learningRate: 0.1, globalClipNorm: 0.5 }),
      loss: 'meanSquaredError',
      metrics: ['meanAbsoluteError'],
    },
    batch: sequences(4, normals(2)),
  },
  {
    name: 'two GRUs on a small table with padding, Adam, global norm',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 19, outputDim: 13, maskZero: true }),
      gru({ units: 17, returnSequences: true }),
      gru({ units: 9, returnSequences: true, resetAfter: false }),
      dense({ units: 19 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.01, globalClipNorm: 0.3 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy', 'perplexity'],
    },
    batch: tokens(19),
  },
  {
    name: 'marked padding, GRUs of unusual activations and of one unit, without bias, RMSprop',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      gru({
        units: 33,
        activation: 'relu',
        recurrentActivation: 'softsign',
        returnSequences: true,
      }),
      gru({ units: 1, resetAfter: false, useBias: false, returnSequences: true }),
      gru({ units: 6, useBias: false }),
      dense({ units: 2 }),
    ],
    compile: {
      optimizer: rmsprop({ learningRate: 0.01, clipNorm: 0.1 }),
      loss: 'meanSquaredError',
    },
    batch: sequences(3, normals(2)),
  },
  {
    name: 'recurrent layers that go backwards, zeros for masked steps, on a small table',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      lstm({ units: 6, returnSequences: true, goBackwards: true }),
      gru({ units: 5, returnSequences: true, goBackwards: true, zeroOutputForMask: true }),
      simpleRnn({ units: 4, returnSequences: true, zeroOutputForMask: true }),
      rnn(lstmCell(room)({ units: 3 }), { returnSequences: true, goBackwards: true }),
      dense({ units: 9 }),
    ],
    compile: {
      optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(9),
  },
  {
    name: 'heads with a context on padding, weights dropped, RMSprop',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 9, outputDim: 6, maskZero: true }),
      room.positionalEmbedding({ maxLength: 12 }),
      room.positionalEmbedding({ maxLength: 12, encoding: 'sinusoidal' }),
      multiHeadAttention({
        ...{ numHeads: 3, keyDim: 5, valueDim: 7, outputShape: 11, dropout: 0.2 },
        ...{ useCausalMask: true, contextLength: 13 },
      }),
      multiHeadAttention({ numHeads: 2, keyDim: 4, useBias: false }),
      dense({ units: 9 }),
    ],
    compile: {
      optimizer: rmsprop({ learningRate: 0.01, globalClipNorm: 0.05 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(9),
  },
  {
    name: 'dropout within recurrent layers, on a small table',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      lstm({ units: 5, returnSequences: true, dropout: 0.2, recurrentDropout: 0.3 }),
      gru({ units: 6, returnSequences: true, recurrentDropout: 0.3 }),
      gru({ units: 4, returnSequences: true, resetAfter: false, recurrentDropout: 0.2 }),
      room.layerNormLstm({ units: 5, returnSequences: true, recurrentDropout: 0.2 }),
      room.peepholeLstm({ units: 3, returnSequences: true, recurrentDropout: 0.2 }),
      room.projectedLstm({ units: 5, projection: 3, returnSequences: true, recurrentDropout: 0.2 }),
      bidirectional({
        layer: simpleRnn({ units: 3, returnSequences: true, dropout: 0.1, recurrentDropout: 0.2 }),
      }),
      rnn(lstmCell(room)({ units: 3 }), {
        returnSequences: true,
        dropout: 0.1,
        recurrentDropout: 0.4,
      }),
      dense({ units: 9 }),
    ],
    compile: {
      optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(9),
  },
  {
    name: 'bidirectional layers, merged in several ways, on a small table',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      bidirectional({ layer: lstm({ units: 5, returnSequences: true }) }),
      bidirectional({ layer: gru({ units: 4, returnSequences: true }), mergeMode: 'mul' }),
      bidirectional({ layer: simpleRnn({ units: 3, returnSequences: true }), mergeMode: 'ave' }),
      dense({ units: 9 }),
    ],
    compile: {
      optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(9),
  },
  {
    name: 'two transformer blocks on padding, Adam, global norm',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 9, outputDim: 12, maskZero: true }),
      room.positionalEmbedding({ maxLength: 11 }),
      room.transformerBlock({
        ...{ numHeads: 3, intermediateDim: 17, contextLength: 11, dropout: 0.1 },
      }),
      room.transformerBlock({ numHeads: 2, intermediateDim: 9, contextLength: 13 }),
      room.layerNormalization(),
      dense({ units: 9 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.01, globalClipNorm: 0.3 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(9),
  },
  {
    name: 'dot-product and additive attention with scales, on padding, momentum',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      selfAttending(room, attention({ useScale: true, useCausalMask: true, dropout: 0.1 })),
      selfAttending(room, additiveAttention()),
      gru({ units: 5 }),
      dense({ units: 2 }),
    ],
    compile: { optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }), loss: 'meanSquaredError' },
    batch: sequences(3, normals(2)),
  },
  {
    name: 'marked padding, normalized steps before and after a GRU, Adam',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      dense({ units: 9 }),
      room.layerNormalization(),
      gru({ units: 5, returnSequences: true }),
      room.layerNormalization({ scale: false, center: false }),
      gru({ units: 4 }),
      dense({ units: 2 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.02, clipNorm: 0.1 }),
      loss: 'meanSquaredError',
    },
    batch: sequences(3, normals(2)),
  },
  {
    name: 'marked padding, two branches merged in every way, and their sequences joined, Adam',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      ...[
        room.add(),
        room.multiply(),
        room.average(),
        room.maximum(),
        room.subtract(),
        room.minimum(),
        room.concatenate(),
      ].map((join) => branches(room, join, dense({ units: 5 }), dense({ units: 5 }))),
      branches(room, room.concatenate({ axis: 1 }), dense({ units: 3 }), dense({ units: 3 })),
      gru({ units: 4 }),
      dense({ units: 2 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.02, clipNorm: 0.1 }),
      loss: 'meanSquaredError',
    },
    batch: sequences(3, normals(2)),
  },
  {
    name: 'marked padding, pooled, repeated and laid out anew, Adam',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      dense({ units: 6 }),
      room.reshape({ targetShape: [-1, 2, 3] }),
      room.permute({ dims: [1, 3, 2] }),
      room.reshape({ targetShape: [-1, 6] }),
      branches(
        room,
        room.add(),
        room.globalAveragePooling1d(),
        room.globalMaxPooling1d({ name: 'peak' }),
      ),
      room.repeatVector({ n: 3 }),
      gru({ units: 4 }),
      dense({ units: 2 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.02, clipNorm: 0.1 }),
      loss: 'meanSquaredError',
    },
    batch: sequences(3, normals(2)),
  },
  {
    name: 'a layer on each step, dropout on each, marked padding, Adam',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      room.timeDistributed({ layer: dense({ units: 9, activation: 'tanh' }) }),
      room.timeDistributed({ layer: dropout({ rate: 0.3 }) }),
      gru({ units: 5 }),
      dense({ units: 2 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.02, clipNorm: 0.1 }),
      loss: 'meanSquaredError',
    },
    batch: sequences(3, normals(2)),
  },
  {
    name: 'convolutions of every padding on short rows, RMSprop',
    layers: [
      input({ shape: [null, 3] }),
      room.conv1d({ filters: 9, kernelSize: 3, padding: 'causal', dilationRate: 2 }),
      room.conv1d({ filters: 5, kernelSize: 3, padding: 'same', strides: 2, activation: 'relu' }),
      room.conv1d({ filters: 17, kernelSize: 2, useBias: false }),
      room.globalAveragePooling1d(),
      dense({ units: 2 }),
    ],
    compile: {
      optimizer: rmsprop({ learningRate: 0.01, clipNorm: 0.1 }),
      loss: 'meanSquaredError',
    },
    batch: sequences(3, normals(2)),
  },
  {
    name: "a user's LSTM cell on a table, momentum",
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      rnn(lstmCell(room)({ units: 3 }), { returnSequences: true }),
      dense({ units: 9 }),
    ],
    compile: {
      optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(9),
  },
  {
    name: 'variants of the LSTM on a small table with padding, Adam',
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 13, outputDim: 5, maskZero: true }),
      room.layerNormLstm({ units: 17, returnSequences: true }),
      room.projectedLstm({ units: 11, projection: 6, returnSequences: true }),
      room.peepholeLstm({ units: 9, peepholeInitializer: 'randomNormal', returnSequences: true }),
      dense({ units: 13 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.01, globalClipNorm: 0.3 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(13),
  },
  {
    name: 'variants of the LSTM, their last outputs, without bias, kinked, RMSprop',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      room.peepholeLstm({ units: 1, useBias: false, returnSequences: true }),
      room.projectedLstm({ units: 5, projection: 9, activation: 'elu', returnSequences: true }),
      room.layerNormLstm({ units: 6, useBias: false, recurrentActivation: 'softsign' }),
      dense({ units: 2 }),
    ],
    compile: { optimizer: rmsprop({ learningRate: 0.01 }), loss: 'meanSquaredError' },
    batch: sequences(3, normals(2)),
  },
  {
    name: "a stack of built-in cells and a user's on a small table, Adam",
    layers: [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      rnn(
        [
          room.lstmCell({ units: 7 }),
          elmanCell(room)({ units: 5 }),
          room.gruCell({ units: 3, resetAfter: false }),
          room.simpleRnnCell({ units: 6 }),
        ],
        { returnSequences: true },
      ),
      dense({ units: 9 }),
    ],
    compile: {
      optimizer: adam({ learningRate: 0.01 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    batch: tokens(9),
  },
  {
    name: 'every activation, one after the other, plain RMSprop',
    layers: [
      input({ shape: [5] }),
      ...(['relu', 'tanh', 'sigmoid', 'softplus', 'softsign', 'elu', 'exponential'] as const).map(
        (name, i) => dense({ units: 11 + i, activation: name }),
      ),
      ...(['celu', 'logSigmoid', 'squareplus', 'sparsePlus', 'sparseSigmoid'] as const).map(
        (name) => dense({ units: 6, activation: name }),
      ),
      ...(['softShrink', 'hardShrink', 'hardSilu', 'tanhShrink'] as const).map((name) =>
        dense({ units: 6, activation: name, biasInitializer: 'ones' }),
      ),
      dense({ units: 12, activation: 'logSoftmax' }),
      dense({ units: 12, activation: 'sparsemax' }),
      room.glu(),
      room.prelu({ alphaInitializer: 'ones' }),
      room.relu({ maxValue: 3, negativeSlope: 0.1 }),
      room.leakyRelu(),
      room.elu({ alpha: 0.5 }),
      activation({ activation: 'softmax' }),
      dense({ units: 6, activation: 'linear' }),
    ],
    compile: {
      optimizer: rmsprop({ learningRate: 0.01 }),
      loss: categoricalCrossentropy({ labelSmoothing: 0.2 }),
    },
    batch: (random, step) => {
      const { B } = sizes(step);
      return [
        lists(B, () => lists(5, () => random.normal())),
        lists(B, () => lists(6, (j) => (j === step % 6 ? 1 : 0))),
      ];
    },
  },
  {
    name: 'ids without time, a frozen table, flattened sequences, plain Adam',
    layers: [
      input({ shape: [4], dtype: 'int32' }),
      embedding({ inputDim: 7, outputDim: 3, trainable: false }),
      simpleRnn({ units: 8, returnSequences: true }),
      flatten({}),
      dense({ units: 3, activation: 'tanh' }),
    ],
    compile: { optimizer: adam({ learningRate: 0.05, clipNorm: 0.1 }), loss: 'meanSquaredError' },
    batch: (random, step) => {
      const { B } = sizes(step);
      return [
        lists(B, () => lists(4, () => random.integer(7))),
        lists(B, () => lists(3, () => random.normal())),
      ];
    },
  },
  ...optimizers().map(
    ([name, optimizer]): Case => ({
      name: `an LSTM, ${name}`,
      layers: [
        input({ shape: [null], dtype: 'int32' }),
        embedding({ inputDim: 19, outputDim: 3, sparseGradients: !name.includes('batches') }),
        lstm({ units: 7, returnSequences: true }),
        dense({ units: 5 }),
      ],
      compile: { optimizer, loss: 'sparseCategoricalCrossentropy' },
      batch: tokens(19, 5),
    }),
  ),
];

function optimizers(): readonly (readonly [name: string, optimizer: Optimizer])[] {
  const fall = { initialLearningRate: 0.1, decaySteps: 7, power: 1.5 };
  return [
    ['Adagrad', adagrad({ learningRate: 0.1 })],
    ['Adadelta', adadelta({ learningRate: 1 })],
    ['Adamax', adamax({ learningRate: 0.01 })],
    ['Nadam', nadam({ learningRate: 0.01 })],
    ['FTRL', ftrl({ learningRate: 0.1, l1RegularizationStrength: 0.001 })],
    ['Lion, the rate falling', lion({ learningRate: polynomialDecay(fall) })],
    [
      'AdamW without the biases, averages',
      adamw({ learningRate: 0.01, useEma: true, excludeFromWeightDecay: ['bias'] }),
    ],
    ['SGD, three batches an update', sgd({ learningRate: 0.1, gradientAccumulationSteps: 3 })],
  ];
}

/** All bits that ten training steps leave: losses, norms, states, weights, what the optimizer knows. */
function trained(
  { layers, compile, batch }: Case,
  kernels: 'auto' | 'reference',
  dtype: Dtype,
): number[] {
  const model = new Model(layers, { seed: 7, kernels, dtype });
  model.compile(compile);
  const random = randomStream('batches');
  const seen: number[] = [];
  let anyClipped = false;
  for (let step = 0; step < 10; step++) {
    const { loss, gradientNorm, clipped, state } = model.trainOnBatch(...batch(random, step));
    seen.push(loss, gradientNorm, ...numbersIn(Object.values(state)));
    anyClipped ||= clipped;
  }
  expect(anyClipped).toBe(model.compiled?.optimizer.clipping !== undefined);
  const slots = Object.values(model.optimizerState?.slots ?? {}).flat();
  return [...seen, ...weightsOf(model), ...numbersIn(slots)];
}

describe('ten training steps leave the same bits with the kernels in WebAssembly and the reference', () => {
  test.each(CASES)('$name', (one) => {
    for (const dtype of ['float32', 'float64'] as const) {
      const expected = trained(one, 'reference', dtype);
      expect(expected.every(Number.isFinite)).toBe(true);
      expectBits(trained(one, 'auto', dtype), expected, `what is left in ${dtype}`);
    }
  });
});

const [first] = CASES;

/** Trains the first of them by `fit`, on 13 rows. */
async function fitted(kernels: 'auto' | 'reference', options: FitOptions): Promise<Model> {
  const model = new Model(first!.layers, { seed: 4, kernels });
  model.compile(first!.compile);
  const random = randomStream('rows');
  const rows = () => lists(13, () => lists(9, () => random.integer(19)));
  await model.fit(rows(), rows(), { batchSize: 5, epochs: 2, ...options });
  return model;
}

describe('fit leaves the same bits with either kernels', () => {
  test.each<[string, FitOptions]>([
    ['on whole sequences', {}],
    ['on windows of time', { bptt: { steps: 4 } }],
    ['in shards', { shards: 3 }],
  ])('%s', async (_, options) => {
    const reference = weightsOf(await fitted('reference', options));
    expectBits(weightsOf(await fitted('auto', options)), reference, 'the weights');
  });
});

describe('a saved model', () => {
  test('is the same file with either kernels', async () => {
    expect(encodeModel(await fitted('auto', {}))).toEqual(
      encodeModel(await fitted('reference', {})),
    );
  });

  test('gives the same bits when it is loaded for either kernels', async () => {
    const bytes = encodeModel(await fitted('auto', {}));
    const ids = [[3, 1, 4, 1, 5]];
    const fast = await decodeModel(bytes, { kernels: 'auto' }).model.predict(ids);
    const plain = await decodeModel(bytes, { kernels: 'reference' }).model.predict(ids);
    expectBits(fast.data, plain.data, 'the prediction');
  });
});
