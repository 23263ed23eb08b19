import { adam, type Callback, dense, input, type Model, sequential, sgd } from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

const { x, y } = drawTokens([5, 2, 6, 6, 3]);

function compiled(how: object): Model {
  const model = tokenModel();
  const optimizer = adam({ learningRate: 0.05, ...how });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return model;
}

describe('useEma', () => {
  test('puts the averages of its weights in their place when fit is done', async () => {
    const averaged = compiled({ useEma: true, emaMomentum: 0.75 });
    const plain = compiled({});
    let averages: number[] = [];
    const watching: Callback = {
      onTrainBatchEnd() {
        const now = weightsOf(plain);
        averages = averages.length === 0 ? now : averages.map((a, i) => a + 0.25 * (now[i]! - a));
      },
    };
    const how = { epochs: 3, batchSize: 2, validationData: [x, y] } as const;
    const expected = await plain.fit(x, y, { ...how, callbacks: [watching] });
    const { history } = await averaged.fit(x, y, how);
    expect(history).toEqual(expected.history); // until then it trains and validates as without
    for (const [i, w] of weightsOf(averaged).entries()) expect(w).toBeCloseTo(averages[i]!, 5);
    expect(weightsOf(averaged)).not.toEqual(weightsOf(plain));
  });

  test('has done so before the last callback is called', async () => {
    const model = compiled({ useEma: true });
    const seen: number[][] = [];
    const look = () => void seen.push(weightsOf(model));
    await model.fit(x, y, { callbacks: [{ onEpochEnd: look, onTrainEnd: look }], epochs: 2 });
    expect(seen[1]).not.toEqual(seen[2]);
    expectBits(weightsOf(model), seen[2] ?? [], 'the weights');
  });

  test('leaves weights alone where no epoch is left, and where steps are made by hand', async () => {
    const model = compiled({ useEma: true });
    const plain = compiled({});
    for (const each of [model, plain]) {
      each.trainOnBatch(x, y);
      each.trainOnBatch(x, y);
      await each.fit(x, y, { epochs: 1, initialEpoch: 1 });
    }
    expectBits(weightsOf(model), weightsOf(plain), 'the weights');
  });

  test('leaves weights alone that are not trained', async () => {
    const model = sequential([
      input({ shape: [1] }),
      dense({ units: 2, trainable: false }),
      dense({ units: 1 }),
    ]);
    model.compile({ optimizer: sgd({ useEma: true }), loss: 'meanSquaredError' });
    const before = weightsOf(model);
    await model.fit([[1]], [[2]], { epochs: 3 });
    const after = weightsOf(model);
    expect(after.slice(0, 4)).toEqual(before.slice(0, 4));
    expect(after.slice(4)).not.toEqual(before.slice(4));
  });
});
