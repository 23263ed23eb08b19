import type { Worker } from 'node:worker_threads';
import {
  type Callback,
  ConfigError,
  dense,
  type FitOptions,
  input,
  lstm,
  Model,
  type ModelData,
  StateError,
  sgd,
  UnrolledError,
} from 'unrolled';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { expectBits } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { OWN_PARTS } from './build.ts';
import { type Fitted, fitTask, TASKS } from './models.ts';
import { fragile, ownLoss, seen } from './ownParts.ts';

const CASES: readonly (readonly [string, keyof typeof TASKS, FitOptions])[] = [
  ['classification', 'classification', {}],
  ['classification in windows', 'classification', { bptt: { steps: 2 } }],
  ['regression', 'regression', { validationSplit: 0.2 }],
];
const COUNTS = [1, 2, 3].flatMap((shards) => [1, 2, 3].map((workers) => ({ shards, workers })));

/** As on a page that is not cross-origin isolated: large arrays travel with the messages. */
function hideSharedMemory(): void {
  vi.stubGlobal('crossOriginIsolated', false);
}
afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(CASES)(
  '%s with workers has the bits of the same shards in this thread',
  (_, task, how) => {
    const here = new Map<number, Promise<Fitted>>();
    const inThisThread = (shards: number): Promise<Fitted> => {
      const fitted = here.get(shards) ?? fitTask(TASKS[task], { ...how, shards });
      here.set(shards, fitted);
      return fitted;
    };

    test.each(COUNTS)('$shards shards, $workers workers', async ({ shards, workers }) => {
      const fitted = await fitTask(TASKS[task], { ...how, shards, workers });
      expect(fitted).toEqual(await inThisThread(shards));
    });

    test('in float64', async () => {
      const options = { ...how, shards: 3 };
      expect(await fitTask(TASKS[task], { ...options, workers: 2 }, 'float64')).toEqual(
        await fitTask(TASKS[task], options, 'float64'),
      );
    });

    test.each([1, 2, 3])('without shared memory, %i workers', async (workers) => {
      hideSharedMemory();
      const fitted = await fitTask(TASKS[task], { ...how, shards: 3, workers });
      expect(fitted).toEqual(await inThisThread(3));
    });
  },
);

test('two shards are the default with workers, one is without', async () => {
  const { classification } = TASKS;
  const [one, two] = [1, 2].map((shards) => fitTask(classification, { shards }));
  expect(await fitTask(classification, { workers: 1 })).toEqual(await two);
  expect(await fitTask(classification, {})).toEqual(await one);
  expect(await one).not.toEqual(await two);
});

test('a second fit goes on from the first', async () => {
  const { make, x, y } = TASKS.regression;
  const [model, other] = [make(), make()];
  for (const initialEpoch of [0, 1]) {
    const how = { batchSize: 4, epochs: initialEpoch + 1, initialEpoch, shards: 2 };
    expect(await model.fit(x, y, { ...how, workers: 2 })).toEqual(await other.fit(x, y, how));
  }
  expectBits(weightsOf(model), weightsOf(other), 'the weights');
});

