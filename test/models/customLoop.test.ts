import {
  adam,
  adamw,
  asIds,
  type Clipping,
  clipGradients,
  type Dtype,
  dense,
  input,
  type Loss,
  type LossBatch,
  lstm,
  type Metric,
  Model,
  type Optimizer,
  rmsprop,
  sgd,
} from 'unrolled';
import { softmaxCrossEntropyBackward, softmaxCrossEntropyForward } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

const { x, y } = drawTokens([4, 4, 4]);
const TARGETS = asIds(y);

const THREE_BATCHES = { gradientAccumulationSteps: 3, useEma: true, weightDecay: 0.1 };

const OPTIMIZERS: readonly [string, (clipping: object) => Optimizer][] = [
  ['adam', (clipping) => adam({ learningRate: 0.01, ...clipping })],
  ['adamw', (clipping) => adamw({ weightDecay: 0.3, ...clipping })],
  ['adam, three batches an update', (clipping) => adam({ ...THREE_BATCHES, ...clipping })],
  ['rmsprop', (clipping) => rmsprop({ momentum: 0.9, centered: true, ...clipping })],
  ['sgd', (clipping) => sgd({ momentum: 0.9, ...clipping })],
];
const CLIPPINGS: readonly (Clipping | undefined)[] = [
  undefined,
  { globalClipNorm: 0.05 },
  { clipNorm: 0.02 },
  { clipValue: 0.003 },
];
const CASES = OPTIMIZERS.flatMap(([name, optimizer]) =>
  CLIPPINGS.map((clipping) => ({ name, optimizer, clipping })),
);

describe('a training loop of one’s own has the bits of trainOnBatch', () => {
  test.each(CASES)('with $name, clipping $clipping', ({ optimizer, clipping = {} }) => {
    const [model, byHand] = [tokenModel({ rate: 0.3 }), tokenModel({ rate: 0.3 })];
    model.compile({ optimizer: optimizer(clipping), loss: 'sparseCategoricalCrossentropy' });
    const own = optimizer(clipping);
    const state = own.init(byHand.trainableWeights);
    for (let step = 0; step < 4; step++) {
      const report = model.trainOnBatch(x, y);
      const [logits, backward, { mask }] = byHand.begin(x, { training: true, step });
      const { outputs, cache } = softmaxCrossEntropyForward({ logits, targets: TARGETS, mask });
      const gradients = backward(softmaxCrossEntropyBackward(cache));
      const { norm, clipped } = own.update(byHand.trainableWeights, gradients, state);
      expect(outputs.total / outputs.count).toBe(report.loss);
      expect({ norm, clipped }).toEqual({ norm: report.gradientNorm, clipped: report.clipped });
      expectBits(weightsOf(byHand), weightsOf(model), `the weights after step ${step}`);
    }
  });

  test('with weights that are excluded from their decay', () => {
    const [model, byHand] = [tokenModel(), tokenModel()];
    const optimizer = adamw({ weightDecay: 0.3, excludeFromWeightDecay: ['bias', 'lstm/kernel'] });
    model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    const state = optimizer.init(byHand.trainableWeights);
    const decaying = byHand.trainableWeights.filter((_, i) => {
      const { path } = byHand.weights[i]!;
      return !path.endsWith('bias') && path !== 'lstm/kernel';
    });
    expect(decaying).toHaveLength(3);
    for (let step = 0; step < 4; step++) {
      model.trainOnBatch(x, y);
      const [logits, backward, { mask }] = byHand.begin(x, { training: true, step });
      const { cache } = softmaxCrossEntropyForward({ logits, targets: TARGETS, mask });
      const gradients = backward(softmaxCrossEntropyBackward(cache));
      const how = [undefined, undefined, decaying] as const;
      optimizer.update(byHand.trainableWeights, gradients, state, ...how);
      expectBits(weightsOf(byHand), weightsOf(model), `the weights after step ${step}`);
    }
  });

  test('with clipGradients before updateClipped', () => {
    const [model, byHand] = [tokenModel(), tokenModel()];
    model.compile({
      optimizer: adam({ globalClipNorm: 0.05 }),
      loss: 'sparseCategoricalCrossentropy',
    });
    model.trainOnBatch(x, y);
    const optimizer = adam();
    const state = optimizer.init(byHand.trainableWeights);
    const [logits, backward, { mask }] = byHand.begin(x, { training: true });
    const { cache } = softmaxCrossEntropyForward({ logits, targets: TARGETS, mask });
    const gradients = backward(softmaxCrossEntropyBackward(cache));
    expect(clipGradients(gradients, { globalClipNorm: 0.05 }).clipped).toBe(true);
    optimizer.updateClipped(byHand.trainableWeights, gradients, state);
    expectBits(weightsOf(byHand), weightsOf(model), 'the weights');
  });

  test('with another learning rate for every step', () => {
    const model = tokenModel();
    const optimizer = sgd({ learningRate: 1 });
    const [predictions, backward] = model.begin(x);
    const gradients = backward(predictions).flatMap((gradient) => [...gradient.data]);
    const before = weightsOf(model);
    const [again, back] = model.begin(x);
    optimizer.update(
      model.trainableWeights,
      back(again),
      optimizer.init(model.trainableWeights),
      0.5,
    );
    const expected = before.map((w, i) => Math.fround(w - Math.fround(0.5 * (gradients[i] ?? 0))));
    expectBits(weightsOf(model), expected, 'the weights');
  });
});

