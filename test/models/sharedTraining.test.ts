import {
  adam,
  type Callback,
  decodeModel,
  dense,
  embedding,
  encodeModel,
  type FitOptions,
  input,
  lstm,
  model,
  type Optimizer,
  StateError,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';

const WORDS = [[1, 2, 3, 4], [4, 3], [2, 2, 1], [3], [1, 4, 2]];
const TAGS = WORDS.map((row) => row.map((word) => word % 2));

/**
 * A tagger, and a reader made of its table and the second of its layers, which is called lstm_1 in the
 * tagger and would be lstm by itself. The table is sparse; the first layer is not the reader's.
 */
function pair(dropout = 0.2) {
  const words = input({ shape: [null], dtype: 'int32', name: 'words' });
  const table = embedding({ inputDim: 5, outputDim: 3, maskZero: true, sparseGradients: true });
  const first = lstm({ units: 3, returnSequences: true, dropout });
  const second = lstm({ units: 3, returnSequences: true, dropout });
  const tags = dense({ units: 2 })(second(first(table(words))));
  const tagger = model({ inputs: words, outputs: tags, name: 'tagger', seed: 5 });
  const how = { inputs: words, outputs: second(table(words)), name: 'reader', seed: 5 };
  return { tagger, reader: model({ ...how, shareWith: tagger }), alone: () => model(how) };
}

const optimizer = (): Optimizer => adam({ learningRate: 0.05, globalClipNorm: 1 });
const loss = 'meanSquaredError';
/** Targets of the reader: three numbers for each step. */
const STEPS = WORDS.map((row, i) => row.map((word) => [word / 4, 0.5, i / 5]));

describe('a model that shares weights', () => {
  test('trains them as a model that has them alone', async () => {
    const { reader, alone } = pair(0);
    const other = alone();
    expect(reader.layerNames).toEqual(['words', 'embedding', 'lstm_1']);
    expect(other.layerNames).toEqual(['words', 'embedding', 'lstm']);
    other.setWeights(reader.getWeights());
    for (const one of [reader, other]) one.compile({ optimizer: optimizer(), loss });
    const how = { epochs: 3, batchSize: 2, validationSplit: 0.2 };
    const first = await reader.fit(WORDS, STEPS, how);
    expect(first).toEqual(await other.fit(WORDS, STEPS, how));
    expectBits(weightsOf(reader), weightsOf(other), 'the weights');
    expect(await reader.evaluate(WORDS, STEPS)).toEqual(await other.evaluate(WORDS, STEPS));
  });

  test('shows the other what it has learned, leaves the rest of it alone, and goes on from what that learns', async () => {
    const { tagger, reader } = pair();
    reader.compile({ optimizer: optimizer(), loss });
    tagger.compile({ optimizer: optimizer(), loss: 'sparseCategoricalCrossentropy' });
    const before = tagger.weights.map(({ path }) => [...tagger.getWeight(path).data]);
    const shared = reader.weights.map(({ path }) => path);
    await reader.fit(WORDS, STEPS, { epochs: 2, batchSize: 2 });
    for (const [i, { path }] of tagger.weights.entries()) {
      const now = [...tagger.getWeight(path).data];
      if (shared.includes(path)) {
        expect(now).not.toEqual(before[i]);
        expect(now).toEqual([...reader.getWeight(path).data]);
      } else expect(now).toEqual(before[i]);
    }
    await tagger.fit(WORDS, TAGS, { epochs: 1 });
    const loaded = decodeModel(encodeModel(tagger)).model;
    for (const path of shared) {
      expectBits(reader.getWeight(path).data, loaded.getWeight(path).data, path);
    }
    // its next step begins with them
    const copy = pair().reader;
    copy.setWeights(reader.getWeights());
    for (const one of [reader, copy]) one.compile({ optimizer: sgd(), loss });
    expect(reader.trainOnBatch(WORDS, STEPS)).toEqual(copy.trainOnBatch(WORDS, STEPS));
    expectBits(weightsOf(reader), weightsOf(copy), 'the weights after a step');
  });

  test('keeps what its own optimizer remembers, whoever trains between', () => {
    const { tagger, reader } = pair();
    reader.compile({ optimizer: optimizer(), loss });
    tagger.compile({ optimizer: optimizer(), loss: 'sparseCategoricalCrossentropy' });
    for (let round = 0; round < 3; round++) {
      reader.trainOnBatch(WORDS, STEPS);
      tagger.trainOnBatch(WORDS, TAGS);
      tagger.trainOnBatch(WORDS, TAGS);
    }
    expect([reader.iterations, tagger.iterations]).toEqual([3, 6]);
  });

  test.each<[string, FitOptions]>([
    ['dropout', {}],
    ['averages', {}],
  ])('trains in shards, here and in workers with the same bits: with %s', async (what, how) => {
    const train = async (options: FitOptions): Promise<readonly number[]> => {
      const { tagger, reader } = pair();
      const useEma = what === 'averages';
      reader.compile({ optimizer: adam({ learningRate: 0.05, useEma }), loss });
      await reader.fit(WORDS, STEPS, { epochs: 2, batchSize: 4, ...how, ...options });
      return weightsOf(tagger);
    };
    expectBits(await train({ shards: 2, workers: 2 }), await train({ shards: 2 }), 'the weights');
  });

  test('trains on what a callback makes of the weights by the other model', async () => {
    const train = async (callbackOf: (net: ReturnType<typeof pair>) => Callback) => {
      const net = pair();
      net.reader.compile({ optimizer: sgd({ learningRate: 0.1 }), loss });
      await net.reader.fit(WORDS, STEPS, { epochs: 2, callbacks: [callbackOf(net)] });
      return weightsOf(net.reader);
    };
    const zero = (bias: Float32Array | Float64Array) => [...bias].map(() => 0);
    const byOther = await train(({ tagger }) => ({
      onEpochBegin: () =>
        tagger.setWeight('lstm_1/bias', zero(tagger.getWeight('lstm_1/bias').data)),
    }));
    const byItself = await train(({ reader }) => ({
      onEpochBegin: () =>
        reader.setWeight('lstm_1/bias', zero(reader.getWeight('lstm_1/bias').data)),
    }));
    expectBits(byOther, byItself, 'the weights');
    expect(byOther).not.toEqual(await train(() => ({})));
  });

  test('is not trained while the other is', async () => {
    const { tagger, reader } = pair();
    reader.compile({ optimizer: optimizer(), loss });
    tagger.compile({ optimizer: optimizer(), loss: 'sparseCategoricalCrossentropy' });
    const fitted = tagger.fit(WORDS, TAGS, { epochs: 2 });
    const busy = new StateError(
      'tagger, which shares weights with reader, is fitting or evaluating: wait for it before fit',
    );
    await expect(reader.fit(WORDS, STEPS)).rejects.toThrow(busy);
    expect(() => reader.trainOnBatch(WORDS, STEPS)).toThrow(StateError);
    await fitted;
    await reader.fit(WORDS, STEPS);
  });
});

test('a model that shares weights, saved, goes on with the bits of the one that was saved', async () => {
  const { reader } = pair();
  reader.compile({ optimizer: optimizer(), loss });
  await reader.fit(WORDS, STEPS, { epochs: 2 });
  const { model: loaded } = decodeModel(encodeModel(reader));
  for (const one of [reader, loaded]) await one.fit(WORDS, STEPS, { initialEpoch: 2, epochs: 4 });
  expectBits(weightsOf(loaded), weightsOf(reader), 'the weights');
});
