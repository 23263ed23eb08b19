import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  decodeModel,
  encodeModel,
  exponentialDecay,
  type FitOptions,
  ftrl,
  lion,
  type Model,
  nadam,
  type Optimizer,
  rmsprop,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

const EPOCHS = 4;
const LENGTHS = [5, 2, 6, 6, 3];

const OPTIMIZERS: readonly [string, () => Optimizer][] = [
  ['adam with clipping', () => adam({ learningRate: 0.01, globalClipNorm: 0.1 })],
  ['adam with amsgrad', () => adam({ amsgrad: true })],
  ['rmsprop with everything', () => rmsprop({ momentum: 0.5, centered: true })],
  ['sgd with Nesterov momentum', () => sgd({ momentum: 0.9, nesterov: true })],
  ['sgd without memory', () => sgd({})],
  [
    'adamw with exclusions and a schedule',
    () =>
      adamw({
        learningRate: exponentialDecay({
          ...{ initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.5 },
        }),
        excludeFromWeightDecay: ['bias', 'embedding'],
      }),
  ],
  ['adagrad', () => adagrad({ learningRate: 0.1 })],
  ['adadelta', () => adadelta({ learningRate: 1 })],
  ['adamax', () => adamax({ weightDecay: 0.1 })],
  ['nadam', () => nadam({ clipValue: 0.01 })],
  ['lion', () => lion()],
  ['ftrl', () => ftrl({ learningRate: 0.1 })],
  ['two batches an update', () => adam({ gradientAccumulationSteps: 2 })],
];

function compiled(optimizer: Optimizer): Model {
  const model = tokenModel({ rate: 0.4 });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

async function train(
  model: Model,
  options: FitOptions,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const { x, y } = drawTokens(LENGTHS);
  const { history } = await model.fit(x, y, { batchSize: 2, ...options });
  return history;
}

describe('training that is cut, saved, loaded and gone on with has the bits of the whole', () => {
  test.each(OPTIMIZERS)('with %s, whatever epoch it is cut after', async (_, optimizer) => {
    const whole = compiled(optimizer());
    const history = await train(whole, { epochs: EPOCHS });
    for (let cut = 1; cut < EPOCHS; cut++) {
      const first = compiled(optimizer());
      await train(first, { epochs: cut });
      const { model } = decodeModel(encodeModel(first));
      const rest = await train(model, { initialEpoch: cut, epochs: EPOCHS });
      expectBits(weightsOf(model), weightsOf(whole), `the weights, cut after epoch ${cut}`);
      expect(model.iterations).toBe(whole.iterations);
      expect(Object.keys(rest)).toEqual(Object.keys(history));
      for (const [name, values] of Object.entries(history)) {
        expectBits(rest[name], values.slice(cut), `${name}, cut after epoch ${cut}`);
      }
    }
  });

  test('with windows of truncated backpropagation', async () => {
    const optimizer = (): Optimizer => adam({ learningRate: 0.01 });
    const whole = compiled(optimizer());
    await train(whole, { epochs: 2, bptt: { steps: 4 } });
    const first = compiled(optimizer());
    await train(first, { epochs: 1, bptt: { steps: 4 } });
    const { model } = decodeModel(encodeModel(first));
    await train(model, { initialEpoch: 1, epochs: 2, bptt: { steps: 4 } });
    expectBits(weightsOf(model), weightsOf(whole), 'the weights');
  });

  test.each<[string, () => Optimizer]>([
    ['adam', () => adam()],
    ['averages', () => adam({ useEma: true, emaMomentum: 0.5 })],
    ['four batches an update', () => adam({ gradientAccumulationSteps: 4 })],
  ])('batch by batch, cut after every step, with %s', (_, optimizer) => {
    const { x, y } = drawTokens(LENGTHS);
    const whole = compiled(optimizer());
    let current = compiled(optimizer());
    for (let step = 0; step < 6; step++) {
      const rows = [step % 5, (step + 1) % 5];
      const batch = [rows.map((row) => x[row] ?? []), rows.map((row) => y[row] ?? [])] as const;
      const expected = whole.trainOnBatch(...batch);
      const report = current.trainOnBatch(...batch);
      expect(report.loss).toBe(expected.loss);
      expectBits(weightsOf(current), weightsOf(whole), `the weights after step ${step}`);
      expect(current.optimizerState).toEqual(whole.optimizerState);
      current = decodeModel(encodeModel(current)).model;
    }
  });
});

test('a file without the optimizer starts its memory anew', () => {
  const { x, y } = drawTokens(LENGTHS);
  const first = compiled(adam());
  first.trainOnBatch(x, y);
  const { model } = decodeModel(encodeModel(first, { optimizer: false }));
  expect(first.iterations).toBe(1);
  expect(model.iterations).toBe(0);
  expect(model.optimizerState).toBeUndefined();
  expectBits(weightsOf(model), weightsOf(first), 'the weights');
});
