import * as room from 'unrolled';
import {
  activation,
  ConfigError,
  dense,
  dropout,
  embedding,
  gru,
  initializers,
  input,
  lstm,
  masking,
  rnn,
  StateError,
  sequential,
  simpleRnn,
  type Tensor,
  zeros,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { elmanCell } from '../layers/cells.ts';
import { residual } from '../layers/composites.ts';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { tokenModel } from './tokenModel.ts';

const pathsOf = (model: { readonly weights: readonly { readonly path: string }[] }): string[] =>
  model.weights.map(({ path }) => path);

describe('names', () => {
  test('are the kinds, numbered from the second of a kind on', () => {
    const model = sequential([
      input({ shape: [null, 2] }),
      lstm({ units: 1, returnSequences: true, useBias: false }),
      dense({ units: 3, useBias: false }),
      lstm({ units: 1, returnSequences: true, useBias: false }),
      lstm({ units: 1, useBias: false }),
      dense({ units: 1, useBias: false }),
    ]);
    expect(pathsOf(model)).toEqual([
      'lstm/kernel',
      'lstm/recurrentKernel',
      'dense/kernel',
      'lstm_1/kernel',
      'lstm_1/recurrentKernel',
      'lstm_2/kernel',
      'lstm_2/recurrentKernel',
      'dense_1/kernel',
    ]);
  });

  test('are given for each model anew', () => {
    const layers = [input({ shape: [2] }), dense({ units: 1 })] as const;
    expect(pathsOf(sequential(layers))).toEqual(['dense/kernel', 'dense/bias']);
    expect(pathsOf(sequential(layers))).toEqual(['dense/kernel', 'dense/bias']);
  });

  test('of the user’s own are kept, and automatic ones go around them', () => {
    const model = sequential([
      input({ shape: [2] }),
      dense({ units: 1, useBias: false }),
      dense({ units: 1, useBias: false, name: 'dense_1' }),
      dense({ units: 1, useBias: false }),
      dense({ units: 1, useBias: false, name: 'head' }),
    ]);
    expect(pathsOf(model)).toEqual([
      'dense/kernel',
      'dense_1/kernel',
      'dense_2/kernel',
      'head/kernel',
    ]);
  });
});

describe('a model', () => {
  test('is built at once where it begins with an input', () => {
    const model = sequential([input({ shape: [null, 3] }), lstm({ units: 2 })]);
    expect(model.built).toBe(true);
    expect(model.weights.map(({ shape }) => shape)).toEqual([[3, 8], [2, 8], [8]]);
    expect(model.input).toEqual({ type: 'numbers', shape: [null, 3] });
  });

  test('is built from its first data otherwise, for sequences of any length', async () => {
    const model = sequential([lstm({ units: 2 }), dense({ units: 1 })]);
    expect(model.built).toBe(false);
    const y = await model.predict([[[1, 2, 3]], [[4, 5, 6]]]);
    expect(y.shape).toEqual([2, 1]);
    expect(model.input).toEqual({ type: 'numbers', shape: [null, 3] });
    const longer = await model.predict(zeros([1, 5, 3]));
    expect(longer.shape).toEqual([1, 1]);
  });

  test.each<[string, (model: ReturnType<typeof unbuilt>) => unknown]>([
    ['weights', (model) => model.weights],
    ['trainableWeights', (model) => model.trainableWeights],
    ['getWeights', (model) => model.getWeights()],
    ['setWeights', (model) => model.setWeights([])],
    ['getWeight', (model) => model.getWeight('dense/kernel')],
    ['setWeight', (model) => model.setWeight('dense/kernel', [[1]])],
    ['summary', (model) => model.summary()],
    ['initialState', (model) => model.initialState(1)],
    ['step', (model) => model.step([[1]])],
    ['input', (model) => model.input],
  ])('that is not built has no %s', (name, use) => {
    expect(() => use(unbuilt())).toThrow(
      new StateError(
        `sequential is not built yet, so it has no ${name}: put input({ shape }) before its ` +
          'first layer, or fit or predict first',
      ),
    );
  });

  test('that could not be built from its first data can be built from other data', async () => {
    const model = sequential([lstm({ units: 2 })]);
    await expect(model.predict([[1, 2]])).rejects.toThrow(room.ShapeError);
    expect(model.built).toBe(false);
    const y = await model.predict([[[1, 2]]]);
    expect(y.shape).toEqual([1, 2]);
  });

  test('keeps a layer’s weights when it is described by the same layer in another model', () => {
    const layer = dense({ units: 2, useBias: false });
    const one = sequential([input({ shape: [2] }), layer], { seed: 1 });
    const other = sequential([input({ shape: [2] }), layer], { seed: 2 });
    other.setWeights([zeros([2, 2])]);
    expect(weightsOf(other)).toEqual([0, 0, 0, 0]);
    expect(weightsOf(one)).not.toContain(0);
  });

  test('refuses a layer that gives its state as well, which nothing would take', () => {
    const layers = [input({ shape: [null, 2] }), lstm({ units: 3, returnState: true })];
    expect(() => sequential(layers)).toThrow(
      new ConfigError(
        'lstm gives more than its output, and in a chain nothing takes that: build a ' +
          'model({ inputs, outputs }) of it',
      ),
    );
  });

  test('refuses a layer that stands twice', () => {
    const layer = dense({ units: 2 });
    expect(() => sequential([input({ shape: [2] }), layer, layer])).toThrow(ConfigError);
  });
});

test('summary prints the table that Keras prints', () => {
  const model = sequential(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 1000, outputDim: 32, trainable: false }),
      dropout({ rate: 0.1 }),
      lstm({ units: 64, returnSequences: true }),
      simpleRnn({ units: 16, name: 'reader' }),
      dense({ units: 1, activation: 'sigmoid' }),
    ],
    { name: 'taste' },
  );
  expect(model.summary()).toBe(
    [
      'Model: taste',
      '────────────────────────────────────────────────',
      'Layer (kind)            Output shape     Param #',
      '────────────────────────────────────────────────',
      'input (input)           [batch, ?]             0',
      'embedding (embedding)   [batch, ?, 32]    32,000',
      'dropout (dropout)       [batch, ?, 32]         0',
      'lstm (lstm)             [batch, ?, 64]    24,832',
      'reader (simpleRnn)      [batch, 16]        1,296',
      'dense (dense)           [batch, 1]            17',
      '────────────────────────────────────────────────',
      'Total params: 58,145',
      'Trainable params: 26,145',
      'Non-trainable params: 32,000',
    ].join('\n'),
  );
});

