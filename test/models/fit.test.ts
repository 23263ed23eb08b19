import {
  adam,
  dense,
  type FitOptions,
  input,
  type Loss,
  type LossBatch,
  lstm,
  type ModelData,
  meanSquaredError,
  type Seed,
  sequential,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

/** A loss that remembers the targets of every batch it sees. */
function watchedLoss(): { readonly loss: Loss; readonly batches: number[][] } {
  const batches: number[][] = [];
  const inner = meanSquaredError();
  const forward = (
    batch: LossBatch,
    compute: Parameters<typeof inner.forward>[1],
  ): ReturnType<typeof inner.forward> => {
    batches.push([...batch.targets.data]);
    return inner.forward(batch, compute);
  };
  return { loss: { ...inner, name: 'watched', forward }, batches };
}

/** y = w x + b, whose targets are the numbers of the rows: they tell which rows a batch holds. */
async function batchesOf(
  rows: number,
  options: FitOptions,
  seed: Seed = 0,
): Promise<readonly number[][]> {
  const model = sequential([input({ shape: [1] }), dense({ units: 1 })], { seed });
  const { loss, batches } = watchedLoss();
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss });
  const numbers = Array.from({ length: rows }, (_, row) => [row]);
  await model.fit(numbers, numbers, options);
  return batches;
}

