import {
  ConfigError,
  defineLayer,
  dense,
  input,
  leaf,
  type Metric,
  Model,
  StateError,
  sgd,
  weight,
} from 'unrolled';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { expectBits } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { OWN_PARTS } from './build.ts';
import { hideSharedMemory } from './hideSharedMemory.ts';
import { fragile, ownLoss, seen, unsendable } from './ownParts.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('parts of one’s own', () => {
  const own = (how: 'exit' | 'throw' | 'never' = 'never', at = 0): Model => {
    const model = new Model([input({ shape: [2] }), fragile({ how, at }), dense({ units: 1 })]);
    model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: ownLoss, metrics: [seen] });
    return model;
  };
  const x = Array.from({ length: 7 }, (_, row) => [row / 7, 1 - row / 3]);
  const y = x.map(([a = 0, b = 0]) => [a * b]);
  const how = { batchSize: 4, epochs: 2, shards: 3 };

  test('reach workers by their module', async () => {
    for (const module of [OWN_PARTS, OWN_PARTS.href]) {
      const [model, other] = [own(), own()];
      const history = await model.fit(x, y, { ...how, workers: { count: 2, module } });
      expect(history).toEqual(await other.fit(x, y, how));
      expect(history.history.seen).toEqual([7, 7]);
      expectBits(weightsOf(model), weightsOf(other), 'the weights');
    }
  });

  const without = (what: string, list: string): ConfigError =>
    new ConfigError(
      `fit with workers cannot make ${what} in another thread: they are your own. Export ${list} = ` +
        "[...] from a module and say workers: { count, module: new URL('./mine.js', import.meta.url) }",
    );
  test('are refused without one', async () => {
    const layers = [input({ shape: [2] }), dense({ units: 1 })];
    const [withLoss, withMetric] = [new Model(layers), new Model(layers)];
    withLoss.compile({ optimizer: 'sgd', loss: ownLoss });
    withMetric.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: [seen] });
    for (const [model, error] of [
      [own(), without("layers of kind 'fragile'", 'layers')],
      [withLoss, without('the loss ownLoss', 'losses')],
      [withMetric, without('the metric seen', 'metrics')],
    ] as const) {
      const before = weightsOf(model);
      await expect(model.fit(x, y, { workers: 2 })).rejects.toThrow(error);
      expectBits(weightsOf(model), before, 'the weights');
    }
  });

  test('are refused if their state cannot be sent', async () => {
    const model = new Model([input({ shape: [2] }), dense({ units: 1 })]);
    const workers = { count: 1, module: OWN_PARTS };
    const fitWith = (metric: Metric<object>): Promise<unknown> => {
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: [metric] });
      return model.fit(x, y, { workers, shards: 1 });
    };
    await expect(fitWith(unsendable)).rejects.toThrow(
      /^worker 1 of 1 failed in training step 0, but not here: DataCloneError: .* could not be cloned\.$/,
    );
    const init = (): object => ({ count: () => 0 });
    await expect(fitWith({ ...unsendable, init })).rejects.toThrow(
      /^fit lost worker 1 of 1 in training step 0: DataCloneError: .* could not be cloned/,
    );
  });

  test('are refused if they are others than those of the module', async () => {
    const other = defineLayer<object>({
      kind: 'fragile',
      required: [],
      defaults: { how: 'never', at: 0 },
      build(_options, [before]) {
        return leaf({
          output: { type: 'numbers', shape: before?.shape ?? [] },
          weights: { scale: weight([2], 'ones') },
          forward: (_weights, inputs) => ({ outputs: inputs, cache: undefined }),
          backward: (_weights, _grads, _cache, d) => d,
        });
      },
    });
    const model = new Model([input({ shape: [2] }), other(), dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const workers = { count: 1, module: OWN_PARTS };
    await expect(model.fit(x, y, { workers })).rejects.toThrow(
      new ConfigError(
        `the layers of ${OWN_PARTS.href} have other weights than those of the model of the same ` +
          'kinds: export the layers that the model is made of',
      ),
    );
  });

  test('may not have a name of the library’s and be taken for it', async () => {
    const model = new Model([input({ shape: [2] }), dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: { ...ownLoss, name: 'meanSquaredError' } });
    await expect(model.fit(x, y, { workers: 1 })).rejects.toThrow(
      without('the loss meanSquaredError', 'losses'),
    );
  });

  test.each<[string, string, string | RegExp]>([
    ['that is not there', './nowhere.js', /^fit could not start worker [12] of 2: .*nowhere\.js/],
    [
      'without them',
      'data:text/javascript,export{}',
      "data:text/javascript,export{} exports no layers with one of kind 'fragile', which the model has: add it",
    ],
    [
      'that exports no list',
      'data:text/javascript,export const layers = 1',
      'data:text/javascript,export const layers = 1 wants to export layers as a list of layers',
    ],
  ])('are refused from a module %s', async (_, module, message) => {
    const workers = { count: 2, module: new URL(module, import.meta.url) };
    await expect(own().fit(x, y, { workers })).rejects.toThrow(message);
  });

  test.each([1, 2])(
    'that end the thread end the fit after a whole step, %i workers',
    async (count) => {
      for (const shared of [true, false]) {
        if (!shared) hideSharedMemory();
        const steps: (readonly number[])[] = [];
        const model = own('exit', 2 * 3);
        const callbacks = [{ onTrainBatchEnd: () => void steps.push(weightsOf(model)) }];
        const workers = { count, module: OWN_PARTS };
        // the first worker computes every shard, or every other one, of which there are three a step
        const died = count === 1 ? 2 : 3;
        const fitted = model.fit(x, y, { ...how, epochs: 9, workers, callbacks });
        await expect(fitted).rejects.toThrow(
          new StateError(
            `fit lost worker 1 of ${count} in training step ${died}: it ended with exit code 3. The ` +
              'model is that of the step before: fit on, or without workers to see more',
          ),
        );
        expect(model.iterations).toBe(died);
        expectBits(weightsOf(model), steps.at(-1) ?? [], 'the weights');
        const { history } = await model.fit(x, y, how); // and can go on
        expect(history.loss).toHaveLength(2);
      }
    },
  );

  test('that throw in a worker alone are named with what they threw', async () => {
    const model = own('throw', 4);
    const before = model.iterations;
    const workers = { count: 1, module: OWN_PARTS };
    await expect(model.fit(x, y, { ...how, shards: 2, workers })).rejects.toThrow(
      new StateError(
        'worker 1 of 1 failed in training step 2, but not here: TypeError: this layer is fragile',
      ),
    );
    expect(model.iterations).toBe(before + 2);
  });
});
