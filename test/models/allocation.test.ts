import * as room from 'unrolled';
import {
  adam,
  additiveAttention,
  attention,
  type CompileOptions,
  dense,
  dropout,
  embedding,
  type FitOptions,
  gru,
  input,
  type Layer,
  lstm,
  Model,
  type ModelData,
  masking,
  multiHeadAttention,
  randomStream,
  rmsprop,
  rnn,
  sgd,
  simpleRnn,
} from 'unrolled';
import { afterEach, describe, expect, test } from 'vitest';
import { elmanCell } from '../layers/cells.ts';
import { branches } from '../layers/composites.ts';
import { selfAttending } from '../layers/selfAttending.ts';
import { type ArrayCount, countArrays } from './countArrays.ts';

let counting: ArrayCount | undefined;

afterEach(() => {
  counting?.stop();
  counting = undefined;
});

test('the count sees every way to make an array, a view or a buffer', () => {
  const array = new Float64Array(4);
  counting = countArrays();
  const ways: [() => object, string[]][] = [
    [() => new Float32Array(2), ['Float32Array']],
    [() => new Float32Array(array.buffer, 8, 2), ['Float32Array']],
    [() => Int32Array.from([1, 2]), ['Int32Array']],
    [() => Uint8Array.of(1), ['Uint8Array']],
    [() => array.subarray(1, 2), ['subarray']],
    [() => array.slice(), ['slice']],
    [() => array.buffer.slice(0), ['slice']],
    [() => array.map((x) => x), ['map']],
    [() => new ArrayBuffer(8), ['ArrayBuffer']],
    [() => new DataView(array.buffer), ['DataView']],
    [() => array.fill(1), []],
  ];
  for (const [make, expected] of ways) {
    make();
    expect(counting.made()).toEqual(expected);
  }
  counting.stop();
  expect(new Float32Array(1)).toBeInstanceOf(Float32Array);
  expect(counting.made()).toEqual([]);
});

interface Case {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly compile: CompileOptions;
  readonly x: ModelData;
  readonly y: ModelData;
  readonly options?: FitOptions;
}

const ROWS = 7;
const T = 10;
const random = randomStream('rows');
const lists = <A>(length: number, make: (i: number) => A): A[] =>
  Array.from({ length }, (_, i) => make(i));
const tokens = (V: number) => lists(ROWS, () => lists(T, () => random.integer(V)));
const raggedTokens = (V: number) => lists(ROWS, (row) => lists(T - row, () => random.integer(V)));
const sequences = (N: number) => lists(ROWS, () => lists(T, () => lists(N, random.normal)));
const numbers = (N: number) => lists(ROWS, () => lists(N, random.normal));
const ids = input({ shape: [null], dtype: 'int32' });

