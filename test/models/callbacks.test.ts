import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Callback,
  dense,
  input,
  type Model,
  StateError,
  sequential,
  sgd,
  type TrainingControl,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

const X = [[1], [2], [3]];
const Y = [[2], [4], [6]];

function line(): Model {
  const model = sequential([input({ shape: [1] }), dense({ units: 1 })]);
  model.compile({ optimizer: sgd({ learningRate: 0.01 }), loss: 'meanSquaredError' });
  return model;
}

/** A callback that writes down its calls; every hook lets the event loop turn before it is done. */
function recorder(calls: string[], name = ''): Callback {
  const record = async (call: string): Promise<void> => {
    await sleep(0);
    calls.push(name + call);
  };
  return {
    onTrainBegin: () => record('train begin'),
    onTrainEnd: (logs) => record(`train end: ${Object.keys(logs).join(' ')}`),
    onEpochBegin: (epoch) => record(`epoch ${epoch} begin`),
    onEpochEnd: (epoch, logs) => record(`epoch ${epoch} end: ${Object.keys(logs).join(' ')}`),
    onTrainBatchBegin: (batch) => record(`batch ${batch} begin`),
    onTrainBatchEnd: (batch, logs) => record(`batch ${batch} end: ${Object.keys(logs).join(' ')}`),
    onTestBegin: () => record('test begin'),
    onTestEnd: (logs) => record(`test end: ${Object.keys(logs).join(' ')}`),
    onTestBatchBegin: (batch) => record(`test batch ${batch} begin`),
    onTestBatchEnd: (batch, logs) =>
      record(`test batch ${batch} end: ${Object.keys(logs).join(' ')}`),
  };
}

describe('callbacks', () => {
  test('are called in Keras’ order, each waited for', async () => {
    const calls: string[] = [];
    await line().fit(X, Y, {
      batchSize: 2,
      epochs: 2,
      validationData: [X.slice(1), Y.slice(1)],
      callbacks: [recorder(calls)],
    });
    const epoch = (n: number): string[] => [
      `epoch ${n} begin`,
      'batch 0 begin',
      'batch 0 end: loss',
      'batch 1 begin',
      'batch 1 end: loss',
      'test begin',
      'test batch 0 begin',
      'test batch 0 end: loss',
      'test end: loss',
      `epoch ${n} end: loss val_loss learningRate gradientNorm clippedShare`,
    ];
    expect(calls).toEqual([
      'train begin',
      ...epoch(0),
      ...epoch(1),
      'train end: loss val_loss learningRate gradientNorm clippedShare',
    ]);
  });

  test('of a list are called one after the other at every turn', async () => {
    const calls: string[] = [];
    const callbacks = [recorder(calls, 'a '), recorder(calls, 'b ')];
    await line().fit(X, Y, { callbacks });
    expect(calls).toEqual([
      ...['a train begin', 'b train begin', 'a epoch 0 begin', 'b epoch 0 begin'],
      ...['a batch 0 begin', 'b batch 0 begin', 'a batch 0 end: loss', 'b batch 0 end: loss'],
      'a epoch 0 end: loss learningRate gradientNorm clippedShare',
      'b epoch 0 end: loss learningRate gradientNorm clippedShare',
      'a train end: loss learningRate gradientNorm clippedShare',
      'b train end: loss learningRate gradientNorm clippedShare',
    ]);
  });

  test('are called by evaluate as well', async () => {
    const calls: string[] = [];
    await line().evaluate(X, Y, { batchSize: 2, callbacks: [recorder(calls)] });
    expect(calls).toEqual([
      'test begin',
      ...['test batch 0 begin', 'test batch 0 end: loss'],
      ...['test batch 1 begin', 'test batch 1 end: loss'],
      'test end: loss',
    ]);
  });

  test('see loss and metrics of the epoch so far', async () => {
    const model = sequential([
      input({ shape: [1] }),
      dense({ units: 1, kernelInitializer: 'zeros' }),
    ]);
    model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'meanSquaredError' });
    const losses: number[] = [];
    await model.fit(X, Y, {
      batchSize: 1,
      shuffle: false,
      callbacks: [{ onTrainBatchEnd: (_, { loss = Number.NaN }) => void losses.push(loss) }],
    });
    expect(losses).toEqual([4, (4 + 16) / 2, (4 + 16 + 36) / 3]);
  });

  test.each<[string, Callback, number, number[]]>([
    ['onTrainBegin', { onTrainBegin: stop }, 0, []],
    [
      'onEpochBegin of epoch 1',
      { onEpochBegin: (epoch, control) => at(epoch, 1, control) },
      3,
      [0],
    ],
    [
      'onTrainBatchEnd of batch 1',
      { onTrainBatchEnd: (batch, _, control) => at(batch, 1, control) },
      2,
      [0],
    ],
    [
      'onEpochEnd of epoch 1',
      { onEpochEnd: (epoch, _, control) => at(epoch, 1, control) },
      6,
      [0, 1],
    ],
  ])(
    'may stop training from %s, which ends as if it were done',
    async (_, callback, steps, epochs) => {
      const calls: string[] = [];
      const model = line();
      const { epoch, history } = await model.fit(X, Y, {
        batchSize: 1,
        epochs: 4,
        callbacks: [callback, recorder(calls)],
      });
      expect(model.iterations).toBe(steps);
      expect(epoch).toEqual(epochs);
      expect(calls.at(-1)).toMatch(/^train end/);
      for (const values of Object.values(history)) expect(values).toHaveLength(epochs.length);
    },
  );

  test('may stop training between two windows of truncated backpropagation', async () => {
    const { x, y } = drawTokens([6, 6]);
    const model = tokenModel();
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const callbacks: Callback[] = [
      { onTrainBatchEnd: (batch, _, control) => at(batch, 1, control) },
    ];
    await model.fit(x, y, { epochs: 3, callbacks, bptt: { steps: 2 } });
    expect(model.iterations).toBe(2);
  });

  test('that throw end the training with their error, and the model can train again', async () => {
    const model = line();
    const broken: Callback = {
      onTrainBatchEnd() {
        throw new RangeError('of my own');
      },
    };
    await expect(model.fit(X, Y, { callbacks: [broken] })).rejects.toThrow(
      new RangeError('of my own'),
    );
    expect(model.iterations).toBe(1);
    await model.fit(X, Y);
    expect(model.iterations).toBe(2);
  });
});

