import ndarray from 'ndarray';
import {
  adam,
  type Callback,
  cosineDecay,
  dense,
  earlyStopping,
  embedding,
  flatten,
  type GeneratedToken,
  generate,
  type History,
  input,
  learningRateScheduler,
  lstm,
  type Model,
  type ModelData,
  type ModelState,
  meanSquaredError,
  modelCheckpoint,
  type NonFiniteError,
  sequential,
  type Tensor,
  tensorBoard,
  terminateOnNaN,
} from 'unrolled';
import { describe, expectTypeOf, test } from 'vitest';

const features = sequential([input({ shape: [3] }), dense({ units: 2 })]);
const tokens = sequential([
  input({ shape: [null], dtype: 'int32' }),
  embedding({ inputDim: 9, outputDim: 2 }),
  lstm({ units: 2, returnSequences: true }),
  dense({ units: 9 }),
]);
const last = sequential([input({ shape: [null, 2] }), lstm({ units: 2 })]);

describe('what a model gives has the rank of its last layer', () => {
  test('in int8, too', () => {
    expectTypeOf(tokens.quantize()).toEqualTypeOf<typeof tokens>();
  });

  test('in predict', () => {
    expectTypeOf(features.predict([])).toEqualTypeOf<Promise<Tensor<2>>>();
    expectTypeOf(tokens.predict([])).toEqualTypeOf<Promise<Tensor<3>>>();
    expectTypeOf(last.predict([])).toEqualTypeOf<Promise<Tensor<2>>>();
    const image = sequential([input({ shape: [4, 4, 3] }), dense({ units: 2 })]);
    expectTypeOf(image.predict([])).toEqualTypeOf<Promise<Tensor<4>>>();
    expectTypeOf(
      sequential([embedding({ inputDim: 2, outputDim: 2 }), flatten({})]).predict([]),
    ).toEqualTypeOf<Promise<Tensor<2>>>();
  });

  test('in begin', () => {
    const [y, backward, rest] = tokens.begin([]);
    expectTypeOf(y).toEqualTypeOf<Tensor<3>>();
    expectTypeOf(backward(y)).toEqualTypeOf<readonly Tensor[]>();
    expectTypeOf(rest.state).toEqualTypeOf<ModelState>();
  });

  test('in step, without time', () => {
    expectTypeOf(tokens.step([1]).output).toEqualTypeOf<Tensor<2>>();
    expectTypeOf(last.step([[1, 2]]).output).toEqualTypeOf<Tensor<2>>();
    expectTypeOf(features.step([[1, 2, 3]]).logits).toEqualTypeOf<Tensor<2>>();
  });
});

describe('a model takes', () => {
  test('tensors, ndarrays, lists of lists, typed arrays, and masks or lengths beside them', () => {
    expectTypeOf<Tensor<3>>().toExtend<ModelData>();
    expectTypeOf<number[][]>().toExtend<ModelData>();
    expectTypeOf<readonly (readonly number[])[][]>().toExtend<ModelData>();
    expectTypeOf<Float32Array[]>().toExtend<ModelData>();
    expectTypeOf(ndarray(new Float32Array(4), [2, 2])).toExtend<ModelData>();
    expectTypeOf<{ data: number[][]; mask: number[][] }>().toExtend<ModelData>();
    expectTypeOf<{ data: Tensor<2>; lengths: number[] }>().toExtend<ModelData>();
  });

  test('nothing else', () => {
    expectTypeOf<string[][]>().not.toExtend<ModelData>();
    expectTypeOf<number>().not.toExtend<ModelData>();
    expectTypeOf<{ data: number[][] }>().not.toExtend<ModelData>();
    expectTypeOf<(number | undefined)[]>().not.toExtend<ModelData>();
  });
});

