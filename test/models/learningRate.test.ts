import {
  adam,
  type Callback,
  cosineDecay,
  decodeModel,
  dense,
  encodeModel,
  exponentialDecay,
  input,
  type LearningRate,
  type Model,
  type Optimizer,
  piecewiseConstantDecay,
  sequential,
  sgd,
  type TrainingControl,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

const { x, y } = drawTokens([5, 2, 6, 6, 3]);
const halving = exponentialDecay({ initialLearningRate: 0.5, decaySteps: 1, decayRate: 0.5 });

function compiled(optimizer: Optimizer): Model {
  const model = tokenModel({ rate: 0.4 });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return model;
}

/** y = b, whose gradient by b is −2 at first: each step with the rate η adds 2 η, less as b grows. */
function bias(learningRate: LearningRate): Model {
  const model = sequential([input({ shape: [1] }), dense({ units: 1, useBias: true })], {
    dtype: 'float64',
  });
  model.compile({ optimizer: sgd({ learningRate }), loss: 'meanSquaredError' });
  return model;
}

describe('a schedule in a model', () => {
  test('gives each step the rate of the updates before it, whatever the epoch', async () => {
    const rates = [0.25, 0.1, 0.5, 0, 0.125];
    const scheduled = bias(piecewiseConstantDecay({ boundaries: [0, 1, 2, 3], values: rates }));
    const numbers = [[0], [0], [0]];
    const targets = [[1], [1], [1]];
    const how = { batchSize: 3, epochs: 5, shuffle: false };
    const { history } = await scheduled.fit(numbers, targets, how);
    let b = 0;
    for (const rate of rates) b += rate * 2 * (1 - b);
    expect(scheduled.getWeight('dense/bias').data[0]).toBeCloseTo(b, 14);
    expect(history.learningRate).toEqual(rates);
  });

  test('stands in the history as the rate of the last step of the epoch', async () => {
    const model = compiled(sgd({ learningRate: halving }));
    const { history } = await model.fit(x, y, { batchSize: 2, epochs: 2 });
    expect(model.iterations).toBe(6);
    expect(history.learningRate).toEqual([0.5 / 4, 0.5 / 32]);
    expect(model.compiled?.optimizer.learningRate).toBe(0.5);
    expect(model.compiled?.optimizer.learningRateAt?.(model.iterations)).toBe(0.5 / 64);
  });

  test('is the same for steps by hand, windows and shards', async () => {
    const rows = [x.slice(0, 2), y.slice(0, 2)] as const;
    const [whole, byHand] = [compiled(adam({ learningRate: halving })), compiled(adam())];
    whole.trainOnBatch(...rows);
    whole.trainOnBatch(...rows);
    byHand.compile({
      optimizer: adam({ learningRate: 0.5 }),
      loss: 'sparseCategoricalCrossentropy',
    });
    byHand.trainOnBatch(...rows);
    const bytes = encodeModel(byHand);
    const { model } = decodeModel(bytes, { optimizers: [adam({ learningRate: 0.25 })] });
    model.trainOnBatch(...rows);
    expectBits(weightsOf(model), weightsOf(whole), 'the weights');

    for (const options of [{ bptt: { steps: 2 } }, { shards: 2 }]) {
      const trained = compiled(sgd({ learningRate: halving }));
      const { history } = await trained.fit(x, y, { batchSize: 5, epochs: 2, ...options });
      expect(history.learningRate?.[1]).toBe(0.5 / 2 ** (trained.iterations - 1));
    }
  });

  test('goes on from a file with the bits of training that never stopped', async () => {
    const learningRate = cosineDecay({
      ...{ initialLearningRate: 0.001, warmupTarget: 0.05, warmupSteps: 4, decaySteps: 6 },
    });
    const whole = compiled(adam({ learningRate }));
    const { history } = await whole.fit(x, y, { batchSize: 2, epochs: 4 });
    const first = compiled(adam({ learningRate }));
    await first.fit(x, y, { batchSize: 2, epochs: 2 });
    const { model } = decodeModel(encodeModel(first));
    expect(model.compiled?.optimizer.options).toEqual(whole.compiled?.optimizer.options);
    const rest = await model.fit(x, y, { batchSize: 2, initialEpoch: 2, epochs: 4 });
    expect(rest.history.learningRate).toEqual(history.learningRate?.slice(2));
    expectBits(weightsOf(model), weightsOf(whole), 'the weights');
  });

  test('cannot be set aside by a callback', async () => {
    const model = compiled(adam({ learningRate: halving }));
    const setting: Callback = { onTrainBegin: (control) => control.setLearningRate(0.1) };
    await expect(model.fit(x, y, { callbacks: [setting] })).rejects.toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        message:
          'adam follows a schedule, so no other learning rate can be set: compile it with a number',
      }),
    );
    expect(model.iterations).toBe(0);
  });
});

