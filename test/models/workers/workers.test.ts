import type { Worker } from 'node:worker_threads';
import {
  type Callback,
  dense,
  type FitOptions,
  input,
  lstm,
  Model,
  type ModelData,
  StateError,
  UnrolledError,
} from 'unrolled';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { expectBits } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { TASKS } from './models.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a fit with workers', () => {
  const { make, x, y } = TASKS.regression;
  const train = (callback: Callback, options: FitOptions = {}) => {
    const model = make();
    const how = { batchSize: 4, epochs: 3, shards: 2, callbacks: [callback], ...options };
    return { model, fitted: model.fit(x, y, how) };
  };

  test('trains on what a callback made of the weights', async () => {
    const weightsAfter = async (options: FitOptions): Promise<readonly number[]> => {
      const { model, fitted } = train(
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
    const { model, fitted } = train(
      { onTrainBatchEnd: (batch, _, control) => (batch === 1 ? control.stop() : undefined) },
      { workers: 2 },
    );
    expect((await fitted).epoch).toEqual([0]);
    expect(model.iterations).toBe(2);
  });

  test('ends with the reason of its signal, after a whole step', async () => {
    const controller = new AbortController();
    const { model, fitted } = train(
      {
        onTrainBatchEnd: (batch) =>
          batch === 1 ? controller.abort(new Error('enough')) : undefined,
      },
      { workers: 2, signal: controller.signal },
    );
    await expect(fitted).rejects.toThrow('enough');
    expect(model.iterations).toBe(2);
    const other = train({
      onTrainBatchEnd: (batch, _, control) => (batch === 1 ? control.stop() : undefined),
    });
    await other.fitted;
    expectBits(weightsOf(model), weightsOf(other.model), 'the weights');
  });

  test('lets this thread do other things during a step', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await train({}, { workers: 1, epochs: 20, yieldEvery: 1e9 }).fitted;
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

describe('a worker that does not start is a StateError that names it', () => {
  const { make, x, y } = TASKS.regression;

  test('where a page forbids workers', async () => {
    vi.stubGlobal('Worker', function forbidden() {
      throw new DOMException('workers are forbidden here', 'SecurityError');
    });
    await expect(make().fit(x, y, { workers: 2 })).rejects.toThrow(
      new StateError(
        'fit could not start worker 1 of 2: SecurityError: workers are forbidden here',
      ),
    );
  });

  test('where a page does not find its file', async () => {
    const ended: object[] = [];
    class Worker {
      onerror: ((event: object) => void) | undefined;
      postMessage(): void {
        setTimeout(() => this.onerror?.({}), 0);
      }
      terminate(): void {
        ended.push(this);
      }
    }
    vi.stubGlobal('Worker', Worker);
    await expect(make().fit(x, y, { workers: 2 })).rejects.toThrow(
      new StateError(
        'fit could not start worker 1 of 2: its file, or one that this imports, could not be loaded. ' +
          'A bundler has to bring its file along, unrolled/worker',
      ),
    );
    expect(ended).toHaveLength(2);
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