describe('weights', () => {
  const everyKind = () =>
    sequential([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 5, outputDim: 2 }),
      masking({}),
      simpleRnn({ units: 3, returnSequences: true }),
      lstm({ units: 2, returnSequences: true }),
      rnn(elmanCell(room)({ units: 4 })),
      activation({ activation: 'tanh' }),
      dense({ units: 1 }),
    ]);

  test('stand in Keras’ order: layer by layer, kernel, recurrent kernel, bias', () => {
    expect(everyKind().weights.map(({ path, shape }) => [path, [...shape]])).toEqual([
      ['embedding/embeddings', [5, 2]],
      ['simpleRnn/kernel', [2, 3]],
      ['simpleRnn/recurrentKernel', [3, 3]],
      ['simpleRnn/bias', [3]],
      ['lstm/kernel', [3, 8]],
      ['lstm/recurrentKernel', [2, 8]],
      ['lstm/bias', [8]],
      ['rnn/elman/W', [2, 4]],
      ['rnn/elman/R', [4, 4]],
      ['rnn/elman/b', [4]],
      ['rnn/elman/V', [4, 2]],
      ['dense/kernel', [2, 1]],
      ['dense/bias', [1]],
    ]);
  });

  test('are given out and taken back in that order, bit for bit', () => {
    const model = everyKind();
    const numbers = model.weights.map(({ shape }, i): Tensor => {
      const tensor = zeros([...shape]);
      for (let k = 0; k < tensor.size; k++) tensor.data[k] = i + k / 100;
      return tensor;
    });
    model.setWeights(numbers);
    for (const [i, weight] of model.getWeights().entries()) {
      expectBits(weight.data, numbers[i]?.data ?? [], `weight ${i}`);
      expect(weight.shape).toEqual(numbers[i]?.shape);
    }
  });

  test('that are given out are copies, and so are those that are taken', () => {
    const model = sequential([input({ shape: [1] }), dense({ units: 1, useBias: false })]);
    const given = zeros([1, 1]);
    model.setWeights([given]);
    given.data[0] = 5;
    expect(weightsOf(model)).toEqual([0]);
    model.getWeights()[0]?.data.fill(7);
    model.getWeight('dense/kernel').data.fill(7);
    expect(weightsOf(model)).toEqual([0]);
  });

  test('may be set from nested lists and from strided views', () => {
    const model = sequential([input({ shape: [2] }), dense({ units: 3, useBias: false })]);
    model.setWeights([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ]);
    const transposed = model.getWeight('dense/kernel').transpose(1, 0);
    const other = sequential([input({ shape: [3] }), dense({ units: 2, useBias: false })]);
    other.setWeights([transposed]);
    expect(weightsOf(other)).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test('do not change where one of those that are set does not fit', () => {
    const model = sequential([input({ shape: [1] }), dense({ units: 1 })]);
    const before = weightsOf(model);
    expect(() => model.setWeights([[[3]], [1, 2]])).toThrow(room.ShapeError);
    expect(() => model.setWeights([[[3]], [Number.NaN]])).toThrow(ConfigError);
    expect(() => model.setWeight('dense/kernel', [[1, 2]])).toThrow(room.ShapeError);
    expect(weightsOf(model)).toEqual(before);
  });

  test('have gates that can be read and set by name', () => {
    const model = sequential([input({ shape: [null, 1] }), lstm({ units: 2 })]);
    model.setWeight('lstm/kernel', [[1, 2, 3, 4, 5, 6, 7, 8]]);
    const gates = ['i', 'f', 'c', 'o'].map((gate) => [
      ...model.getWeight(`lstm/kernel.${gate}`).data,
    ]);
    expect(gates).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ]);
    model.setWeight('lstm/recurrentKernel', zeros([2, 8]));
    model.setWeight('lstm/recurrentKernel.c', [
      [1, 2],
      [3, 4],
    ]);
    const recurrent = [0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0];
    expect([...model.getWeight('lstm/recurrentKernel').data]).toEqual(recurrent);
    expect([...model.getWeight('lstm/bias.f').data]).toEqual([1, 1]);
  });

  test('have gates in each of two biases', () => {
    const model = sequential([input({ shape: [null, 1] }), gru({ units: 1 })]);
    expect([...model.getWeight('gru/bias').shape]).toEqual([2, 3]);
    model.setWeight('gru/bias', [
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const gates = ['z', 'r', 'h'].map((gate) => [...model.getWeight(`gru/bias.${gate}`).data]);
    expect(gates).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    model.setWeight('gru/bias.r', [[-1], [-2]]);
    expect([...model.getWeight('gru/bias').data]).toEqual([1, -1, 3, 4, -2, 6]);
    model.setWeight('gru/kernel', [[7, 8, 9]]);
    expect([...model.getWeight('gru/kernel.h').data]).toEqual([9]);
    expect([...model.getWeight('gru/kernel.z').data]).toEqual([7]);
  });

  test('of a layer that is not trainable stay as they are, and the others learn', () => {
    const model = sequential([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 4, outputDim: 2, name: 'frozen', trainable: false }),
      simpleRnn({ units: 2, name: 'learning' }),
      simpleRnnHead(),
    ]);
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const before = model.getWeights();
    model.trainOnBatch([[1, 2, 3]], [[1, 1]]);
    const moved = model.weights.filter(({ path }, i) => {
      const now = model.getWeight(path).data;
      return now.some((value, k) => value !== before[i]?.data[k]);
    });
    expect(moved.map(({ path }) => path)).toEqual([
      'learning/kernel',
      'learning/recurrentKernel',
      'learning/bias',
    ]);
    expect(model.trainableWeights.map(({ shape }) => shape)).toEqual([[2, 2], [2, 2], [2]]);
    expect(model.weights.map(({ trainable }) => trainable)).toEqual([
      ...[false, true, true, true],
      ...[false, false],
    ]);
  });
});

