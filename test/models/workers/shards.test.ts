import {
  asTensor,
  ConfigError,
  dense,
  type FitOptions,
  initializers,
  input,
  type Loss,
  type Metric,
  Model,
  meanSquaredError,
  StateError,
  sgd,
  simpleRnn,
  sparseCategoricalCrossentropy,
  UnrolledError,
  zeros,
} from 'unrolled';
import { meanSquaredErrorBackward, meanSquaredErrorForward } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import { expectBits, expectClose } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { drawTokens, tokenModel } from '../tokenModel.ts';
import { fitTask, TASKS } from './models.ts';

/** What is fitted, and how: shards must change neither. */
const CASES: readonly (readonly [string, keyof typeof TASKS, FitOptions])[] = [
  ['classification', 'classification', {}],
  ['classification in windows', 'classification', { bptt: { steps: 2 } }],
  ['regression', 'regression', {}],
  ['sparse lookup', 'lookup', {}],
];

describe.each(CASES)('%s in shards', (_, task, options) => {
  test('is that of whole batches: but for the rounding of sums', async () => {
    const whole = await fitTask(TASKS[task], options, 'float64');
    for (const shards of [2, 3, 4]) {
      const { weights, history, iterations } = await fitTask(
        TASKS[task],
        { ...options, shards },
        'float64',
      );
      expect(iterations).toBe(whole.iterations);
      expectClose(weights, whole.weights, `the weights of ${shards} shards`);
      for (const [name, values] of Object.entries(whole.history.history)) {
        expectClose(history.history[name], values, `${name} of ${shards} shards`);
      }
    }
  });

  test('of which there is one is that of whole batches: bit for bit', async () => {
    expect(await fitTask(TASKS[task], { ...options, shards: 1 })).toEqual(
      await fitTask(TASKS[task], options),
    );
  });

  test('has the same bits whenever it is done', async () => {
    const [first, second] = [2, 2].map((shards) => fitTask(TASKS[task], { ...options, shards }));
    expect(await first).toEqual(await second);
  });
});

test.each([
  [5, 2, [2, 3]],
  [6, 3, [2, 2, 2]],
  [7, 3, [2, 2, 3]],
  [2, 3, [1, 1]],
  [1, 3, [1]],
])(
  '%i rows in %i shards are %j, whose gradients are added in this order',
  async (rows, shards, sizes) => {
    const make = (): Model => {
      const model = new Model([input({ shape: [3] }), dense({ units: 2 })], { seed: rows });
      model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
      return model;
    };
    const x = Array.from({ length: rows }, (_, row) => [row / 3, 1 / (row + 1), -row / 7]);
    const y = Array.from({ length: rows }, (_, row) => [Math.fround(row * 0.3), 1]);
    const model = make();
    const { history } = await model.fit(x, y, { shards, shuffle: false });

    const byHand = make();
    const sums = byHand.trainableWeights.map((weight) => zeros(weight.shape));
    // a shard that is alone knows by how many steps to divide
    const [early, late] = sizes.length === 1 ? [1 / rows, 1] : [1, Math.fround(1 / rows)];
    let total = 0;
    let from = 0;
    for (const size of sizes) {
      const [predictions, backward] = byHand.begin(x.slice(from, from + size), { training: true });
      const targets = asTensor(y.slice(from, from + size));
      const { outputs, cache } = meanSquaredErrorForward({ predictions, targets });
      const gradients = backward(meanSquaredErrorBackward(cache, early));
      for (const [i, sum] of sums.entries()) {
        sum.data.set(sum.data.map((s, j) => s + gradients[i]!.data[j]!));
      }
      total += outputs.total;
      from += size;
    }
    for (const { data } of sums) data.set(data.map((sum) => sum * late));
    const optimizer = sgd({ learningRate: 0.1 });
    const weights = byHand.trainableWeights;
    optimizer.update(weights, sums, optimizer.init(weights));
    expectBits(weightsOf(model), weightsOf(byHand), 'the weights');
    expect(history.loss).toEqual([total / rows]);
  },
);

describe('a shard', () => {
  test('whose steps are all masked adds nothing', async () => {
    const { x, y } = drawTokens([0, 0, 3, 2]);
    const train = async (options: FitOptions): Promise<readonly number[]> => {
      const model = tokenModel({ dtype: 'float64' });
      model.compile({ optimizer: sgd({ learningRate: 1 }), loss: 'sparseCategoricalCrossentropy' });
      await model.fit(x, y, { shuffle: false, ...options });
      return weightsOf(model);
    };
    expectClose(await train({ shards: 2 }), await train({}), 'the weights');
    expectBits(await train({ shards: 4 }), await train({ shards: 4 }), 'the weights');
  });

  test('is divided by the steps of the whole batch, those that are ignored left out', async () => {
    const { x, y } = drawTokens([4, 4, 4, 4]);
    const ignored = y.map((row, i) => row.map((token) => (i < 2 ? 0 : token)));
    const train = async (options: FitOptions): Promise<readonly number[]> => {
      const model = tokenModel({ dtype: 'float64' });
      const loss = sparseCategoricalCrossentropy({ ignoreClass: 0 });
      model.compile({ optimizer: sgd({ learningRate: 1 }), loss });
      await model.fit(x, ignored, { shuffle: false, ...options });
      return weightsOf(model);
    };
    expectClose(await train({ shards: 2 }), await train({}), 'the weights');
  });

  test('of a batch without a step that counts changes nothing', async () => {
    const model = tokenModel();
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const before = weightsOf(model);
    const { history } = await model.fit([[], []], [[], []], { shards: 2 });
    expect(history.loss).toEqual([0]);
    expectBits(weightsOf(model), before, 'the weights');
  });
});

