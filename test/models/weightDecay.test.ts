import {
  adam,
  adamw,
  dense,
  embedding,
  input,
  lstm,
  type Model,
  type Optimizer,
  sequential,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { drawTokens, TOKENS, tokenModel } from './tokenModel.ts';

const { x, y } = drawTokens([4, 4, 4]);
const PATHS = [
  ...['embedding/embeddings', 'lstm/kernel', 'lstm/recurrentKernel', 'lstm/bias'],
  ...['dense/kernel', 'dense/bias'],
];

/** The paths of the weights that a step with decay leaves elsewhere than one without. */
function decayed(
  how: object,
  make: () => Model = () => tokenModel({ dtype: 'float64' }),
): string[] {
  const trained = (optimizer: Optimizer): Model => {
    const model = make();
    // a bias of 0 would hide its decay
    for (const { path, shape } of model.weights) {
      if (path.endsWith('bias'))
        model.setWeight(
          path,
          Array.from({ length: shape[0]! }, () => 1),
        );
    }
    model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    model.trainOnBatch(x, y);
    return model;
  };
  const [plain, other] = [trained(sgd()), trained(sgd({ weightDecay: 1, ...how }))];
  return plain.weights
    .map(({ path }) => path)
    .filter((path) => String(plain.getWeight(path)) !== String(other.getWeight(path)));
}

describe('weight decay in a model', () => {
  test.each([
    [[], PATHS],
    [['bias'], PATHS.filter((path) => !path.endsWith('bias'))],
    [['lstm'], PATHS.filter((path) => !path.startsWith('lstm'))],
    [['embedding', 'lstm/kernel', 'dense/bias'], PATHS.slice(2, 5)],
    [['embedding', 'lstm', 'dense'], []],
  ])('without %s shrinks %s', (excludeFromWeightDecay, paths) => {
    expect(decayed({ excludeFromWeightDecay })).toEqual(paths);
  });

  test('leaves weights alone that are not trained', () => {
    const make = (): Model =>
      sequential(
        [
          input({ shape: [null], dtype: 'int32' }),
          embedding({ inputDim: TOKENS, outputDim: 3, trainable: false }),
          lstm({ units: 4, returnSequences: true }),
          dense({ units: TOKENS }),
        ],
        { dtype: 'float64' },
      );
    expect(decayed({}, make)).toEqual(PATHS.slice(1));
    expect(decayed({ excludeFromWeightDecay: ['kernel'] }, make)).toEqual([
      ...['lstm/recurrentKernel', 'lstm/bias', 'dense/bias'],
    ]);
  });

  test.each<[string, Optimizer, string]>([
    ['that fit no weight', adamw({ excludeFromWeightDecay: ['lstm', 'norm'] }), 'norm'],
    ['of a part of a name', adamw({ excludeFromWeightDecay: ['lst'] }), 'lst'],
    ['in another spelling', adam({ weightDecay: 0, excludeFromWeightDecay: ['Bias'] }), 'Bias'],
  ])('refuses exclusions %s', async (_, optimizer, name) => {
    const model = tokenModel();
    model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    await expect(model.fit(x, y)).rejects.toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        message:
          `${optimizer.kind} wants parts of weights' paths in excludeFromWeightDecay, got '${name}': ` +
          `the trained weights are ${PATHS.join(', ')}`,
      }),
    );
    expect(model.iterations).toBe(0);
  });
});