describe('an epoch of fit', () => {
  test('takes every row once, in batches of batchSize, the last may be smaller', async () => {
    const batches = await batchesOf(10, { batchSize: 4 });
    expect(batches.map(({ length }) => length)).toEqual([4, 4, 2]);
    expect(batches.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('takes 32 rows in a batch by default', async () => {
    const batches = await batchesOf(40, {});
    expect(batches.map(({ length }) => length)).toEqual([32, 8]);
  });

  test('takes the rows in the order they stand without shuffle', async () => {
    const batches = await batchesOf(5, { batchSize: 2, shuffle: false, epochs: 2 });
    expect(batches).toEqual([[0, 1], [2, 3], [4], [0, 1], [2, 3], [4]]);
  });

  test('takes them in an order of its own, which is the seed’s and the epoch’s alone', async () => {
    const orderOf = async (options: FitOptions, seed?: Seed): Promise<number[]> =>
      (await batchesOf(20, options, seed)).flat();
    const two = await orderOf({ epochs: 2, batchSize: 4 });
    const [first, second] = [two.slice(0, 20), two.slice(20)];
    expect(second).not.toEqual(first);
    expect(first).not.toEqual([...first].sort((a, b) => a - b));
    expect(await orderOf({ batchSize: 7 })).toEqual(first);
    expect(await orderOf({ initialEpoch: 1, epochs: 2 })).toEqual(second);
    expect(await orderOf({}, 1)).not.toEqual(first);
  });
});

describe('validation', () => {
  test('by split keeps the last rows, before anything is shuffled', async () => {
    const batches = await batchesOf(10, { batchSize: 10, validationSplit: 0.3 });
    const [trained, validated] = batches;
    expect([...(trained ?? [])].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(validated).toEqual([7, 8, 9]);
  });

  test('by data trains on all rows and takes the data in their order', async () => {
    const data: ModelData = [[5], [3], [4]];
    const batches = await batchesOf(2, { validationData: [data, data], shuffle: false });
    expect(batches).toEqual([
      [0, 1],
      [5, 3, 4],
    ]);
  });

  test('reports what evaluate reports, for a split and for data', async () => {
    const { x, y } = drawTokens([3, 5, 2, 4, 1, 5, 3, 2, 4, 6]);
    const train = async (options: FitOptions, rows: number) => {
      const model = tokenModel();
      model.compile({
        optimizer: 'adam',
        loss: 'sparseCategoricalCrossentropy',
        metrics: ['accuracy'],
      });
      const { history } = await model.fit(x.slice(0, rows), y.slice(0, rows), options);
      return { history, model };
    };
    const bySplit = await train({ validationSplit: 0.4, batchSize: 3 }, 10);
    const byData = await train({ validationData: [x.slice(6), y.slice(6)], batchSize: 3 }, 6);
    expect(bySplit.history).toEqual(byData.history);
    const seen = await byData.model.evaluate(x.slice(6), y.slice(6), { batchSize: 3 });
    expect(byData.history.val_loss).toEqual([seen.loss]);
    expect(byData.history.val_accuracy).toEqual([seen.accuracy]);
  });
});

describe('the history', () => {
  test('holds the epochs, and for each loss, metrics, their validation and the steps', async () => {
    const { x, y } = drawTokens([3, 5, 2, 4]);
    const model = tokenModel();
    model.compile({
      optimizer: adam({ learningRate: 0.02, globalClipNorm: 0.05 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy', 'perplexity'],
    });
    const { epoch, history } = await model.fit(x, y, {
      initialEpoch: 2,
      epochs: 5,
      batchSize: 2,
      validationData: [x, y],
    });
    expect(epoch).toEqual([2, 3, 4]);
    expect(Object.keys(history)).toEqual([
      ...['loss', 'accuracy', 'perplexity'],
      ...['val_loss', 'val_accuracy', 'val_perplexity'],
      ...['learningRate', 'gradientNorm', 'clippedShare'],
    ]);
    for (const values of Object.values(history)) expect(values).toHaveLength(3);
    expect(history.learningRate).toEqual([0.02, 0.02, 0.02]);
    expect(model.iterations).toBe(6);
  });

  test('has the mean gradient norm before clipping and the share of clipped steps', async () => {
    // d loss / d b = 2 (b − y): 2, 6 and 20 at first, which a rate of 0 leaves as they are.
    const model = sequential([
      input({ shape: [1] }),
      dense({ units: 1, biasInitializer: 'zeros' }),
    ]);
    model.compile({
      optimizer: sgd({ learningRate: 0, globalClipNorm: 5 }),
      loss: 'meanSquaredError',
    });
    const { history } = await model.fit([[0], [0], [0]], [[1], [3], [10]], { batchSize: 1 });
    expect(history.gradientNorm).toEqual([(2 + 6 + 20) / 3]);
    expect(history.clippedShare).toEqual([2 / 3]);
  });

  test('has the loss of an epoch as the ratio of sums over its steps, not the mean of batches', async () => {
    // Row losses 1, 4, 9; batches of two and one rows. The mean of batch means would be 5.75.
    const model = sequential([input({ shape: [1] }), dense({ units: 1 })]);
    model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'meanSquaredError' });
    const how = { batchSize: 2, shuffle: false };
    const { history } = await model.fit([[0], [0], [0]], [[1], [2], [3]], how);
    expect(history.loss?.[0]).toBeCloseTo(14 / 3, 12);
  });

  test('counts a step as much as any other, whatever the lengths of the rows', async () => {
    const model = sequential([
      input({ shape: [null, 1] }),
      lstm({ units: 1, returnSequences: true, kernelInitializer: 'zeros', unitForgetBias: false }),
    ]);
    model.compile({
      optimizer: sgd({ learningRate: 0 }),
      loss: 'meanSquaredError',
      metrics: ['meanAbsoluteError'],
    });
    // The output is 0 everywhere: the loss of a step is y², of five steps 1, 1, 1, 1, 36.
    const x = [[[1], [1], [1], [1]], [[1]]];
    const y = [[[1], [1], [1], [1]], [[6]]];
    for (const batchSize of [1, 2]) {
      const { history } = await model.fit(x, y, { batchSize });
      expect(history.loss?.[0]).toBeCloseTo(40 / 5, 12);
      expect(history.meanAbsoluteError?.[0]).toBeCloseTo(10 / 5, 12);
    }
  });

  test('is empty where there is no epoch left', async () => {
    const model = tokenModel();
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const before = weightsOf(model);
    const { x, y } = drawTokens([3]);
    expect(await model.fit(x, y, { initialEpoch: 2, epochs: 2 })).toEqual({
      epoch: [],
      history: {},
    });
    expectBits(weightsOf(model), before, 'the weights');
  });
});

describe('fit', () => {
  test('learns', async () => {
    const { x } = drawTokens([4, 4, 4, 4]);
    const model = tokenModel();
    model.compile({
      optimizer: adam({ learningRate: 0.05 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const { history } = await model.fit(x, x, { epochs: 120, batchSize: 4 });
    expect(history.loss?.at(0)).toBeGreaterThan(1.8);
    expect(history.loss?.at(-1)).toBeLessThan(0.2);
    expect(history.accuracy?.at(-1)).toBe(1);
  });

  test('with the same seed gives the same bits, with another seed others', async () => {
    const { x, y } = drawTokens([4, 2, 5, 3, 4, 1]);
    const train = async (seed: Seed): Promise<number[]> => {
      const model = tokenModel({ seed, rate: 0.3 });
      model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
      await model.fit(x, y, { epochs: 3, batchSize: 2 });
      return weightsOf(model);
    };
    const weights = await train(1);
    expectBits(await train(1), weights, 'the weights');
    expect(await train(2)).not.toEqual(weights);
  });

  test('builds a model that has no input', async () => {
    const model = sequential([lstm({ units: 2 }), dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const { history } = await model.fit([[[1, 2]], [[3, 4]]], [[1], [2]]);
    expect(model.built).toBe(true);
    expect(history.loss).toHaveLength(1);
  });

  test('compiled again forgets what the optimizer remembers, and keeps the weights', async () => {
    const { x, y } = drawTokens([4, 4]);
    const model = tokenModel();
    const how = { optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' } as const;
    model.compile(how);
    await model.fit(x, y);
    const weights = weightsOf(model);
    expect(model.iterations).toBe(1);
    model.compile(how);
    expect(model.iterations).toBe(0);
    expectBits(weightsOf(model), weights, 'the weights');
  });
});

test('numbers of a batch may be as large as float64 holds, though their squares are not', () => {
  const model = sequential([input({ shape: [1] }), dense({ units: 1 })], { dtype: 'float64' });
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'meanAbsoluteError' });
  model.setWeight('dense/kernel', [[0]]);
  expect(model.trainOnBatch([[1e200], [3]], [[0], [1e200]]).loss).toBe(1e200 / 2);
});