describe('a fit with workers', () => {
  const { make, x, y } = TASKS.regression;
  const fit = (callback: Callback, options: FitOptions = {}) => {
    const model = make();
    const how = { batchSize: 4, epochs: 3, shards: 2, callbacks: [callback], ...options };
    return { model, fitted: model.fit(x, y, how) };
  };

  test('trains on what a callback made of the weights', async () => {
    const weightsAfter = async (options: FitOptions): Promise<readonly number[]> => {
      const { model, fitted } = fit(
        {
          onEpochBegin: () =>
            model.setWeights(
              model.getWeights().map((w) => Object.assign(w, { data: w.data.map((v) => v / 2) })),
            ),
        },
        options,
      );
      await fitted;
      return weightsOf(model);
    };
    expectBits(await weightsAfter({ workers: 2 }), await weightsAfter({}), 'the weights');
  });

  test('stops when a callback says so', async () => {
    const { model, fitted } = fit(
      { onTrainBatchEnd: (batch, _, control) => (batch === 1 ? control.stop() : undefined) },
      { workers: 2 },
    );
    expect((await fitted).epoch).toEqual([0]);
    expect(model.iterations).toBe(2);
  });

  test('ends with the reason of its signal, after a whole step', async () => {
    const controller = new AbortController();
    const { model, fitted } = fit(
      {
        onTrainBatchEnd: (batch) =>
          batch === 1 ? controller.abort(new Error('enough')) : undefined,
      },
      { workers: 2, signal: controller.signal },
    );
    await expect(fitted).rejects.toThrow('enough');
    expect(model.iterations).toBe(2);
    const other = fit({
      onTrainBatchEnd: (batch, _, control) => (batch === 1 ? control.stop() : undefined),
    });
    await other.fitted;
    expectBits(weightsOf(model), weightsOf(other.model), 'the weights');
  });

  test('lets this thread do other things during a step', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await fit({}, { workers: 1, epochs: 20, yieldEvery: 1e9 }).fitted;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('workers are ended', () => {
  const { make, x, y } = TASKS.regression;
  const abort = new AbortController();
  const ENDS: readonly (readonly [string, FitOptions, RegExp | undefined])[] = [
    ['when the fit ends', {}, undefined],
    [
      'when a callback throws',
      {
        callbacks: [
          {
            onTrainBatchEnd() {
              throw new Error('a callback threw');
            },
          },
        ],
      },
      /a callback threw/,
    ],
    [
      'when the fit is aborted',
      {
        signal: abort.signal,
        callbacks: [{ onTrainBatchEnd: () => abort.abort(new Error('enough')) }],
      },
      /enough/,
    ],
    [
      'when one of them could not begin',
      { workers: { count: 2, module: new URL('data:text/javascript,export const layers = 1') } },
      /as a list of layers/,
    ],
  ];

  test.each(ENDS)('%s', async (_, options, error) => {
    const counts = { started: 0, ended: 0 };
    const note = (worker: Worker): void => {
      counts.started++;
      worker.once('exit', () => counts.ended++);
    };
    process.on('worker', note);
    try {
      const fitted = make().fit(x, y, { workers: 2, ...options });
      if (error === undefined) await fitted;
      else await expect(fitted).rejects.toThrow(error);
      expect(counts).toEqual({ started: 2, ended: 2 });
    } finally {
      process.off('worker', note);
    }
  });
});

describe('an error in a worker is the error of a fit without', () => {
  const WRONG: readonly (readonly [string, () => Model, ModelData, ModelData])[] = [
    [
      'a class out of range',
      () => {
        const model = new Model([input({ shape: [1] }), dense({ units: 2 })]);
        model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
        return model;
      },
      [[1], [1], [1], [1]],
      [0, 1, 1, 7],
    ],
    [
      'a loss that is not finite',
      () => {
        const model = new Model([
          input({ shape: [1] }),
          dense({ units: 1, kernelInitializer: 'ones' }),
        ]);
        model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
        return model;
      },
      [[1], [1], [1], [1e30]],
      [0, 0, 0, 0],
    ],
    [
      'targets that do not fit',
      () => {
        const model = new Model([input({ shape: [null, 1] }), lstm({ units: 2 })]);
        model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
        return model;
      },
      [[[1]], [[1]]],
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
  ];

  test.each(WRONG)('%s', async (_, make, x, y) => {
    const errorOf = async (options: FitOptions): Promise<unknown> => {
      const model = make();
      const before = weightsOf(model);
      const fitted = model.fit(x, y, { shuffle: false, ...options });
      const error: unknown = await fitted.then(
        () => 'none',
        (reason: unknown) => reason,
      );
      expectBits(weightsOf(model), before, 'the weights');
      expect(model.iterations).toBe(0);
      return error;
    };
    const whole = await errorOf({});
    expect(whole).toBeInstanceOf(UnrolledError);
    expect(await errorOf({ workers: 2 })).toEqual(whole);
  });
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
            `fit lost worker 1 of ${count} in training step ${died}, and the model is that of the step ` +
              'before: it ended with exit code 3',
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
