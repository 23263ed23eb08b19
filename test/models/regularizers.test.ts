import { describe, expect, it } from 'vitest';
import {
  constraints,
  decodeModel,
  dense,
  embedding,
  encodeModel,
  gru,
  input,
  lstm,
  Model,
  regularizers,
  sequential,
  sgd,
  simpleRnn,
} from '../../src/index.ts';
import { weightsOf } from './numbersIn.ts';

const { l1, l2, l1l2, orthogonalRegularizer } = regularizers;
const { maxNorm, minMaxNorm, nonNeg, unitNorm } = constraints;
const x = [
  [1, -1],
  [0.5, 2],
  [-0.3, 0.7],
  [1, 1],
];
const y = [[0.5], [1], [-1], [0]];
const RATE = 0.1;

interface Rules {
  readonly kernelRegularizer?: regularizers.RegularizerOption;
  readonly biasRegularizer?: regularizers.RegularizerOption;
  readonly kernelConstraint?: constraints.ConstraintOption;
  readonly trainable?: boolean;
}

function linear(rules: Rules, steps = 1): Model {
  const layers = [input({ shape: [2] }), dense({ units: 1, ...rules })] as const;
  const model = sequential([...layers], { dtype: 'float64' });
  model.setWeight('dense/kernel', [[2], [-1]]);
  model.setWeight('dense/bias', [0.5]);
  const optimizer = sgd({
    learningRate: RATE,
    ...(steps > 1 && { gradientAccumulationSteps: steps }),
  });
  model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] });
  return model;
}

describe('a regularizer', () => {
  it('adds its penalty to the loss, and to nothing else', async () => {
    const plain = await linear({}).evaluate(x, y);
    const rules = { kernelRegularizer: l2({ l2: 0.1 }), biasRegularizer: l1({ l1: 2 }) };
    for (const batchSize of [1, 3, 32]) {
      const results = await linear(rules).evaluate(x, y, { batchSize });
      expect(results.loss).toBeCloseTo(plain.loss + 0.1 * 5 + 2 * 0.5, 12);
      expect(results.meanAbsoluteError).toBeCloseTo(plain.meanAbsoluteError ?? 0, 12);
    }
    const { history } = await linear(rules).fit(x, y);
    expect(history.loss?.[0]).toBeCloseTo(plain.loss + 1.5, 12);
  });

  it('moves weights by its gradient, once an update', async () => {
    const rules = { kernelRegularizer: l1l2({ l1: 0.3, l2: 0.1 }) };
    const slope = [0.3 + 0.2 * 2, -0.3 - 0.2, 0];
    const moves = async (of: Rules, how: object): Promise<number[]> => {
      const model = linear(of);
      await model.fit(x, y, how);
      return [...weightsOf(model)];
    };
    for (const how of [{}, { shards: 2 }, { shards: 3, workers: 2 }]) {
      const plain = await moves({}, how);
      const penalized = await moves(rules, how);
      for (const [i, w] of penalized.entries()) {
        expect(w).toBeCloseTo(plain[i]! - RATE * slope[i]!, 12);
      }
    }
  });

  it('counts once where several batches make an update', async () => {
    const how = { batchSize: 2, shuffle: false };
    const [plain, penalized] = [linear({}, 2), linear({ kernelRegularizer: l2({ l2: 0.5 }) }, 2)];
    await plain.fit(x, y, how);
    await penalized.fit(x, y, how);
    const before = weightsOf(plain);
    for (const [i, w] of weightsOf(penalized).entries()) {
      expect(w).toBeCloseTo(before[i]! - RATE * [2, -1, 0][i]!, 12);
    }
  });

  it('leaves weights that are not trained out of the loss', async () => {
    const rules = { kernelRegularizer: 'l2', trainable: false } as const;
    const { loss } = await linear(rules).evaluate(x, y);
    expect(loss).toBe((await linear({}).evaluate(x, y)).loss);
  });

  it('shows in the loss of trainOnBatch, before the update', () => {
    const rules = { kernelRegularizer: l2({ l2: 1 }) };
    const [plain, penalized] = [{}, rules].map((of) => linear(of).trainOnBatch(x, y));
    expect(penalized?.loss).toBeCloseTo((plain?.loss ?? 0) + 5, 12);
  });
});