describe('an error in a shard is the error of the whole batch', () => {
  const WRONG: readonly (readonly [string, () => Model, number[][][], number[][]])[] = [
    [
      'a class out of range, by its row in the batch',
      () => {
        const model = new Model([input({ shape: [null, 1] }), dense({ units: 2 })]);
        model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
        return model;
      },
      [[[1]], [[1]], [[1]], [[1]]],
      [[0], [1], [1], [7]],
    ],
    [
      'a loss that is not finite, by the first layer and time step',
      () => {
        const model = new Model([
          input({ shape: [null, 1] }),
          simpleRnn({
            units: 1,
            activation: 'linear',
            returnSequences: true,
            kernelInitializer: 'ones',
            recurrentInitializer: initializers.constant({ value: 10 }),
          }),
        ]);
        model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
        return model;
      },
      // both shards overflow, the second one earlier
      [1, 1e36, 1, 1e37].map((start) => [[start], [0], [0], [0]]),
      [1, 1, 1, 1].map(() => [0, 0, 0, 0]),
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
    expect(await errorOf({ shards: 2 })).toEqual(whole);
  });

  test('or says that the whole batch has none', async () => {
    const inner = meanSquaredError();
    const loss: Loss<Parameters<typeof inner.backward>[0]> = {
      ...inner,
      name: 'picky',
      forward(batch, compute) {
        if (batch.predictions.shape[0] === 1) throw new RangeError('one row is not enough');
        return inner.forward(batch, compute);
      },
    };
    const model = new Model([input({ shape: [1] }), dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss });
    const x = [[1], [2], [3]];
    await expect(model.fit(x, x, { shards: 2 })).rejects.toThrow(
      new StateError(
        'shard 1 of 2 failed in training step 0, though the whole batch does not: RangeError: one ' +
          'row is not enough',
      ),
    );
  });

  test('where the gradients overflow in their sum', async () => {
    const inner = meanSquaredError();
    const steep: Loss<Parameters<typeof inner.backward>[0]> = {
      ...inner,
      name: 'steep',
      backward(cache, scale, compute) {
        const d = inner.backward(cache, scale, compute);
        d.data.fill(3e38);
        return d;
      },
    };
    const model = new Model([input({ shape: [1] }), dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: steep });
    await expect(model.fit([[1], [1]], [[0], [0]], { shards: 2 })).rejects.toThrow(
      'training step 0 met a gradient norm of Infinity: the gradient of weight dense/kernel is ' +
        'Infinity at [0, 0].',
    );
  });
});

describe('a metric', () => {
  const counting: Metric<number> = {
    name: 'batches',
    init: () => 0,
    update: (batches) => batches + 1,
    result: (batches) => batches,
  };
  const train = async (metric: Metric<number>, options: FitOptions): Promise<unknown> => {
    const model = TASKS.regression.make();
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: [metric] });
    const { history } = await model.fit(TASKS.regression.x, TASKS.regression.y, options);
    return history[metric.name];
  };

  test('goes on from shard to shard, and from batch to batch', async () => {
    const merge = (first: number, second: number): number => first + second;
    expect(await train({ ...counting, merge }, { batchSize: 4, shards: 3 })).toEqual([6]);
    expect(await train({ ...counting, merge }, { batchSize: 3, shards: 3 })).toEqual([7]);
  });

  test('sees the shards in their order', async () => {
    const places: number[] = [];
    const noting: Metric<number> = {
      ...counting,
      merge(first, second) {
        places.push(first, second);
        return first + 10 * second;
      },
    };
    expect(await train(noting, { batchSize: 7, shards: 3 })).toEqual([21]);
    expect(places).toEqual([1, 1, 11, 1]);
  });

  test('that cannot be joined is refused', async () => {
    expect(await train(counting, { batchSize: 4 })).toEqual([2]);
    await expect(train(counting, { batchSize: 4, shards: 2 })).rejects.toThrow(
      new ConfigError(
        'fit in several shards wants the metric batches to have merge(first, second), which joins ' +
          'what two of them have seen: add it, or set shards to 1',
      ),
    );
  });
});