describe.each<Dtype>(['float32', 'float64'])('a user’s own loss, in %s', (dtype) => {
  /** |prediction − target|, the mean over the numbers of a step. */
  const absolute: Loss<{ readonly batch: LossBatch; readonly counts: readonly boolean[] }> = {
    name: 'absolute',
    targets: 'numbers',
    forward(batch) {
      const { predictions, targets, mask } = batch;
      const N = predictions.shape.at(-1) ?? 1;
      const steps = predictions.size / N;
      const counts = Array.from({ length: steps }, (_, step) => mask?.data[step] !== 0);
      const losses = new Float64Array(steps);
      let total = 0;
      for (const [step, runs] of counts.entries()) {
        if (!runs) continue;
        for (let i = step * N; i < (step + 1) * N; i++) {
          losses[step]! += Math.abs(predictions.data[i]! - targets.data[i]!) / N;
        }
        total += losses[step] ?? 0;
      }
      const count = counts.filter((runs) => runs).length;
      return { outputs: { total, count, losses }, cache: { batch, counts } };
    },
    backward({ batch: { predictions, targets }, counts }, scale, compute) {
      const d = compute.zeros(predictions.shape);
      const N = predictions.shape.at(-1) ?? 1;
      for (let i = 0; i < d.size; i++) {
        if (counts[Math.floor(i / N)] !== true) continue;
        d.data[i] = (scale / N) * Math.sign(predictions.data[i]! - targets.data[i]!);
      }
      return d;
    },
  };

  /** The largest error so far: no ratio of sums. */
  const worst: Metric<number> = {
    name: 'worst',
    init: () => 0,
    update(state, { predictions, targets, counts }) {
      const N = predictions.shape.at(-1) ?? 1;
      let largest = state;
      for (let i = 0; i < predictions.size; i++) {
        if (counts[Math.floor(i / N)] === 0) continue;
        largest = Math.max(largest, Math.abs(predictions.data[i]! - targets.data[i]!));
      }
      return largest;
    },
    result: (state) => state,
  };

  const build = (): Model => {
    const model = new Model(
      [
        input({ shape: [null, 1] }),
        lstm({ units: 3, returnSequences: true }),
        dense({ units: 1, kernelInitializer: 'zeros' }),
      ],
      { dtype },
    );
    model.compile({
      optimizer: adam({ learningRate: 0.02 }),
      loss: absolute,
      metrics: [worst, 'meanAbsoluteError'],
    });
    return model;
  };
  const series = [[[0.5], [0.25], [1]], [[0.75]]];
  const next = [[[0.25], [1], [0.5]], [[2]]];

  test('and own metric are measured at steps that count', async () => {
    const model = build();
    for (const batchSize of [1, 2]) {
      const results = await model.evaluate(series, next, { batchSize });
      expect(results.loss).toBeCloseTo((0.25 + 1 + 0.5 + 2) / 4, 12);
      expect(results.meanAbsoluteError).toBeCloseTo(results.loss, 12);
      expect(results.worst).toBe(2);
    }
  });

  test('is learned from', async () => {
    const model = build();
    const { history } = await model.fit(series, next, { epochs: 200 });
    expect(Object.keys(history).slice(0, 3)).toEqual(['loss', 'worst', 'meanAbsoluteError']);
    expect(history.loss?.at(-1)).toBeLessThan(0.5 * (history.loss?.[0] ?? 0));
    expect(history.worst?.at(-1)).toBeLessThan(history.worst?.[0] ?? 0);
  });
});