const CASES: readonly Case[] = [
  {
    name: 'two LSTMs on a small table with padding and dropout, Adam, global norm, metrics',
    layers: [
      ids,
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      lstm({ units: 5, returnSequences: true }),
      dropout({ rate: 0.3 }),
      lstm({ units: 3, returnSequences: true }),
      dense({ units: 9 }),
    ],
    compile: {
      optimizer: adam({ globalClipNorm: 0.1, amsgrad: true }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy', 'perplexity'],
    },
    x: raggedTokens(9),
    y: raggedTokens(9),
  },
  {
    name: 'variants of the LSTM with padding, Adam',
    layers: [
      ids,
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      room.layerNormLstm({ units: 5, returnSequences: true, recurrentDropout: 0.2 }),
      room.peepholeLstm({ units: 3, returnSequences: true }),
      room.projectedLstm({ units: 4, projection: 3, returnSequences: true }),
      dense({ units: 9 }),
    ],
    compile: { optimizer: adam({}), loss: 'sparseCategoricalCrossentropy' },
    x: raggedTokens(9),
    y: raggedTokens(9),
  },
  {
    name: "a stack of built-in cells and a user's, SGD",
    layers: [
      ids,
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      rnn(
        [room.lstmCell({ units: 5 }), elmanCell(room)({ units: 3 }), room.gruCell({ units: 2 })],
        {
          returnSequences: true,
        },
      ),
      dense({ units: 9 }),
    ],
    compile: { optimizer: sgd({}), loss: 'sparseCategoricalCrossentropy' },
    x: raggedTokens(9),
    y: raggedTokens(9),
  },
  {
    name: 'a bidirectional LSTM and a GRU with dropout within sequences, SGD',
    layers: [
      ids,
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      room.bidirectional({
        layer: lstm({ units: 3, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2 }),
      }),
      gru({ units: 5, returnSequences: true, goBackwards: true, recurrentDropout: 0.2 }),
      dense({ units: 9 }),
    ],
    compile: { optimizer: sgd({}), loss: 'sparseCategoricalCrossentropy' },
    x: raggedTokens(9),
    y: raggedTokens(9),
  },
  {
    name: 'a GRU on a table larger than a batch, SGD with momentum, values clipped',
    layers: [
      ids,
      embedding({ inputDim: 50, outputDim: 4 }),
      gru({ units: 5, returnSequences: true }),
      dense({ units: 50, activation: 'softmax' }),
    ],
    compile: {
      optimizer: sgd({ momentum: 0.9, nesterov: true, clipValue: 0.01 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    x: tokens(50),
    y: tokens(50),
  },
  {
    name: 'a sparse table, Adam, norm of each weight',
    layers: [
      ids,
      embedding({ inputDim: 50, outputDim: 4, sparseGradients: true }),
      simpleRnn({ units: 5, returnSequences: true }),
      dense({ units: 50 }),
    ],
    compile: { optimizer: adam({ clipNorm: 0.1 }), loss: 'sparseCategoricalCrossentropy' },
    x: tokens(50),
    y: tokens(50),
  },
  {
    name: 'normalized steps, merged and side by side, SGD',
    layers: [
      input({ shape: [null, 3] }),
      room.layerNormalization(),
      branches(room, room.multiply(), dense({ units: 3 }), masking({ maskValue: 5 })),
      branches(room, room.concatenate(), dense({ units: 2 }), masking({ maskValue: 5 })),
      dense({ units: 8, activation: 'logSoftmax' }),
      dense({ units: 8, activation: 'sparsemax' }),
      room.glu(),
      room.prelu({ sharedAxes: [1] }),
      room.relu({ negativeSlope: 0.1 }),
      room.elu(),
      dense({ units: 2 }),
    ],
    compile: { optimizer: sgd({ globalClipNorm: 1 }), loss: 'meanSquaredError' },
    x: sequences(3),
    y: sequences(2),
  },
  {
    name: 'a layer on each step of padded rows, SGD',
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      room.timeDistributed({ layer: dense({ units: 2, activation: 'tanh' }) }),
    ],
    compile: { optimizer: sgd({ globalClipNorm: 0.01 }), loss: 'meanSquaredError' },
    x: sequences(3),
    y: sequences(2),
  },
  {
    name: 'convolutions, SGD',
    layers: [
      input({ shape: [null, 3] }),
      room.conv1d({ filters: 3, kernelSize: 3, padding: 'causal', activation: 'tanh' }),
      room.conv1d({ filters: 2, kernelSize: 2, strides: 2 }),
      room.globalMaxPooling1d(),
    ],
    compile: { optimizer: sgd({ globalClipNorm: 0.01 }), loss: 'meanSquaredError' },
    x: sequences(3),
    y: numbers(2),
  },
  {
    name: 'pooled, repeated and laid out anew, SGD',
    layers: [
      input({ shape: [null, 4] }),
      room.reshape({ targetShape: [-1, 2, 2] }),
      room.permute({ dims: [1, 3, 2] }),
      room.reshape({ targetShape: [-1, 4] }),
      branches(room, room.add(), room.globalAveragePooling1d(), room.globalMaxPooling1d()),
      room.repeatVector({ n: 3 }),
      simpleRnn({ units: 2 }),
    ],
    compile: { optimizer: sgd({ globalClipNorm: 0.01 }), loss: 'meanSquaredError' },
    x: sequences(4),
    y: numbers(2),
  },
  {
    name: 'the other merges, side by side, activated and laid flat, SGD',
    layers: [
      input({ shape: [T, 3] }),
      branches(room, room.subtract(), dense({ units: 3 }), room.layerNormalization()),
      branches(room, room.average(), dense({ units: 3 }), room.activation({ activation: 'gelu' })),
      branches(room, room.maximum(), dense({ units: 3 }), room.activation({ activation: 'silu' })),
      branches(
        room,
        room.minimum(),
        dense({ units: 3 }),
        room.activation({ activation: 'softmax' }),
      ),
      room.flatten(),
      dense({ units: 2, activation: 'mish' }),
    ],
    compile: { optimizer: sgd({ globalClipNorm: 1 }), loss: 'meanSquaredError' },
    x: sequences(3),
    y: numbers(2),
  },
  {
    name: "marked padding and a user's cell, centered RMSprop with momentum",
    layers: [
      input({ shape: [null, 3] }),
      masking({}),
      rnn(elmanCell(room)({ units: 4 }), { returnSequences: true }),
      gru({ units: 3, resetAfter: false }),
      dense({ units: 2, activation: 'tanh' }),
    ],
    compile: {
      optimizer: rmsprop({ centered: true, momentum: 0.5 }),
      loss: 'meanSquaredError',
      metrics: ['meanAbsoluteError'],
    },
    x: sequences(3),
    y: numbers(2),
  },
  {
    name: 'attention of every kind on padding, weights dropped, plain Adam',
    layers: [
      ids,
      embedding({ inputDim: 9, outputDim: 4, maskZero: true }),
      room.positionalEmbedding({ maxLength: 12 }),
      room.transformerBlock({ numHeads: 2, intermediateDim: 5, contextLength: 12, dropout: 0.1 }),
      multiHeadAttention({ numHeads: 2, keyDim: 3, useCausalMask: true, contextLength: 12 }),
      multiHeadAttention({ numHeads: 2, keyDim: 3, dropout: 0.2 }),
      selfAttending(room, attention({ useScale: true })),
      selfAttending(room, additiveAttention({ dropout: 0.2 })),
      dense({ units: 9 }),
    ],
    compile: { optimizer: adam(), loss: 'sparseCategoricalCrossentropy' },
    x: raggedTokens(9),
    y: raggedTokens(9),
  },
  {
    name: 'a sigmoid, plain RMSprop',
    layers: [
      input({ shape: [null, 3] }),
      lstm({ units: 4, activation: 'softplus' }),
      dense({ units: 2, activation: 'sigmoid' }),
    ],
    compile: { optimizer: rmsprop(), loss: 'binaryCrossentropy' },
    x: sequences(3),
    y: lists(ROWS, () => lists(2, () => random.integer(2))),
  },
];

/** What is made within the training steps of a fit, after its first epoch; batches are of 3, 3 and 1. */
async function madeInFit(
  { layers, compile, x, y }: Case,
  how: { readonly kernels: 'auto' | 'reference'; readonly dtype: 'float32' | 'float64' },
  options: FitOptions,
): Promise<{ readonly steps: number; readonly made: readonly string[] }> {
  const model = new Model(layers, { seed: 1, ...how });
  model.compile(compile);
  const count = countArrays();
  counting = count;
  const made: string[] = [];
  let epoch = 0;
  let steps = 0;
  await model.fit(x, y, {
    epochs: 40,
    batchSize: 3,
    yieldEvery: 1e9,
    ...options,
    callbacks: [
      {
        onEpochBegin(now) {
          epoch = now;
        },
        onTrainBatchBegin() {
          count.made();
        },
        onTrainBatchEnd() {
          if (epoch === 0) return;
          made.push(...count.made());
          steps++;
        },
      },
    ],
  });
  return { steps, made };
}

const HOWS = [
  { kernels: 'auto', dtype: 'float32' },
  { kernels: 'auto', dtype: 'float64' },
  { kernels: 'reference', dtype: 'float32' },
] as const;

describe.each(CASES)('training $name makes no array after the first of its shape', (one) => {
  test.each(HOWS)('in $dtype, kernels $kernels', async (how) => {
    const { steps, made } = await madeInFit(one, how, {});
    expect(steps).toBeGreaterThan(100);
    expect(made).toEqual([]);
  });
});

describe('neither does it', () => {
  const how = { kernels: 'auto', dtype: 'float32' } as const;

  test('in windows of time, whose states are carried on', async () => {
    const { steps, made } = await madeInFit(CASES[0]!, how, { bptt: { steps: 4 } });
    expect(steps).toBeGreaterThan(300);
    expect(made).toEqual([]);
  });

  test('in shards', async () => {
    const { steps, made } = await madeInFit(CASES[0]!, how, { shards: 2 });
    expect(steps).toBeGreaterThan(100);
    expect(made).toEqual([]);
  });
});

describe('trainOnBatch, which reads lists and returns states that its caller owns,', () => {
  test.each([
    { order: 'the larger first', sizes: [7, 3] },
    { order: 'the smaller first', sizes: [3, 7] },
  ])('makes arrays for these alone after the first of two shapes, $order', ({ sizes }) => {
    const [one] = CASES;
    const model = new Model(one!.layers, { seed: 1 });
    model.compile(one!.compile);
    const batches = sizes.map((rows) => [raggedTokens(9).slice(0, rows), tokens(9).slice(0, rows)]);
    const step = (i: number): void => {
      const [x = [], y = []] = batches[i % 2]!;
      model.trainOnBatch(x, y);
    };
    for (let i = 0; i < 2; i++) step(i);
    const count = countArrays();
    counting = count;
    const lengths = ['Float64Array', 'Uint8Array', 'Float64Array']; // of rows of x, their mask, of y
    const states = new Array<string>(4).fill('slice'); // copies of h and c of two LSTMs
    for (let i = 0; i < 100; i++) {
      step(i);
      expect(count.made()).toEqual([...lengths, ...states]);
    }
  });

  test('makes arrays for the states alone where ids come as integers', () => {
    const [one] = CASES;
    const model = new Model(one!.layers, { seed: 1 });
    model.compile(one!.compile);
    const [x, y] = [tokens(9), tokens(9)].map(
      (rows) => new room.View<2, Int32Array>(Int32Array.from(rows.flat()), [ROWS, T]),
    );
    for (let i = 0; i < 2; i++) model.trainOnBatch(x!, y!);
    const count = countArrays();
    counting = count;
    for (let i = 0; i < 100; i++) {
      model.trainOnBatch(x!, y!);
      expect(count.made()).toEqual(new Array<string>(4).fill('slice')); // h and c of two LSTMs
    }
  });
});
