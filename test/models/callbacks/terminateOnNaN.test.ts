import {
  type Callback,
  dense,
  earlyStopping,
  input,
  type Model,
  NonFiniteError,
  sequential,
  sgd,
  terminateOnNaN,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';

/** Steps so far that every one makes the error larger. */
function diverging(): Model {
  const model = sequential([input({ shape: [1] }), dense({ units: 1, kernelInitializer: 'ones' })]);
  model.compile({ optimizer: sgd({ learningRate: 10 }), loss: 'meanSquaredError' });
  return model;
}

const X = Array.from({ length: 8 }, () => [3]);
const Y = Array.from({ length: 8 }, () => [1]);
const HOW = { epochs: 99, batchSize: 1 };

describe('terminateOnNaN', () => {
  test('ends training in peace, with the history of the whole epochs before', async () => {
    const model = diverging();
    const calls: string[] = [];
    const recorder: Callback = {
      onEpochEnd: (epoch) => void calls.push(`epoch ${epoch}`),
      onTrainEnd: () => void calls.push('end'),
    };
    const { epoch, history } = await model.fit(X, Y, {
      ...HOW,
      validationData: [X, Y],
      callbacks: [terminateOnNaN(), recorder],
    });
    expect(epoch.length).toBeGreaterThan(0);
    expect(epoch.length).toBeLessThan(HOW.epochs);
    expect(calls).toEqual([...epoch.map((n) => `epoch ${n}`), 'end']);
    for (const values of Object.values(history)) {
      expect(values).toHaveLength(epoch.length);
      for (const value of values) expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  });

  test('leaves the weights of the step before, and keeps the error that says where', async () => {
    const model = diverging();
    let last: number[] = [];
    const recorder: Callback = {
      onTrainBatchEnd() {
        last = weightsOf(model);
      },
    };
    const ending = terminateOnNaN();
    await model.fit(X, Y, { ...HOW, callbacks: [ending, recorder] });
    expectBits(weightsOf(model), last, 'the weights');

    const other = diverging();
    const error: unknown = await other.fit(X, Y, HOW).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NonFiniteError);
    expect(ending.error).toEqual(error);
    expect(ending.error?.step).toBe(model.iterations);
    expect(ending.error?.place.where).toBe('weight');
    expectBits(weightsOf(other), last, 'the weights without the callback');
  });

  test('ends training in shards with the same error', async () => {
    const [whole, sharded] = [terminateOnNaN(), terminateOnNaN()];
    const how = { ...HOW, batchSize: 4 };
    await diverging().fit(X, Y, { ...how, callbacks: [whole] });
    await diverging().fit(X, Y, { ...how, shards: 2, callbacks: [sharded] });
    expect(sharded.error).toBeDefined();
    expect(sharded.error).toEqual(whole.error);
  });

  test('ends training that an update has left without use', async () => {
    const model = diverging();
    model.compile({ optimizer: sgd({ learningRate: 1e38 }), loss: 'meanSquaredError' });
    const ending = terminateOnNaN();
    const { epoch } = await model.fit([[1000]], [[1]], { callbacks: [ending] });
    expect(epoch).toEqual([]);
    expect(ending.error?.place).toMatchObject({ where: 'weight', path: 'dense/kernel' });
  });

  test('leaves the model to a callback that has good weights', async () => {
    const model = diverging();
    const stopping = earlyStopping({ monitor: 'loss', patience: 99, restoreBestWeights: true });
    const first = diverging();
    await first.fit(X, Y, { ...HOW, epochs: 1 });
    await model.fit(X, Y, { ...HOW, callbacks: [terminateOnNaN(), stopping] });
    expectBits(weightsOf(model), weightsOf(first), 'the weights after the first epoch');
  });

  test('forgets the error when training begins', async () => {
    const model = diverging();
    const ending = terminateOnNaN();
    await model.fit(X, Y, { ...HOW, callbacks: [ending] });
    model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'meanSquaredError' });
    model.setWeights([[[1]], [0]]);
    await model.fit(X, Y, { callbacks: [ending] });
    expect(ending.error).toBeUndefined();
  });

  test('is asked for nothing else: other errors end fit', async () => {
    const broken: Callback = {
      onTrainBatchEnd() {
        throw new RangeError('of my own');
      },
    };
    const fitted = diverging().fit(X, Y, { callbacks: [broken, terminateOnNaN()] });
    await expect(fitted).rejects.toThrow('of my own');
  });
});

describe('onNonFinite', () => {
  test('that returns false lets fit throw the error', async () => {
    const asked: NonFiniteError[] = [];
    const callback: Callback = {
      onNonFinite(error) {
        asked.push(error);
        return false;
      },
    };
    const fitted = diverging().fit(X, Y, { ...HOW, callbacks: [callback] });
    await expect(fitted).rejects.toSatisfy((error) => error === asked[0]);
    expect(asked).toHaveLength(1);
  });

  test('is called in every callback, and waited for', async () => {
    const asked: string[] = [];
    const callback = (name: string, answer: boolean): Callback => ({
      async onNonFinite() {
        await Promise.resolve();
        asked.push(name);
        return answer;
      },
    });
    const callbacks = [callback('a', true), callback('b', false)];
    await diverging().fit(X, Y, { ...HOW, callbacks });
    expect(asked).toEqual(['a', 'b']);
  });
});
