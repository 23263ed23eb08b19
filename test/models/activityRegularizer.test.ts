import { describe, expect, it } from 'vitest';
import {
  asIds,
  asTensor,
  decodeModel,
  dense,
  embedding,
  encodeModel,
  gru,
  input,
  type Layer,
  lstm,
  Model,
  regularizers,
  sequential,
  sgd,
  simpleRnn,
  View,
} from '../../src/index.ts';
import { checkGradients } from '../../src/testing/index.ts';

const { l1l2, l2 } = regularizers;
const cost = l1l2({ l1: 0.3, l2: 0.2 });
const RATE = 0.1;

const x = [
  [
    [1, -1],
    [0.5, 2],
    [-0.3, 0.7],
  ],
  [[0.2, 0.4]],
  [
    [1, 1],
    [0, -1],
  ],
];
const y = [[0, 2, 1], [1], [2, 0]];

function tagger(activityRegularizer: typeof cost | null, activation: 'linear' | 'softmax'): Model {
  const layers = [
    input({ shape: [null, 2] }),
    lstm({ units: 3, returnSequences: true, activityRegularizer }),
    dense({ units: 3, activation, activityRegularizer }),
  ] as const;
  const model = sequential([...layers], { dtype: 'float64', seed: 6 });
  const optimizer = sgd({ learningRate: RATE });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['perplexity'] });
  return model;
}

describe('an activity regularizer', () => {
  it('adds what the outputs of steps that count cost, divided by the rows', async () => {
    const [costly, plain] = [tagger(cost, 'linear'), tagger(null, 'linear')];
    const states = sequential(
      [input({ shape: [null, 2] }), lstm({ units: 3, returnSequences: true })],
      {
        dtype: 'float64',
        seed: 6,
      },
    );
    const price = (value: number): number => 0.3 * Math.abs(value) + 0.2 * value * value;
    let sum = 0;
    for (const model of [states, plain]) {
      for (const row of x)
        for (const value of (await model.predict([row])).data) sum += price(value);
    }
    const results = await costly.evaluate(x, y);
    const without = await plain.evaluate(x, y);
    expect(results.loss).toBeCloseTo(without.loss + sum / x.length, 12);
    expect(results.perplexity).toBeCloseTo(without.perplexity ?? 0, 12);
  });

  it.each(['linear', 'softmax'] as const)(
    'trains by the gradient of all of that, behind %s',
    async (activation) => {
      const model = tagger(cost, activation);
      const before = model.getWeights();
      const numeric = [];
      for (const [w, tensor] of before.entries()) {
        const slopes = [];
        for (let i = 0; i < tensor.data.length; i++) {
          const losses = [];
          for (const shift of [1e-5, -1e-5]) {
            const moved = before.map((each, k) => {
              const data = each.data.slice();
              if (k === w) data[i] = data[i]! + shift;
              return new View<number, typeof data>(data, each.shape);
            });
            model.setWeights(moved);
            losses.push((await model.evaluate(x, y)).loss);
          }
          slopes.push((losses[0]! - losses[1]!) / 2e-5);
        }
        numeric.push(slopes);
      }
      model.setWeights(before);
      model.trainOnBatch(x, y);
      for (const [w, after] of model.getWeights().entries()) {
        for (const [i, value] of after.data.entries()) {
          expect(value).toBeCloseTo(before[w]!.data[i]! - RATE * numeric[w]![i]!, 8);
        }
      }
    },
  );

  it('has no part in begin, where the loss is one’s own', () => {
    const gradientsOf = (regularizer: typeof cost | null) => {
      const [output, backward] = tagger(regularizer, 'linear').begin(x);
      return backward(output).map(({ data }) => [...data]);
    };
    expect(gradientsOf(cost)).toEqual(gradientsOf(null));
  });

  it('is kept in a file', async () => {
    const model = tagger(cost, 'linear');
    const { model: again } = decodeModel(encodeModel(model));
    expect(await again.evaluate(x, y)).toEqual(await model.evaluate(x, y));
  });

  it('gives the same bits in both kernel sets', async () => {
    const weights = await Promise.all(
      (['auto', 'reference'] as const).map(async (kernels) => {
        const layers = [
          input({ shape: [null], dtype: 'int32' }),
          embedding({ inputDim: 5, outputDim: 3, activityRegularizer: cost }),
          gru({ units: 4, returnSequences: true, activityRegularizer: 'l1' }),
          simpleRnn({ units: 3, activityRegularizer: 'l2' }),
        ];
        const model = new Model(layers, { kernels });
        model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
        await model.fit([[1, 2, 4], [3], [0, 1]], [0, 2, 1], { epochs: 3, batchSize: 2 });
        return model.getWeights();
      }),
    );
    expect(weights[0]).toEqual(weights[1]);
  });

  it('is one of numbers, not of matrices', () => {
    expect(() => dense({ units: 2, activityRegularizer: 'orthogonalRegularizer' })).toThrow(
      'dense wants activityRegularizer to be one of l1, l2, l1l2',
    );
  });
});

const steps = asTensor(
  [
    [
      [1, 0.5],
      [-1, 2],
      [0.3, -0.7],
    ],
    [
      [0.2, -1],
      [1.5, 0.1],
      [0, 0],
    ],
  ],
  'float64',
);
const mask = new View<2, Uint8Array>(Uint8Array.of(1, 0, 1, 1, 1, 0), [2, 3]);
const LAYERS: readonly Layer[] = [
  dense({ units: 3, activation: 'tanh', activityRegularizer: cost }),
  lstm({ units: 3, returnSequences: true, activityRegularizer: cost }),
  lstm({ units: 3, activityRegularizer: l2({ l2: 2 }) }),
  gru({ units: 3, returnSequences: true, activityRegularizer: cost }),
  simpleRnn({ units: 3, returnSequences: true, activityRegularizer: cost }),
];

describe('checkGradients looks at what an output costs, too', () => {
  it.each(LAYERS)('$kind', (layer) => {
    for (const value of [{ data: steps }, { data: steps, mask }]) {
      const check = checkGradients(layer, { inputs: [value] });
      expect(check.passed, check.message).toBe(true);
    }
  });

  it('embedding', () => {
    const layer = embedding({
      inputDim: 4,
      outputDim: 2,
      maskZero: true,
      activityRegularizer: cost,
    });
    const check = checkGradients(layer, {
      inputs: [
        {
          data: asIds([
            [1, 3, 0],
            [2, 2, 1],
          ]),
        },
      ],
    });
    expect(check.passed, check.message).toBe(true);
  });
});