describe('compile', () => {
  test('takes names or objects', () => {
    features.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['accuracy'] });
    features.compile({ optimizer: adam({ learningRate: 0.1 }), loss: meanSquaredError() });
    const counter = {
      name: 'count',
      init: () => 0,
      update: (n: number) => n + 1,
      result: (n: number) => n,
    };
    features.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: [counter] });
  });

  test('takes a learning rate that is a number or a schedule', () => {
    adam({ learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 100 }) });
    adam({ learningRate: { kind: 'cosineDecay', initialLearningRate: 0.1, decaySteps: 100 } });
    // @ts-expect-error a word for a number
    adam({ learningRate: 'fast' });
    // @ts-expect-error an option is missing
    adam({ learningRate: { kind: 'cosineDecay', initialLearningRate: 0.1 } });
    // @ts-expect-error an option of another schedule
    cosineDecay({ initialLearningRate: 0.1, decaySteps: 100, decayRate: 0.5 });
    // @ts-expect-error one path instead of a list
    adam({ weightDecay: 0.1, excludeFromWeightDecay: 'bias' });
  });

  test('refuses unknown names and options', () => {
    // @ts-expect-error unknown optimizer
    features.compile({ optimizer: 'lamb', loss: 'meanSquaredError' });
    // @ts-expect-error unknown loss
    features.compile({ optimizer: 'adam', loss: 'mse' });
    // @ts-expect-error unknown metric
    features.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['f1'] });
    // @ts-expect-error a loss is missing
    features.compile({ optimizer: 'adam' });
    // @ts-expect-error an option of the optimizer
    features.compile({ optimizer: 'adam', loss: 'meanSquaredError', learningRate: 1 });
  });
});

describe('fit, evaluate and generate', () => {
  test('give what they say', () => {
    expectTypeOf(features.fit([], [])).toEqualTypeOf<Promise<History>>();
    expectTypeOf(features.evaluate([], [])).resolves.toExtend<{ loss: number }>();
    expectTypeOf(generate(tokens, { prompt: [1] })).toEqualTypeOf<
      AsyncGenerator<GeneratedToken, void, undefined>
    >();
  });

  test('refuse unknown options', () => {
    // @ts-expect-error misspelled
    void features.fit([], [], { batch_size: 1 });
    // @ts-expect-error windows are { steps }
    void features.fit([], [], { bptt: 5 });
    // @ts-expect-error an option of fit
    void features.evaluate([], [], { epochs: 1 });
    // @ts-expect-error of evaluate
    void features.predict([], { callbacks: [] });
    // @ts-expect-error misspelled
    generate(tokens, { prompt: [1], topk: 3 });
    // @ts-expect-error a prompt is missing
    generate(tokens, {});
  });

  test('take callbacks that are asynchronous or not, with any of the hooks', () => {
    expectTypeOf<{ onEpochEnd(): Promise<void> }>().toExtend<Callback>();
    expectTypeOf<{ onTrainBatchEnd(batch: number): void }>().toExtend<Callback>();
    // @ts-expect-error no such hook
    const callback: Callback = { onEpochFinish() {} };
    expectTypeOf(callback).toExtend<Callback>();
  });

  test('take the callbacks that are here, which say more than a callback', () => {
    expectTypeOf(earlyStopping()).toExtend<Callback>();
    expectTypeOf(earlyStopping().bestEpoch).toEqualTypeOf<number | undefined>();
    expectTypeOf(terminateOnNaN().error).toEqualTypeOf<NonFiniteError | undefined>();
    expectTypeOf(learningRateScheduler((epoch, rate) => rate / epoch)).toExtend<Callback>();
    // @ts-expect-error a path is missing
    modelCheckpoint({ saveBestOnly: true });
    // @ts-expect-error not a mode
    earlyStopping({ mode: 'more' });
    // @ts-expect-error an option of Keras' that a file has no use for
    modelCheckpoint({ filepath: 'm', saveWeightsOnly: true });
    // @ts-expect-error not a frequency
    tensorBoard({ updateFreq: 'step' });
    // @ts-expect-error a word for a rate
    learningRateScheduler(() => 'fast');
  });
});

test('a model of any kind fits where none is asked for', () => {
  expectTypeOf(tokens).toExtend<Model>();
  expectTypeOf(features).toExtend<Model>();
});
