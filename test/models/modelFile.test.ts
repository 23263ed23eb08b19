import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as room from 'unrolled';
import {
  activation,
  adam,
  bidirectional,
  ConfigError,
  charVocabulary,
  composeLayer,
  decodeModel,
  defineLayer,
  dense,
  dropout,
  embedding,
  encodeModel,
  flatten,
  gru,
  gruCell,
  initializers,
  input,
  type Layer,
  layerNormLstm,
  layerNormLstmCell,
  leaf,
  loadModel,
  lstm,
  lstmCell,
  type Metric,
  Model,
  masking,
  meanSquaredError,
  multiHeadAttention,
  numbersOf,
  peepholeLstm,
  peepholeLstmCell,
  projectedLstm,
  projectedLstmCell,
  rnn,
  StateError,
  saveModel,
  sgd,
  simpleRnn,
  simpleRnnCell,
  sparseCategoricalCrossentropy,
  VERSION,
  weight,
  wordVocabulary,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../src/storage/index.ts';
import { elmanCell } from '../layers/cells.ts';
import { residual } from '../layers/composites.ts';
import { expectBits } from '../math/closeness.ts';
import { numbersIn, weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

const elman = elmanCell(room);
const skip = residual(room);

/** A user's own layer: y = s ⊙ x. */
const scale = defineLayer<{ readonly start?: number }>({
  kind: 'scale',
  required: [],
  defaults: { start: 1 },
  build({ start }, [given], owner) {
    const features = room.featuresOf(owner, given, '[batch, …, features]');
    return leaf({
      output: given ?? { type: 'numbers', shape: [features] },
      weights: { s: weight([features], (out) => out.fill(start)) },
      forward({ s }, [value], ctx) {
        const x = numbersOf(owner, value);
        const y = ctx.zeros(x.shape);
        for (let i = 0; i < y.size; i++) y.data[i] = s.data[i % features]! * x.data[i]!;
        return { outputs: [{ data: y, mask: value?.mask }], cache: x };
      },
      backward({ s }, grads, x, [dy], ctx) {
        if (dy === undefined) return [];
        const dx = ctx.zeros(x.shape);
        for (let i = 0; i < dx.size; i++) {
          grads.s.data[i % features]! += dy.data[i]! * x.data[i]!;
          dx.data[i] = s.data[i % features]! * dy.data[i]!;
        }
        return [dx];
      },
    });
  },
});

/** A user's own composite whose option is a layer. */
const twice = composeLayer<{ readonly layer: Layer }>({
  kind: 'twice',
  required: ['layer'],
  defaults: {},
  build({ layer }, [given], owner, child) {
    const inputs = given === undefined ? [] : [given];
    const first = child('first', layer, inputs);
    const second = child('second', layer, [first.output]);
    return {
      output: second.output,
      begin(store, values, ctx) {
        const a = first.begin(store, values, ctx.child(`${owner}/first`));
        const b = second.begin(store, a.outputs, ctx.child(`${owner}/second`, true));
        return { outputs: b.outputs, backward: (d) => a.backward(b.backward(d)) };
      },
    };
  },
});

const own = { layers: [elman, skip, scale, twice] };
const numbers = input({ shape: [null, 2] });

const KINDS: readonly [string, Model['layers']][] = [
  [
    'embedding',
    [input({ shape: [null], dtype: 'int32' }), embedding({ inputDim: 5, outputDim: 2 })],
  ],
  [
    'embedding with options',
    [
      embedding({
        inputDim: 5,
        outputDim: 2,
        maskZero: true,
        embeddingsInitializer: initializers.randomNormal({ stddev: 0.5 }),
        trainable: false,
        name: 'table',
      }),
      dense({ units: 1 }),
    ],
  ],
  [
    'dense and activation',
    [numbers, dense({ units: 3, activation: 'relu' }), activation({ activation: 'tanh' })],
  ],
  [
    'simpleRnn',
    [numbers, simpleRnn({ units: 2, activation: 'relu', useBias: false, returnSequences: true })],
  ],
  [
    'lstm',
    [
      numbers,
      lstm({
        units: 2,
        unitForgetBias: false,
        recurrentInitializer: initializers.orthogonal({ gain: 0.5 }),
      }),
    ],
  ],
  ['gru', [numbers, gru({ units: 2, returnSequences: true }), gru({ units: 1, useBias: false })]],
  [
    'gru, reset before',
    [numbers, gru({ units: 2, resetAfter: false, biasInitializer: 'ones', activation: 'relu' })],
  ],
  [
    'variants of the lstm',
    [
      numbers,
      layerNormLstm({
        units: 2,
        epsilon: 0.5,
        gammaInitializer: 'randomNormal',
        returnSequences: true,
      }),
      peepholeLstm({
        units: 3,
        peepholeInitializer: 'ones',
        useBias: false,
        returnSequences: true,
      }),
      projectedLstm({ units: 3, projection: 2, returnSequences: true, recurrentDropout: 0.5 }),
      rnn([
        layerNormLstmCell({ units: 2 }),
        peepholeLstmCell({ units: 2, activation: 'relu' }),
        projectedLstmCell({ units: 3, projection: 1, projectionInitializer: 'ones' }),
      ]),
    ],
  ],
  [
    'masking and dropout',
    [numbers, masking({ maskValue: -1 }), dropout({ rate: 0.25 }), lstm({ units: 1 })],
  ],
  [
    'multiHeadAttention',
    [
      numbers,
      multiHeadAttention({ numHeads: 2, keyDim: 3, useCausalMask: true, contextLength: 5 }),
      multiHeadAttention({ numHeads: 1, keyDim: 2, valueDim: 4, outputShape: 3, useBias: false }),
    ],
  ],
  [
    'activations that are layers',
    [
      numbers,
      room.prelu({ sharedAxes: [1], alphaInitializer: 'ones', alphaRegularizer: 'l2' }),
      room.relu({ maxValue: 2, negativeSlope: 0.1, threshold: 0.25 }),
      room.leakyRelu({ negativeSlope: 0.2 }),
      room.elu({ alpha: 0.5 }),
      dense({ units: 4, activation: 'logSoftmax' }),
      room.glu(),
    ],
  ],
  [
    'layerNormalization',
    [numbers, room.layerNormalization({ epsilon: 0.1, center: false, gammaInitializer: 'zeros' })],
  ],
  [
    'conv1d',
    [numbers, room.conv1d({ filters: 3, kernelSize: 2, padding: 'causal', activation: 'tanh' })],
  ],
  [
    'timeDistributed',
    [numbers, room.timeDistributed({ layer: dense({ units: 3, activation: 'relu' }) })],
  ],
  [
    'positionalEmbedding',
    [
      numbers,
      room.positionalEmbedding({ maxLength: 6, embeddingsInitializer: 'ones' }),
      room.positionalEmbedding({ maxLength: 5, encoding: 'sinusoidal', maxWavelength: 20 }),
    ],
  ],
  [
    'transformerBlock',
    [
      numbers,
      room.transformerBlock({
        ...{ numHeads: 1, intermediateDim: 3, contextLength: 4, keyDim: 5, name: 'block' },
        ...{ activation: 'elu', dropout: 0.1, useBias: false, layerNormEpsilon: 0.01 },
      }),
    ],
  ],
  ['flatten', [input({ shape: [3, 2] }), flatten({}), dense({ units: 1 })]],
  ['rnn of a user’s own cell', [numbers, rnn(elman({ units: 3 }), { returnSequences: true })]],
  [
    'bidirectional layers',
    [
      numbers,
      bidirectional({ layer: lstm({ units: 2, returnSequences: true }), mergeMode: 'ave' }),
      bidirectional({
        layer: rnn(elman({ units: 3 }), { trainable: false }),
        backwardLayer: gru({ units: 2, goBackwards: true }),
        name: 'both',
      }),
    ],
  ],
  [
    'recurrent layers with options',
    [
      numbers,
      lstm({ units: 2, returnSequences: true, goBackwards: true, zeroOutputForMask: true }),
      gru({ units: 2, returnSequences: true, dropout: 0.25, recurrentDropout: 0.5 }),
      rnn(elman({ units: 3 }), { goBackwards: true, recurrentDropout: 0.125 }),
    ],
  ],
  [
    'rnn of built-in cells and a user’s own',
    [
      numbers,
      rnn([lstmCell({ units: 2, unitForgetBias: false }), elman({ units: 3 })], {
        returnSequences: true,
      }),
      rnn(gruCell({ units: 2, resetAfter: false }), { returnSequences: true }),
      rnn([simpleRnnCell({ units: 2 }), simpleRnnCell({ units: 1, activation: 'relu' })]),
    ],
  ],
  ['a user’s own layer', [numbers, scale({ start: 2, name: 'mine' }), dense({ units: 1 })]],
  ['a user’s own composite', [numbers, skip({ units: 3 })]],
  [
    'a composite with a layer among its options',
    [numbers, twice({ layer: dense({ units: 2, activation: 'tanh', name: 'inner' }) })],
  ],
];

describe.each(['float32', 'float64'] as const)('a file in %s gives back', (dtype) => {
  test.each(KINDS)('%s', async (_, layers) => {
    const model = new Model(layers, { dtype, seed: 'five', name: 'kept' });
    const ids = layers[0]?.reads === 'ids';
    const x = ids
      ? [
          [1, 2, 3],
          [4, 0, 1],
        ]
      : [
          [
            [1, 2],
            [-1, 3],
            [0.5, 1],
          ],
        ];
    const y = await model.predict(x);
    const bytes = encodeModel(model);
    const loaded = decodeModel(bytes, own);
    expect(loaded.model.name).toBe('kept');
    expect(loaded.model.seed).toBe('five');
    expect(loaded.model.dtype).toBe(dtype);
    expect(loaded.model.summary()).toBe(model.summary());
    expect(loaded.model.weights.map(({ path, trainable }) => [path, trainable])).toEqual(
      model.weights.map(({ path, trainable }) => [path, trainable]),
    );
    expectBits(weightsOf(loaded.model), weightsOf(model), 'the weights');
    expectBits((await loaded.model.predict(x)).data, [...y.data], 'the output');
    expectBits(encodeModel(loaded.model), bytes, 'the file of the loaded model');
    expect(loaded.model.compiled).toBeUndefined();
    expect(loaded.vocabulary).toBeUndefined();
    expect(loaded.extra).toBeUndefined();
  });
});

describe('a file', () => {
  const trained = (): ReturnType<typeof tokenModel> => {
    const model = tokenModel({ rate: 0.2 });
    model.compile({
      optimizer: adam({ learningRate: 0.01, clipNorm: 2 }),
      loss: sparseCategoricalCrossentropy({ ignoreClass: 3 }),
      metrics: ['accuracy', 'perplexity'],
    });
    const { x, y } = drawTokens([3, 5]);
    model.trainOnBatch(x, y);
    model.trainOnBatch(x, y);
    return model;
  };

  test('of the same model has the same bytes, made twice or trained twice', () => {
    const model = trained();
    const bytes = encodeModel(model);
    expectBits(encodeModel(model), bytes, 'the bytes');
    expectBits(encodeModel(trained()), bytes, 'the bytes of the other model');
  });

  test('keeps how the model was compiled and what its optimizer remembers', () => {
    const model = trained();
    const { model: loaded } = decodeModel(encodeModel(model));
    const { optimizer, heads = [] } = loaded.compiled ?? {};
    const [{ loss, metrics } = {}] = heads;
    expect(optimizer?.kind).toBe('adam');
    expect(optimizer?.options).toEqual(model.compiled?.optimizer.options);
    expect(optimizer?.clipping).toEqual({ clipNorm: 2 });
    expect([loss?.name, loss?.options]).toEqual([
      'sparseCategoricalCrossentropy',
      { ignoreClass: 3 },
    ]);
    expect(metrics?.map(({ name }) => name)).toEqual(['accuracy', 'perplexity']);
    expect(loaded.iterations).toBe(2);
    expect(loaded.optimizerState?.scalars).toEqual(model.optimizerState?.scalars);
    const memory = (state: typeof model.optimizerState): number[] =>
      numbersIn(Object.values(state?.slots ?? {}).flat());
    expectBits(memory(loaded.optimizerState), memory(model.optimizerState), 'the memory');
  });

  test('is a safetensors file with one tensor for each weight, named by its path', () => {
    const { tensors, metadata } = decodeSafetensors(encodeModel(trained()));
    const paths = [
      ...['embedding/embeddings', 'lstm/kernel', 'lstm/recurrentKernel', 'lstm/bias'],
      ...['dense/kernel', 'dense/bias'],
    ];
    const slots = ['m', 'v'].flatMap((slot) => paths.map((path) => `optimizer/${slot}/${path}`));
    expect([...tensors.keys()].sort()).toEqual([...paths, ...slots].sort());
    expect(tensors.get('lstm/kernel')?.shape).toEqual([3, 16]);
    expect(tensors.get('optimizer/v/lstm/kernel')?.shape).toEqual([3, 16]);
    expect(Object.fromEntries(metadata)).toMatchObject({
      format: 'unrolled',
      formatVersion: '1',
      version: VERSION,
    });
  });

  test('keeps a vocabulary, of characters or words', () => {
    const text = 'The quick brown fox, it jumps over the lazy dog.';
    for (const vocabulary of [
      charVocabulary(text),
      wordVocabulary(text, { lowercase: true, maxSize: 8, paddingId: 3, unknownId: 0 }),
    ]) {
      const loaded = decodeModel(encodeModel(tokenModel(), { vocabulary })).vocabulary;
      expect(loaded?.toJSON()).toEqual(vocabulary.toJSON());
      expect(loaded?.decode(vocabulary.encode('the fox'))).toBe(
        vocabulary.decode(vocabulary.encode('the fox')),
      );
    }
  });

  test('keeps whatever else JSON can say', () => {
    for (const extra of [{ epoch: 3, notes: ['a', null, '☃'] }, 0, false, null, 'text']) {
      expect(decodeModel(encodeModel(tokenModel(), { extra })).extra).toEqual(extra);
    }
  });

  test('keeps a model that was built from its data', async () => {
    const model = new Model([lstm({ units: 2 })]);
    await model.predict([[[1, 2, 3]]]);
    const { model: loaded } = decodeModel(encodeModel(model));
    expect(loaded.input).toEqual({ type: 'numbers', shape: [null, 3] });
    expectBits(weightsOf(loaded), weightsOf(model), 'the weights');
  });

  test('of a model without weights can be loaded', () => {
    const { model } = decodeModel(encodeModel(new Model([numbers, masking({})])));
    expect(model.weights).toEqual([]);
  });

  test('of a model that is not built is a StateError', () => {
    expect(() => encodeModel(new Model([dense({ units: 1 })]))).toThrow(StateError);
  });

  test('needs the user’s own losses and metrics to be loaded', async () => {
    const loss = { ...meanSquaredError(), name: 'mine' };
    const count: Metric<number> = {
      name: 'count',
      init: () => 0,
      update: (state) => state + 1,
      result: (state) => state,
    };
    const model = new Model([numbers, lstm({ units: 1 })]);
    model.compile({ optimizer: sgd(), loss, metrics: [count] });
    const bytes = encodeModel(model);
    expect(() => decodeModel(bytes)).toThrow(ConfigError);
    expect(() => decodeModel(bytes, { losses: [loss] })).toThrow(ConfigError);
    const { model: loaded } = decodeModel(bytes, { losses: [loss], metrics: [count] });
    expect(await loaded.evaluate([[[1, 2]]], [[1]])).toMatchObject({ count: 1 });
  });

  test('needs the user’s own optimizers to be loaded', () => {
    const optimizer = { ...sgd({ learningRate: 0.5 }), kind: 'mine' };
    const model = new Model([numbers, lstm({ units: 1 })]);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    model.trainOnBatch([[[1, 2]]], [[1]]);
    const bytes = encodeModel(model);
    expect(() => decodeModel(bytes)).toThrow(ConfigError);
    const { model: loaded } = decodeModel(bytes, { optimizers: [optimizer] });
    expect(loaded.iterations).toBe(1);
    const reports = [loaded, model].map((one) => one.trainOnBatch([[[1, 2]]], [[1]]));
    expect(reports[0]).toEqual(reports[1]);
    expectBits(weightsOf(loaded), weightsOf(model), 'the weights after one more step');
  });

  test('is written to and read from a path, whole', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'model-'));
    try {
      const path = join(directory, 'model.safetensors');
      const model = trained();
      const vocabulary = charVocabulary('abcd');
      await saveModel(model, path, { vocabulary, extra: { epoch: 2 } });
      const bytes = new Uint8Array(await readFile(path));
      expectBits(bytes, encodeModel(model, { vocabulary, extra: { epoch: 2 } }), 'the bytes');
      const byPath = await loadModel(path);
      const byBytes = await loadModel(bytes);
      expect(byPath.extra).toEqual({ epoch: 2 });
      expect(byPath.vocabulary?.tokens).toEqual(vocabulary.tokens);
      expectBits(weightsOf(byPath.model), weightsOf(model), 'the weights by path');
      expectBits(weightsOf(byBytes.model), weightsOf(model), 'the weights by bytes');
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('that is not there is the file system’s own error', async () => {
    await expect(loadModel(join(tmpdir(), 'no', 'such', 'model'))).rejects.toThrow('ENOENT');
  });
});
