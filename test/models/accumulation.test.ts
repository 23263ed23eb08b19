import { adam, type Callback, type FitOptions, type Model, sgd } from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

const { x, y } = drawTokens([4, 4, 4, 4, 4, 4]);

function compiled(how: object, rate = 0): Model {
  const model = tokenModel({ dtype: 'float64', rate });
  const optimizer = adam({ learningRate: 0.01, ...how });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return model;
}

describe('gradientAccumulationSteps', () => {
  test('of three batches train as one batch of all their rows', async () => {
    const [whole, parts] = [compiled({}), compiled({ gradientAccumulationSteps: 3 })];
    const how: FitOptions = { shuffle: false, epochs: 4 };
    const expected = await whole.fit(x, y, { ...how, batchSize: 6 });
    const { history } = await parts.fit(x, y, { ...how, batchSize: 2 });
    expect(parts.iterations).toBe(4);
    for (const [i, w] of weightsOf(whole).entries()) {
      expect(weightsOf(parts)[i]).toBeCloseTo(w, 10);
    }
    for (const [epoch, norm] of expected.history.gradientNorm!.entries()) {
      expect(history.gradientNorm![epoch]).toBeCloseTo(norm, 10);
    }
  });

  test('leave the weights alone until the last of them, whatever the epoch', async () => {
    const model = compiled({ gradientAccumulationSteps: 4 });
    const changed: number[] = [];
    let before = weightsOf(model);
    let batches = 0;
    const watching: Callback = {
      onTrainBatchEnd() {
        const after = weightsOf(model);
        batches++;
        if (String(after) !== String(before)) changed.push(batches);
        before = after;
      },
    };
    const how = { batchSize: 2, epochs: 3, callbacks: [watching] };
    const { history } = await model.fit(x, y, how);
    expect(batches).toBe(9);
    expect(changed).toEqual([4, 8]);
    expect(history.gradientNorm?.[0]).toBe(0); // no update in the first epoch
    expect(history.gradientNorm?.[1]).toBeGreaterThan(0);
    expect(history.clippedShare).toEqual([0, 0, 0]);
  });

  test('are clipped as the mean they make, and reported by their own norms before', () => {
    const clipping = { globalClipNorm: 1e-3 };
    const model = compiled({ gradientAccumulationSteps: 2, ...clipping });
    const plain = compiled(clipping);
    const first = model.trainOnBatch(x, y);
    const second = model.trainOnBatch(x, y);
    const expected = plain.trainOnBatch(x, y);
    expect(first).toEqual({ ...expected, clipped: false });
    expect(second).toEqual(expected); // twice the same gradient has itself as mean
    expectBits(weightsOf(model), weightsOf(plain), 'the weights');
  });

  test('draw dropout anew for each of them', () => {
    const model = compiled({ gradientAccumulationSteps: 3 }, 0.5);
    const losses = [0, 1, 2].map(() => model.trainOnBatch(x, y).loss);
    expect(new Set(losses).size).toBe(3);
    const plain = compiled({ learningRate: 0 }, 0.5);
    expect([0, 1, 2].map(() => plain.trainOnBatch(x, y).loss)).toEqual(losses);
  });

  test('give the same in shards as in whole batches', async () => {
    const [whole, cut] = [0, 1].map(() => compiled({ gradientAccumulationSteps: 2 }));
    await whole!.fit(x, y, { batchSize: 2, epochs: 3 });
    await cut!.fit(x, y, { batchSize: 2, epochs: 3, shards: 2 });
    expect(cut!.iterations).toBe(whole!.iterations);
    for (const [i, w] of weightsOf(whole!).entries()) {
      expect(weightsOf(cut!)[i]).toBeCloseTo(w, 10);
    }
  });

  test('that are not finite are refused, and the sum stays as it was', () => {
    const model = compiled({ gradientAccumulationSteps: 2 });
    const optimizer = sgd({ learningRate: 1e300, gradientAccumulationSteps: 2 });
    model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    model.trainOnBatch(x, y);
    const sum = [...model.optimizerState!.slots.sum![0]!.data];
    model.setWeight(
      'dense/kernel',
      Array.from({ length: 4 }, () => Array.from({ length: 7 }, () => 1e308)),
    );
    expect(() => model.trainOnBatch(x, y)).toThrow('training step 1 met ');
    expect([...model.optimizerState!.slots.sum![0]!.data]).toEqual(sum);
    expect(model.optimizerState!.scalars.summed).toBe(1);
  });
});
