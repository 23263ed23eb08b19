import * as library from 'unrolled';
import {
  activation,
  activityRegularization,
  adam,
  add,
  additiveAttention,
  attention,
  average,
  bidirectional,
  concatenate,
  conv1d,
  decodeModel,
  dense,
  dropout,
  elu,
  embedding,
  encodeModel,
  type FitOptions,
  flatten,
  globalAveragePooling1d,
  globalMaxPooling1d,
  glu,
  gru,
  gruCell,
  input,
  type KernelChoice,
  layerNormalization,
  layerNormLstm,
  layerNormLstmCell,
  leakyRelu,
  lstm,
  lstmCell,
  masking,
  maximum,
  minimum,
  model,
  multiHeadAttention,
  multiply,
  peepholeLstm,
  peepholeLstmCell,
  permute,
  positionalEmbedding,
  prelu,
  projectedLstm,
  projectedLstmCell,
  randomStream,
  relu,
  repeatVector,
  reshape,
  rnn,
  simpleRnn,
  simpleRnnCell,
  subtract,
  timeDistributed,
  transformerBlock,
} from 'unrolled';
import { expect, test } from 'vitest';
import { describeLayer } from '../../src/models/describe.ts';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';

const ROWS = 5;
const random = randomStream('every layer');
const lengths = [4, 1, 6, 3, 5];
const X: readonly [number[][], number[][][], number[][][]] = [
  lengths.map((length) => Array.from({ length }, () => 1 + random.integer(5))),
  lengths.map((length) => Array.from({ length }, () => drawn(4))),
  Array.from({ length: ROWS }, () => [drawn(4), drawn(4), drawn(4)]),
];
const Y = Array.from({ length: ROWS }, () => drawn(2));

function drawn(length: number): number[] {
  return Array.from({ length }, () => random.normal());
}

/** One graph with every layer and cell of the library in it. */
function everything(kernels: KernelChoice = 'auto') {
  const ids = input({ shape: [null], dtype: 'int32' });
  const given = input({ shape: [null, 4] });
  const whole = input({ shape: [3, 4] });
  const words = embedding({ inputDim: 6, outputDim: 4, maskZero: true })(ids);
  const steps = masking()(given);
  const sequences = { returnSequences: true };
  const mixed = add()([words, dropout({ rate: 0.2 })(words)]);
  const [forward, backward] = [gru({ units: 3 }), gru({ units: 3, goBackwards: true })];
  const pooled = [
    activation({ activation: 'tanh' })(activityRegularization({ l1: 0.01, l2: 0.02 })(steps)),
    activityRegularization({ l2: 0.01 })(words),
    subtract()([words, mixed]),
    multiply()([words, mixed]),
    average()([words, mixed]),
    maximum()([words, mixed]),
    minimum()([words, mixed]),
    additiveAttention()([words, steps]),
    attention()([words, steps]),
    multiHeadAttention({ numHeads: 2, keyDim: 3 })([words, steps]),
    transformerBlock({ numHeads: 2, intermediateDim: 5, contextLength: 9 })(
      positionalEmbedding({ maxLength: 9 })(words),
    ),
    conv1d({ filters: 3, kernelSize: 2, padding: 'causal' })(words),
    elu()(leakyRelu()(prelu({ sharedAxes: [1] })(words))),
    glu()(relu({ negativeSlope: 0.1 })(steps)),
    layerNormalization()(simpleRnn({ units: 3, ...sequences })(steps)),
    timeDistributed({ layer: dense({ units: 2, activation: 'relu' }) })(words),
    bidirectional({ layer: lstm({ units: 2, ...sequences }) })(words),
  ].map((sequence) => globalAveragePooling1d()(sequence));
  const cells = [
    ...[gruCell({ units: 2 }), lstmCell({ units: 2 }), simpleRnnCell({ units: 2 })],
    ...[layerNormLstmCell({ units: 2 }), peepholeLstmCell({ units: 2 })],
    projectedLstmCell({ units: 3, projection: 2 }),
  ];
  const vectors = [
    ...pooled,
    globalMaxPooling1d()(words),
    ...[forward(words), backward(words)],
    layerNormLstm({ units: 2 })(words),
    peepholeLstm({ units: 2 })(steps),
    projectedLstm({ units: 3, projection: 2 })(words),
    rnn(cells)(steps),
    flatten()(permute({ dims: [2, 1] })(whole)),
    flatten()(reshape({ targetShape: [6, 2] })(whole)),
    flatten()(repeatVector({ n: 2 })(flatten()(whole))),
  ];
  const output = dense({ units: 2 })(concatenate()(vectors));
  const all = model({ inputs: [ids, given, whole], outputs: output, seed: 3, kernels });
  all.compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'meanSquaredError' });
  return all;
}

/** Its weights after two epochs of two batches. */
async function trained(
  kernels: KernelChoice,
  how: Pick<FitOptions, 'workers' | 'shards'> = {},
): Promise<number[]> {
  const all = everything(kernels);
  await all.fit(X, Y, { ...how, batchSize: 3, epochs: 2 });
  return weightsOf(all);
}

/** The kinds in a description, layers within layers too. */
function kindsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'kind' in value && typeof value.kind === 'string' ? [value.kind] : [];
  return [...own, ...Object.values(value).flatMap(kindsIn)];
}

test('the graph of these tests has every layer and cell that the library makes', () => {
  const makers = Object.values(library).filter(
    (value) => typeof value === 'function' && 'revive' in value && 'kind' in value,
  );
  const described = everything().layers.flatMap((layer) => kindsIn(describeLayer(layer)));
  expect(makers.map(({ kind }) => kind).filter((kind) => !described.includes(kind))).toEqual([]);
});

test('every layer trains the same bits with WebAssembly and without', async () => {
  expectBits(await trained('auto'), await trained('reference'), 'weights');
});

test('every layer trains the same bits in workers and in this thread', async () => {
  expectBits(
    await trained('auto', { workers: 1 }),
    await trained('auto', { shards: 2 }),
    'weights',
  );
});

test('every layer goes on from a file with the same bits', async () => {
  const all = everything();
  await all.fit(X, Y, { batchSize: 3 });
  const { model: again } = decodeModel(encodeModel(all));
  await all.fit(X, Y, { batchSize: 3, initialEpoch: 1, epochs: 2 });
  await again.fit(X, Y, { batchSize: 3, initialEpoch: 1, epochs: 2 });
  expectBits(weightsOf(again), weightsOf(all), 'weights');
});
