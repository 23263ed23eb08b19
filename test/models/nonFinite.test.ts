import {
  activation,
  adam,
  dense,
  initializers,
  input,
  type Loss,
  Model,
  meanSquaredError,
  NonFiniteError,
  type NonFinitePlace,
  StateError,
  sgd,
  simpleRnn,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { numbersIn, weightsOf } from './numbersIn.ts';

/** The error of training step 0 with this message and place. */
function found(message: string, place: NonFinitePlace): unknown {
  return expect.objectContaining({ name: 'NonFiniteError', message, step: 0, place });
}

const ADVICE =
  'The weights are those of the step before; lower the learning rate, or clip gradients with ' +
  'globalClipNorm';

/** A linear recurrence that grows tenfold at every step. */
function growing(): Model {
  const model = new Model([
    input({ shape: [null, 1] }),
    simpleRnn({
      units: 1,
      activation: 'linear',
      useBias: false,
      returnSequences: true,
      kernelInitializer: 'ones',
      recurrentInitializer: initializers.constant({ value: 10 }),
    }),
    dense({ units: 1, kernelInitializer: 'ones', name: 'head' }),
  ]);
  model.compile({ optimizer: adam(), loss: 'meanSquaredError' });
  return model;
}

describe('a training step that meets a number that is not finite', () => {
  test('names the first layer whose output is not, and its first time step', () => {
    const model = growing();
    // 10³⁶, 10³⁷, 10³⁸, then beyond float32; row 0 is quiet.
    const x = [
      [[0], [0], [0], [0], [0]],
      [[1e36], [0], [0], [0], [0]],
    ];
    const y = x.map((row) => row.map(() => [0]));
    expect(() => model.trainOnBatch(x, y)).toThrow(
      found(
        'training step 0 met the loss Infinity: layer simpleRnn is the first to give Infinity, ' +
          `at time step 3, row 1, [1, 3, 0]. ${ADVICE}`,
        {
          where: 'layer',
          path: 'simpleRnn',
          ...{ value: Infinity, index: [1, 3, 0], timeStep: 3 },
        },
      ),
    );
  });

  test('names a layer without a time axis by its row', () => {
    const model = new Model([
      input({ shape: [1] }),
      dense({ units: 1, kernelInitializer: initializers.constant({ value: 1e30 }) }),
      activation({ activation: 'linear' }),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    expect(() => model.trainOnBatch([[1], [1e10]], [[0], [0]])).toThrow(
      found(
        'training step 0 met the loss Infinity: layer dense is the first to give Infinity, ' +
          `at row 1, [1, 0]. ${ADVICE}`,
        { where: 'layer', path: 'dense', value: Infinity, index: [1, 0] },
      ),
    );
  });

  test('names the weight that is not', () => {
    const model = new Model([input({ shape: [1] }), dense({ units: 2, name: 'first' })]);
    model.compile({ optimizer: sgd({ learningRate: 1e38 }), loss: 'meanSquaredError' });
    model.trainOnBatch([[1000]], [[1, 1]]);
    const steps = model.iterations;
    expect(() => model.trainOnBatch([[1]], [[1, 1]])).toThrow(
      /^training step 1 met the loss (NaN|Infinity): weight first\/kernel is -?Infinity at \[0, 0\]\./,
    );
    expect(model.iterations).toBe(steps);
  });

  test('is a StateError that says as data where', () => {
    const model = growing();
    const x = [[[1e38], [1e38]]];
    let error: unknown;
    try {
      model.trainOnBatch(x, x);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(StateError);
    expect(error).toBeInstanceOf(NonFiniteError);
  });

  test('names the weight whose gradient is not, where the loss still is', () => {
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
    expect(() => model.trainOnBatch([[10]], [[0]])).toThrow(
      found(
        'training step 0 met a gradient norm of Infinity: the gradient of weight dense/kernel is ' +
          `Infinity at [0, 0]. ${ADVICE}`,
        { where: 'gradient', path: 'dense/kernel', value: Infinity, index: [0, 0] },
      ),
    );
  });

  test('says so where only the loss is not', () => {
    const inner = meanSquaredError();
    const broken: Loss<Parameters<typeof inner.backward>[0]> = {
      ...inner,
      name: 'broken',
      forward(batch, compute) {
        const { outputs, cache } = inner.forward(batch, compute);
        return { outputs: { ...outputs, total: Number.NaN }, cache };
      },
    };
    const model = new Model([input({ shape: [1] }), dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: broken });
    expect(() => model.trainOnBatch([[1]], [[0]])).toThrow(
      found(`training step 0 met the loss NaN: only the loss. ${ADVICE}`, {
        ...{ where: 'loss', value: Number.NaN, index: [] },
      }),
    );
  });

  test('leaves weights, memory and count as they were, and training can go on', async () => {
    const model = growing();
    const good = [[[1], [0.5]]];
    model.trainOnBatch(good, good);
    const weights = weightsOf(model);
    const memory = numbersIn(Object.values(model.optimizerState?.slots ?? {}).flat());
    const scalars = { ...model.optimizerState?.scalars };
    const bad = [[[1e38], [1e38]]];
    expect(() => model.trainOnBatch(bad, bad)).toThrow(StateError);
    await expect(model.fit(bad, bad)).rejects.toThrow(StateError);
    expectBits(weightsOf(model), weights, 'the weights');
    const after = numbersIn(Object.values(model.optimizerState?.slots ?? {}).flat());
    expectBits(after, memory, 'the memory of the optimizer');
    expect(model.optimizerState?.scalars).toEqual(scalars);
    expect(model.iterations).toBe(1);

    const other = growing();
    other.trainOnBatch(good, good);
    expect(model.trainOnBatch(good, good)).toEqual(other.trainOnBatch(good, good));
    expectBits(weightsOf(model), weightsOf(other), 'the weights after one more step');
  });

  test('is found at a masked step neither in inputs nor in targets', () => {
    const model = growing();
    const bad = Number.NaN;
    const report = model.trainOnBatch({ data: [[[1], [bad]]], lengths: [1] }, [[[1], [bad]]]);
    expect(report.loss).toBe(0);
  });
});

test('fit that diverges ends at the step that shows it, with the weights of the step before', async () => {
  const model = new Model([input({ shape: [1] }), dense({ units: 1 })]);
  model.compile({ optimizer: sgd({ learningRate: 10 }), loss: 'meanSquaredError' });
  let steps = 0;
  let last = weightsOf(model);
  const callbacks = [
    {
      onTrainBatchEnd() {
        steps++;
        last = weightsOf(model);
      },
    },
  ];
  const x = Array.from({ length: 100 }, () => [1]);
  const fitted = model.fit(x, x, { batchSize: 1, callbacks });
  await expect(fitted).rejects.toThrow(/^training step \d+ met (the loss|a gradient norm)/);
  expect(steps).toBeGreaterThan(3);
  expect(model.iterations).toBe(steps);
  expectBits(weightsOf(model), last, 'the weights');
});

test('fit that ends with a weight that is not finite says so', async () => {
  const model = new Model([input({ shape: [1] }), dense({ units: 1 })]);
  model.compile({ optimizer: sgd({ learningRate: 1e38 }), loss: 'meanSquaredError' });
  await expect(model.fit([[1000]], [[1]])).rejects.toThrow(
    /^training step 0 left a model that cannot be used: weight dense\/kernel is -?Infinity at \[0, 0\]\. Go back to a saved one, and lower the learning rate$/,
  );
});