describe('an AbortSignal', () => {
  test('ends fit with its reason after a whole step, as if only those steps were trained', async () => {
    const { x, y } = drawTokens([4, 3, 5, 2]);
    const train = async (abortAfter: number): Promise<readonly number[]> => {
      const model = tokenModel();
      model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
      const controller = new AbortController();
      const callbacks: Callback[] = [
        {
          onTrainBatchEnd: (batch) => {
            if (batch + 1 === abortAfter) controller.abort('enough');
          },
        },
      ];
      const fitted = model.fit(x, y, { batchSize: 1, callbacks, signal: controller.signal });
      await expect(fitted).rejects.toBe('enough');
      expect(model.iterations).toBe(abortAfter);
      return weightsOf(model);
    };
    const model = tokenModel();
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const stopping: Callback = { onTrainBatchEnd: (batch, _, control) => at(batch, 2, control) };
    await model.fit(x, y, { batchSize: 1, callbacks: [stopping] });
    expectBits(await train(3), weightsOf(model), 'the weights after three steps');
  });

  test('that is aborted already ends fit, evaluate and predict before they begin', async () => {
    const model = line();
    const before = weightsOf(model);
    const signal = AbortSignal.abort('too late');
    await expect(model.fit(X, Y, { signal })).rejects.toBe('too late');
    await expect(model.evaluate(X, Y, { signal })).rejects.toBe('too late');
    await expect(model.predict(X, { signal })).rejects.toBe('too late');
    expectBits(weightsOf(model), before, 'the weights');
    expect(model.iterations).toBe(0);
  });

  test('ends evaluate and predict between two batches', async () => {
    const model = line();
    const controller = new AbortController();
    let batches = 0;
    const callbacks: Callback[] = [
      {
        onTestBatchEnd() {
          batches++;
          controller.abort('enough');
        },
      },
    ];
    const { signal } = controller;
    const evaluated = model.evaluate(X, Y, { batchSize: 1, callbacks, signal });
    await expect(evaluated).rejects.toBe('enough');
    expect(batches).toBe(1);

    const later = new AbortController();
    const predicted = model.predict(X, { batchSize: 1, yieldEvery: 0, signal: later.signal });
    later.abort('enough');
    await expect(predicted).rejects.toBe('enough');
  });
});

describe('the event loop', () => {
  test('gets its turn within the time budget while fit trains', async () => {
    const { x, y } = drawTokens(Array.from({ length: 64 }, () => 20));
    const model = tokenModel();
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const start = performance.now();
    await model.fit(x, y, { epochs: 40, batchSize: 8, yieldEvery: 5 });
    const elapsed = performance.now() - start;
    clearInterval(timer);
    expect(elapsed).toBeGreaterThan(20);
    // A machine under load may give fewer turns than one in 5 ms; without yielding there are none.
    expect(ticks).toBeGreaterThan(elapsed / 100);
  });

  test('gets a turn after every batch of fit, evaluate and predict with yieldEvery: 0', async () => {
    const model = line();
    const how = { batchSize: 1, yieldEvery: 0 };
    const turnsDuring = async (work: Promise<unknown>): Promise<number> => {
      let turns = 0;
      let working = true;
      const count = (): void => {
        turns++;
        if (working) setImmediate(count);
      };
      setImmediate(count);
      await work;
      working = false;
      return turns;
    };
    expect(await turnsDuring(model.fit(X, Y, how))).toBeGreaterThanOrEqual(3);
    expect(await turnsDuring(model.evaluate(X, Y, how))).toBeGreaterThanOrEqual(3);
    expect(await turnsDuring(model.predict(X, how))).toBeGreaterThanOrEqual(3);
  });
});

describe('a model that is fitting', () => {
  test.each<[string, (model: Model) => unknown]>([
    ['fit', (model) => model.fit(X, Y)],
    ['evaluate', (model) => model.evaluate(X, Y)],
    ['trainOnBatch', (model) => model.trainOnBatch(X, Y)],
    ['compile', (model) => model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })],
  ])('refuses %s until it is done', async (name, use) => {
    const model = line();
    const fitted = model.fit(X, Y, { yieldEvery: 0 });
    await expect(Promise.resolve(model).then(use)).rejects.toThrow(
      new StateError(`sequential is fitting or evaluating: wait for it before ${name}`),
    );
    const { epoch } = await fitted;
    expect(epoch).toEqual([0]);
    await use(model);
  });

  test('may predict', async () => {
    const model = line();
    const predictions: number[][] = [];
    const callback: Callback = {
      async onTrainBatchEnd() {
        predictions.push([...(await model.predict(X)).data]);
      },
    };
    await model.fit(X, Y, { batchSize: 2, callbacks: [callback] });
    expect(predictions).toHaveLength(2);
    expect(predictions[1]).toEqual([...(await model.predict(X)).data]);
  });
});

function stop(control: TrainingControl): void {
  control.stop();
}

function at(now: number, then: number, control: TrainingControl): void {
  if (now === then) control.stop();
}