test('a composite that is not trainable freezes the weights of all its layers', () => {
  const model = sequential([
    input({ shape: [2] }),
    residual(room)({ units: 3, trainable: false }),
    dense({ units: 1 }),
  ]);
  expect(model.weights.map(({ path, trainable }) => [path, trainable])).toEqual([
    ['residual/inner/kernel', false],
    ['residual/inner/bias', false],
    ['residual/outer/kernel', false],
    ['residual/outer/bias', false],
    ['dense/kernel', true],
    ['dense/bias', true],
  ]);
});

describe('the seed', () => {
  test('decides every bit of the weights', () => {
    const weights = (seed: number | string): number[] => weightsOf(tokenModel({ seed }));
    expectBits(weights(3), weights(3), 'the weights');
    expect(weights(4)).not.toEqual(weights(3));
    expect(weights('three')).not.toEqual(weights(3));
  });

  test('is 0 by default', () => {
    const layers = [input({ shape: [2] }), dense({ units: 2 })] as const;
    expectBits(
      weightsOf(sequential(layers)),
      weightsOf(sequential(layers, { seed: 0 })),
      'weights',
    );
  });

  test('gives a weight its values by its name, whatever stands beside it', () => {
    const short = sequential([input({ shape: [2] }), dense({ units: 2, name: 'head' })]);
    const long = sequential([
      input({ shape: [2] }),
      dense({ units: 2, name: 'before' }),
      dense({ units: 2, name: 'head' }),
    ]);
    expectBits(
      long.getWeight('head/kernel').data,
      short.getWeight('head/kernel').data,
      'the kernel of head',
    );
    expect(long.getWeight('before/kernel').data).not.toEqual(long.getWeight('head/kernel').data);
  });
});

describe('float64', () => {
  test('has the initial weights of float32 before they are rounded', () => {
    const single = tokenModel({ dtype: 'float32' }).getWeights();
    const double = tokenModel({ dtype: 'float64' }).getWeights();
    expect(double.every(({ dtype }) => dtype === 'float64')).toBe(true);
    expect(single.every(({ dtype }) => dtype === 'float32')).toBe(true);
    for (const [i, weight] of double.entries()) {
      expectBits(Float32Array.from(weight.data), [...(single[i]?.data ?? [])], `weight ${i}`);
    }
  });

  test('computes and gives out in float64', async () => {
    const model = sequential(
      [
        input({ shape: [1] }),
        dense({ units: 1, kernelInitializer: initializers.constant({ value: 0.1 }) }),
      ],
      { dtype: 'float64' },
    );
    const y = await model.predict([[0.1]]);
    expect(y.dtype).toBe('float64');
    expect(y.data[0]).toBe(0.1 * 0.1);
  });
});

function unbuilt() {
  return sequential([dense({ units: 1 })]);
}

/** A head whose weights are frozen, so that gradients must pass through it. */
function simpleRnnHead() {
  return dense({ units: 2, name: 'head', trainable: false });
}