describe('a constraint', () => {
  it('holds after every update', async () => {
    const lengths: number[] = [];
    const model = linear({ kernelConstraint: maxNorm({ maxValue: 1.5 }) });
    const onTrainBatchEnd = (): void => {
      const [a = 0, b = 0] = model.getWeight('dense/kernel').data;
      lengths.push(Math.sqrt(a * a + b * b));
    };
    await model.fit(x, y, { batchSize: 1, epochs: 2, callbacks: [{ onTrainBatchEnd }] });
    expect(lengths).toHaveLength(8);
    for (const length of lengths) expect(length).toBeLessThanOrEqual(1.5);
    expect(Math.max(...lengths)).toBeGreaterThan(1.4);
  });

  it('waits where gradients are added up, and holds in shards', async () => {
    const model = linear({ kernelConstraint: nonNeg() }, 2);
    model.trainOnBatch(x, y);
    expect(model.getWeight('dense/kernel').data[1]).toBe(-1);
    model.trainOnBatch(x, y);
    expect(model.getWeight('dense/kernel').data[1]).toBe(0);
    const sharded = linear({ kernelConstraint: 'unitNorm' });
    await sharded.fit(x, y, { shards: 2 });
    const [a = 0, b = 0] = sharded.getWeight('dense/kernel').data;
    expect(a * a + b * b).toBeCloseTo(1, 6);
  });
});

/** Every layer with rules for each of its weights. */
function ruled(kernels: 'auto' | 'reference'): Model {
  const own = {
    kernelRegularizer: l2({ l2: 0.01 }),
    recurrentRegularizer: orthogonalRegularizer({ factor: 0.1 }),
    biasRegularizer: 'l1',
    kernelConstraint: maxNorm({ maxValue: 0.9 }),
    recurrentConstraint: minMaxNorm({ maxValue: 0.8, rate: 0.5 }),
    biasConstraint: 'nonNeg',
  } as const;
  return new Model(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({
        inputDim: 7,
        outputDim: 3,
        embeddingsRegularizer: l1({ l1: 0.02 }),
        embeddingsConstraint: unitNorm({ axis: 1 }),
      }),
      lstm({ units: 4, returnSequences: true, ...own }),
      gru({ units: 3, returnSequences: true, ...own, biasConstraint: null }),
      simpleRnn({ units: 4, ...own }),
      dense({ units: 2, kernelRegularizer: 'orthogonalRegularizer', biasConstraint: 'nonNeg' }),
    ],
    { kernels, seed: 5 },
  );
}

const ids = [
  [1, 2, 3],
  [4, 5],
  [6, 0, 2, 1],
];
const classes = [0, 1, 1];

describe('every layer with weights', () => {
  const trained = async (kernels: 'auto' | 'reference'): Promise<Model> => {
    const model = ruled(kernels);
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    await model.fit(ids, classes, { epochs: 3, batchSize: 2 });
    return model;
  };

  it('trains by its rules, with the same bits in both kernel sets', async () => {
    const [auto, reference] = [await trained('auto'), await trained('reference')];
    expect(auto.getWeights()).toEqual(reference.getWeights());
    for (const path of ['lstm/bias', 'simpleRnn/bias', 'dense/bias']) {
      expect(Math.min(...auto.getWeight(path).data), path).toBeGreaterThanOrEqual(0);
    }
    const table = auto.getWeight('embedding/embeddings').data;
    for (let row = 0; row < 7; row++) {
      const [a = 0, b = 0, c = 0] = table.subarray(row * 3, row * 3 + 3);
      expect(a * a + b * b + c * c).toBeCloseTo(1, 5);
    }
  });

  it('keeps its rules in a file', async () => {
    const model = await trained('auto');
    const { model: again } = decodeModel(encodeModel(model));
    const results = await model.evaluate(ids, classes);
    expect(await again.evaluate(ids, classes)).toEqual(results);
    for (const each of [model, again]) await each.fit(ids, classes, { initialEpoch: 3, epochs: 4 });
    expect(again.getWeights()).toEqual(model.getWeights());
  });

  it('refuses a penalty on a table whose gradients are sparse', () => {
    expect(() =>
      embedding({ inputDim: 3, outputDim: 2, sparseGradients: true, embeddingsRegularizer: 'l2' }),
    ).toThrow(
      'embedding wants sparseGradients or embeddingsRegularizer, got both: a penalty changes all rows',
    );
  });
});
