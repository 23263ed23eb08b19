import {
  activation,
  binaryCrossentropy,
  ConfigError,
  categoricalCrossentropy,
  dense,
  input,
  type Loss,
  type LossName,
  lstm,
  Model,
  type ModelData,
  sparseCategoricalCrossentropy,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';

const X = [
  [
    [1, 2],
    [3, -1],
    [0.5, 0.25],
  ],
  [[-1, 0.5]],
];
const CLASSES = [[0, 2, 1], [2]];
const PROBABILITIES = [
  [
    [0.1, 0.2, 0.7],
    [1, 0, 0],
    [0, 1, 0],
  ],
  [[0, 0.5, 0.5]],
];

type Head = 'linear' | 'activation in dense' | 'activation layer';

function modelOf(head: Head, name: 'softmax' | 'sigmoid', loss: Loss | LossName): Model {
  const units = 3;
  const model = new Model(
    [
      input({ shape: [null, 2] }),
      lstm({ units: 4, returnSequences: true }),
      dense({ units, activation: head === 'activation in dense' ? name : 'linear' }),
      ...(head === 'activation layer' ? [activation({ activation: name })] : []),
    ],
    { seed: 2 },
  );
  model.compile({ optimizer: 'adam', loss, metrics: ['accuracy', 'perplexity'] });
  return model;
}

const LOSSES: readonly [LossName, 'softmax' | 'sigmoid', ModelData][] = [
  ['sparseCategoricalCrossentropy', 'softmax', CLASSES],
  ['categoricalCrossentropy', 'softmax', PROBABILITIES],
  ['binaryCrossentropy', 'sigmoid', PROBABILITIES],
];

describe.each(LOSSES)('%s', (loss, name, y) => {
  test.each<Head>(['activation in dense', 'activation layer'])(
    `reads the logits before a final ${name} (%s): the bits of a model without it`,
    async (head) => {
      const [plain, activated] = [modelOf('linear', name, loss), modelOf(head, name, loss)];
      for (let step = 0; step < 3; step++) {
        const expected = plain.trainOnBatch(X, y);
        const report = activated.trainOnBatch(X, y);
        expect(report).toEqual(expected);
        expect(report.gradientNorm).toBeGreaterThan(0);
      }
      expectBits(weightsOf(activated), weightsOf(plain), 'the weights');
      expect(await activated.evaluate(X, y)).toEqual(await plain.evaluate(X, y));
    },
  );

  test(`the model still gives what comes out of the ${name}`, async () => {
    const activated = modelOf('activation in dense', name, loss);
    const { data } = await activated.predict(X);
    expect(data.every((p) => p > 0 && p < 1)).toBe(true);
  });
});

const MAKERS: readonly [
  'softmax' | 'sigmoid',
  string,
  (options: { readonly fromLogits?: boolean }) => Loss,
  ModelData,
][] = [
  ['softmax', 'sparseCategoricalCrossentropy', sparseCategoricalCrossentropy, CLASSES],
  ['softmax', 'categoricalCrossentropy', categoricalCrossentropy, PROBABILITIES],
  ['sigmoid', 'binaryCrossentropy', binaryCrossentropy, PROBABILITIES],
];

describe.each(MAKERS)('fromLogits, a %s and %s', (name, loss, make, y) => {
  test('says what the model gives, and may be left out', () => {
    const free = modelOf('linear', name, make({})).trainOnBatch(X, y);
    const logits = modelOf('linear', name, make({ fromLogits: true })).trainOnBatch(X, y);
    const outputs = modelOf('activation layer', name, make({ fromLogits: false }));
    expect(logits).toEqual(free);
    expect(outputs.trainOnBatch(X, y)).toEqual(free);
  });

  test('is refused where it is not so, and nothing is trained', () => {
    const logits = modelOf('activation in dense', name, make({ fromLogits: true }));
    const outputs = modelOf('linear', name, make({ fromLogits: false }));
    const before = weightsOf(logits);
    expect(() => logits.trainOnBatch(X, y)).toThrow(
      new ConfigError(
        `${loss} has fromLogits: true, but the model ends in a ${name}: leave one out`,
      ),
    );
    expect(() => outputs.trainOnBatch(X, y)).toThrow(
      new ConfigError(
        `${loss} has fromLogits: false, but the model does not end in a ${name}: end it in one, ` +
          'or leave fromLogits out',
      ),
    );
    expectBits(weightsOf(logits), before, 'the weights');
    expect(logits.iterations).toBe(0);
  });
});

test.each([
  ['sparseCategoricalCrossentropy', 'softmax', 'sigmoid', CLASSES],
  ['binaryCrossentropy', 'sigmoid', 'softmax', PROBABILITIES],
] as const)('%s, which includes a %s, refuses a model that ends in a %s', (loss, own, other, y) => {
  const model = modelOf('activation in dense', other, loss);
  expect(() => model.trainOnBatch(X, y)).toThrow(
    new ConfigError(`${loss} includes a ${own}, but the model ends in a ${other}: leave that out`),
  );
});

test('a loss of values reads the output of a softmax as it is', async () => {
  const model = modelOf('activation in dense', 'softmax', 'categoricalCrossentropy');
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const predictions = await model.predict(X);
  const y = PROBABILITIES.flat(2);
  const valid = [...predictions.data].slice(0, y.length);
  const expected = valid.reduce((sum, p, i) => sum + (p - (y[i] ?? 0)) ** 2, 0) / y.length;
  expect((await model.evaluate(X, PROBABILITIES)).loss).toBeCloseTo(expected, 6);
  expect(model.trainOnBatch(X, PROBABILITIES).gradientNorm).toBeGreaterThan(0);
});