describe('a callback', () => {
  /** Doubles the rate after each epoch. */
  const doubling: Callback = {
    onEpochEnd: (_, _logs, control) => control.setLearningRate(control.learningRate * 2),
  };

  test('may set the learning rate, which stays', async () => {
    const model = compiled(sgd({ learningRate: 0.01 }));
    const { history } = await model.fit(x, y, { epochs: 3, callbacks: [doubling] });
    expect(history.learningRate).toEqual([0.01, 0.02, 0.04]);
    expect(model.optimizerState?.learningRate).toBe(0.08);
    const again = await model.fit(x, y);
    expect(again.history.learningRate).toEqual([0.08]);
  });

  test('may set it for every step', async () => {
    const rates: number[] = [];
    const setting: Callback = {
      onTrainBatchBegin(batch, control) {
        rates.push(control.learningRate);
        control.setLearningRate(0.1 / (batch + 1));
      },
    };
    const model = compiled(sgd());
    const { history } = await model.fit(x, y, { batchSize: 2, callbacks: [setting] });
    expect(rates).toEqual([0.01, 0.1, 0.1 / 2]);
    expect(history.learningRate).toEqual([0.1 / 3]);
  });

  test('sets it for a file, too, and compiling again forgets it', async () => {
    const model = compiled(sgd({ learningRate: 0.01, momentum: 0.5 }));
    await model.fit(x, y, { callbacks: [doubling] });
    const { model: loaded } = decodeModel(encodeModel(model));
    expect(loaded.optimizerState?.learningRate).toBe(0.02);
    const went = await model.fit(x, y, { initialEpoch: 1, epochs: 2 });
    const resumed = await loaded.fit(x, y, { initialEpoch: 1, epochs: 2 });
    expect(resumed.history).toEqual(went.history);
    expect(resumed.history.learningRate).toEqual([0.02]);
    expectBits(weightsOf(loaded), weightsOf(model), 'the weights');
    const optimizer = sgd({ learningRate: 0.01 });
    loaded.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    const { history } = await loaded.fit(x, y);
    expect(history.learningRate).toEqual([0.01]);
  });

  test.each([
    [-1, 'sgd wants learningRate >= 0, got -1'],
    [Number.NaN, 'sgd wants learningRate >= 0, got NaN'],
    [Number.POSITIVE_INFINITY, 'sgd wants learningRate >= 0, got Infinity'],
  ])('cannot set it to %s', async (rate, message) => {
    const model = compiled(sgd());
    const setting: Callback = { onTrainBegin: (control) => control.setLearningRate(rate) };
    await expect(model.fit(x, y, { callbacks: [setting] })).rejects.toThrow(
      expect.objectContaining({ name: 'ConfigError', message }),
    );
    const state = { ...model.optimizerState };
    expect(state.learningRate).toBeUndefined();
  });

  test('sees the rate of the next update', async () => {
    const seen: number[] = [];
    const look = (control: TrainingControl) => void seen.push(control.learningRate);
    const model = compiled(sgd({ learningRate: halving }));
    await model.fit(x, y, {
      batchSize: 3,
      callbacks: [{ onTrainBegin: look, onTrainBatchEnd: (_, _logs, control) => look(control) }],
    });
    expect(seen).toEqual([0.5, 0.25, 0.125]);
  });
});

test('an optimizer of the user’s own needs no schedule', async () => {
  const inner = sgd({ learningRate: 0.25 });
  const own: Optimizer = {
    kind: 'mine',
    options: {},
    learningRate: 0.25,
    clipping: undefined,
    init: (weights) => inner.init(weights),
    update: (...args) => inner.update(...args),
    updateClipped: (...args) => inner.updateClipped(...args),
  };
  const [model, plain] = [compiled(own), compiled(inner)];
  const { history } = await model.fit(x, y, { epochs: 2 });
  await plain.fit(x, y, { epochs: 2 });
  expect(history.learningRate).toEqual([0.25, 0.25]);
  expectBits(weightsOf(model), weightsOf(plain), 'the weights');
});
