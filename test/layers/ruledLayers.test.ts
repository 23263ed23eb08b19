import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { decodeModel, encodeModel, sequential } from '../../src/models/index.ts';
import { ConfigError } from '../../src/tensor/index.ts';
import {
  COSTLY_LAYERS,
  expectOutputCosts,
  expectRulesReachWeights,
  RULED_LAYERS,
} from './ruledLayers.ts';

describe('each weight of a layer has the penalty and the constraint that were asked of it', () => {
  test.each(RULED_LAYERS)('$name', (ruled) => {
    expectRulesReachWeights(layers, ruled);
  });
});

describe('the output of a layer costs what was asked, at steps that count, with its gradient', () => {
  test.each(COSTLY_LAYERS)('$name', (costly) => {
    expectOutputCosts(layers, costly);
  });
});

const { dense, input } = layers;
const x = [
  [
    [1, -1],
    [0.5, 2],
    [-0.3, 0.7],
  ],
  [[0.2, 0.4]],
];

describe('a file keeps what was asked of a layer', () => {
  const inChain = [...RULED_LAYERS, ...COSTLY_LAYERS].filter(
    ({ ids = false, name }) => !ids && !name.includes('user'),
  );
  test.each(inChain)('$name', async ({ layer }) => {
    const model = sequential([input({ shape: [null, 2] }), layer(layers), dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const y = (await model.predict(x)).shape.length === 2 ? [[1], [2]] : [[[1], [0], [2]], [[1]]];
    const { model: again } = decodeModel(encodeModel(model));
    const [before, after] = [model.trainOnBatch(x, y).loss, again.trainOnBatch(x, y).loss];
    expect(after).toBe(before);
    expect(again.getWeights()).toEqual(model.getWeights());
  });
});

describe('what is no rule is refused, with the name of the layer and of the weight', () => {
  const make = (factory: (options: never) => unknown, options: object) => (): unknown =>
    Reflect.apply(factory, undefined, [options]);
  test.each<readonly [() => unknown, string]>([
    [
      make(layers.conv1d, { filters: 1, kernelSize: 1, kernelRegularizer: 'l3' }),
      "conv1d's kernel wants a regularizer, got l3",
    ],
    [
      make(layers.layerNormalization, { betaConstraint: 3 }),
      "layerNormalization's beta wants a constraint, got 3",
    ],
    [
      make(layers.layerNormLstm, { units: 1, gammaRegularizer: 'l0' }),
      "layerNormLstm's gamma wants a regularizer, got l0",
    ],
    [
      make(layers.peepholeLstmCell, { units: 1, peepholeConstraint: 'l2' }),
      "peepholeLstmCell's peephole wants a constraint, got l2",
    ],
    [
      make(layers.projectedLstm, { units: 1, projection: 1, projectionRegularizer: 7 }),
      "projectedLstm's projectionKernel wants a regularizer, got 7",
    ],
    [
      make(layers.projectedLstm, { units: 1, projection: 1, recurrentConstraint: 7 }),
      "projectedLstm's recurrentKernel wants a constraint, got 7",
    ],
    [
      make(layers.multiHeadAttention, { numHeads: 1, keyDim: 1, biasConstraint: 7 }),
      "multiHeadAttention's bias wants a constraint, got 7",
    ],
    [
      () =>
        layers.rnn(layers.lstmCell({ units: 1 }), { activityRegularizer: 'orthogonalRegularizer' }),
      'rnn wants activityRegularizer to be one of l1, l2, l1l2',
    ],
    [
      () => layers.activityRegularization({ l2: -1 }),
      'activityRegularization wants l2 >= 0, got -1',
    ],
  ])('%o', (act, message) => {
    expect(act).toThrow(ConfigError);
    expect(act).toThrow(message);
  });
});
