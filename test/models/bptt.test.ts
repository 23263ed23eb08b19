import * as room from 'unrolled';
import {
  activation,
  adam,
  ConfigError,
  type Dtype,
  dense,
  type FitOptions,
  flatten,
  initializers,
  input,
  type Model,
  type ModelState,
  rnn,
  ShapeError,
  sequential,
  sgd,
  simpleRnn,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { elmanCell } from '../layers/cells.ts';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

function compiled(dtype: Dtype = 'float32', rate = 0): ReturnType<typeof tokenModel> {
  const model = tokenModel({ dtype, rate });
  model.compile({
    optimizer: adam({ learningRate: 0.02, globalClipNorm: 0.2 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['perplexity'],
  });
  return model;
}

describe('truncated backpropagation through time', () => {
  test.each<[string, readonly number[], number]>([
    ['as long as the sequences', [6, 6, 6, 6], 6],
    ['longer than the sequences', [6, 6, 6, 6], 100],
    ['as long as the longest of ragged sequences', [6, 2, 4, 1], 6],
  ])('with windows %s is full backpropagation, bit for bit', async (_, lengths, steps) => {
    const { x, y } = drawTokens(lengths);
    for (const dtype of ['float32', 'float64'] as const) {
      const [full, windowed] = [compiled(dtype, 0.3), compiled(dtype, 0.3)];
      const how: FitOptions = { epochs: 3, batchSize: 3 };
      const expected = await full.fit(x, y, how);
      const history = await windowed.fit(x, y, { ...how, bptt: { steps } });
      expectBits(weightsOf(windowed), weightsOf(full), `the weights in ${dtype}`);
      expect(history).toEqual(expected);
    }
  });

  test.each([1, 2, 3, 4, 5])(
    'with windows of %i is one update a window, from the state of the one before',
    async (steps) => {
      const lengths = [7, 7, 7, 7, 7];
      const { x, y } = drawTokens(lengths);
      const model = compiled();
      await model.fit(x, y, { epochs: 2, batchSize: 3, shuffle: false, bptt: { steps } });

      const byHand = compiled();
      for (let epoch = 0; epoch < 2; epoch++) {
        for (const [first, last] of [
          [0, 3],
          [3, 5],
        ]) {
          let state: ModelState = {};
          for (let from = 0; from < 7; from += steps) {
            const cut = (rows: readonly number[][]): number[][] =>
              rows.slice(first, last).map((row) => row.slice(from, from + steps));
            ({ state } = byHand.trainOnBatch(cut(x), cut(y), state));
          }
        }
      }
      expect(model.iterations).toBe(4 * Math.ceil(7 / steps));
      expectBits(weightsOf(model), weightsOf(byHand), 'the weights');
    },
  );

  test('carries the state but not its gradient', async () => {
    // h_t = w (h_{t-1} + x_t), linear, w = 1/2, x = 1, 0; the target is 1 above the output at t = 1.
    // The gradient of (h₁ − y)² by w is −2 d h₁/d w: −2 (h₀ + w dh₀/dw) in full, −2 h₀ when cut.
    const build = (): Model => {
      const model = sequential(
        [
          input({ shape: [null, 1] }),
          simpleRnn({
            units: 1,
            activation: 'linear',
            useBias: false,
            returnSequences: true,
            kernelInitializer: initializers.constant({ value: 1 }),
            recurrentInitializer: initializers.constant({ value: 0.5 }),
          }),
        ],
        { dtype: 'float64' },
      );
      model.compile({ optimizer: sgd({ learningRate: 1 }), loss: 'meanSquaredError' });
      return model;
    };
    const x = [[[1], [0], [0]]];
    // h = 1, 1/2, 1/4 before any update; only the last step is wrong, by 1.
    const y = [[[1], [0.5], [1.25]]];
    const full = build();
    await full.fit(x, y);
    // d h₂/d R = h₁ + R h₀ = 1; the loss is the mean of three steps.
    expect(full.getWeight('simpleRnn/recurrentKernel').get(0, 0)).toBeCloseTo(0.5 + 2 / 3, 12);
    const cut = build();
    await cut.fit(x, y, { bptt: { steps: 2 } });
    // Windows [0, 1] and [2]: the first is right and changes nothing; then d h₂/d R = h₁ = 1/2.
    expect(cut.getWeight('simpleRnn/recurrentKernel').get(0, 0)).toBeCloseTo(0.5 + 1, 12);
    const forgetful = build();
    forgetful.trainOnBatch([[[0]]], [[[1.25]]]);
    expect(forgetful.getWeight('simpleRnn/recurrentKernel').get(0, 0)).toBe(0.5);
  });

  test('starts every batch from a state of zeros', async () => {
    const { x, y } = drawTokens([4, 4]);
    const how: FitOptions = { batchSize: 1, shuffle: false, bptt: { steps: 2 } };
    const [together, apart] = [compiled(), compiled()];
    await together.fit(x, y, how);
    await apart.fit(x.slice(0, 1), y.slice(0, 1), how);
    await apart.fit(x.slice(1), y.slice(1), how);
    expectBits(weightsOf(together), weightsOf(apart), 'the weights');
  });

  test('reports the loss over all steps of all windows, masked ones left out', async () => {
    const { x, y } = drawTokens([5, 2, 3, 1]);
    const model = tokenModel({ dtype: 'float64' });
    model.compile({
      optimizer: sgd({ learningRate: 0 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['perplexity'],
    });
    const { loss, perplexity = 0 } = await model.evaluate(x, y);
    const { history } = await model.fit(x, y, { batchSize: 2, bptt: { steps: 2 } });
    expect(history.loss?.[0]).toBeCloseTo(loss, 12);
    expect(history.perplexity?.[0]).toBeCloseTo(perplexity, 12);
  });

  test('cuts the mask of rows of different lengths as it cuts the rows', async () => {
    const x = [
      [[1], [2], [0.5], [-1], [3]],
      [[0.25], [2]],
      [[-2], [1], [0.5]],
    ];
    const build = (): Model => {
      const model = sequential([
        input({ shape: [null, 1] }),
        simpleRnn({ units: 1, returnSequences: true }),
      ]);
      model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
      return model;
    };
    const [model, byHand] = [build(), build()];
    await model.fit(x, x, { shuffle: false, bptt: { steps: 2 } });
    let state: ModelState = {};
    for (let from = 0; from < 5; from += 2) {
      const cut = x.map((row) => row.slice(from, from + 2));
      ({ state } = byHand.trainOnBatch(cut, cut, state));
    }
    expectBits(weightsOf(model), weightsOf(byHand), 'the weights');
  });

  test('carries the states of a user’s own cell as well', async () => {
    const build = (): Model => {
      const model = sequential([
        input({ shape: [null, 2] }),
        rnn(elmanCell(room)({ units: 3 }), { returnSequences: true }),
      ]);
      model.setWeights(
        model.getWeights().map((weight) => {
          weight.data.forEach((_, i) => {
            weight.data[i] = ((i % 5) - 2) / 5;
          });
          return weight;
        }),
      );
      model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
      return model;
    };
    const x = [
      [
        [1, 2],
        [0.5, -1],
        [3, 0.25],
      ],
    ];
    const y = [
      [
        [0, 1],
        [1, 0],
        [0.5, 0.5],
      ],
    ];
    const model = build();
    await model.fit(x, y, { bptt: { steps: 2 } });
    const byHand = build();
    const { state } = byHand.trainOnBatch([x[0]?.slice(0, 2) ?? []], [y[0]?.slice(0, 2) ?? []]);
    expect(Object.keys(state)).toEqual(['rnn/elman/h']);
    byHand.trainOnBatch([x[0]?.slice(2) ?? []], [y[0]?.slice(2) ?? []], state);
    expectBits(weightsOf(model), weightsOf(byHand), 'the weights');
  });
});

describe('truncated backpropagation is refused', () => {
  test('where there is no target for every step', async () => {
    const model = sequential([input({ shape: [null, 1] }), simpleRnn({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const fitted = model.fit([[[1], [2], [3]]], [[1]], { bptt: { steps: 2 } });
    await expect(fitted).rejects.toThrow(
      new ShapeError(
        'fit with bptt wants targets for every time step, got x [1, 3, 1] and y [1, 1]',
      ),
    );
  });

  test('where a layer needs all steps at once', async () => {
    const model = sequential([
      input({ shape: [4, 1] }),
      activation({ activation: 'tanh' }),
      flatten({}),
      dense({ units: 4 }),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const before = weightsOf(model);
    const fitted = model.fit([[[1], [2], [3], [4]]], [[1, 2, 3, 4]], { bptt: { steps: 2 } });
    await expect(fitted).rejects.toThrow(
      new ConfigError(
        'fit with bptt cannot cut time into windows: flatten needs all time steps at once to ' +
          'flatten them',
      ),
    );
    expectBits(weightsOf(model), before, 'the weights');
  });
});

test('sequences without a step give windows without an update', async () => {
  const model = compiled();
  const before = weightsOf(model);
  const { history } = await model.fit([[], []], [[], []], { bptt: { steps: 2 } });
  expect(model.iterations).toBe(0);
  expectBits(weightsOf(model), before, 'the weights');
  expect(history.loss).toEqual([0]);
  expect(history.gradientNorm).toEqual([0]);
});
