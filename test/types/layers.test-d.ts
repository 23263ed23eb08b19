import {
  activation,
  type CellFactory,
  defineCell,
  defineLayer,
  dense,
  dropout,
  embedding,
  flatten,
  gru,
  gruCell,
  initializers,
  input,
  leaf,
  lstm,
  lstmCell,
  masking,
  type Numbers,
  rnn,
  type SealedLeaf,
  simpleRnn,
  simpleRnnCell,
  type Tensor,
  type Tokens,
  weight,
} from 'unrolled';
import { describe, expectTypeOf, test } from 'vitest';

describe('an option', () => {
  test('that is unknown does not compile', () => {
    // @ts-expect-error misspelled
    dense({ units: 1, unit: 1 });
    // @ts-expect-error Keras' Python name
    lstm({ units: 1, return_sequences: true });
    // @ts-expect-error no layer holds state
    lstm({ units: 1, stateful: true });
    // @ts-expect-error of another layer
    simpleRnn({ units: 1, unitForgetBias: true });
    // @ts-expect-error of another layer
    gru({ units: 1, unitForgetBias: true });
    // @ts-expect-error of another layer
    lstm({ units: 1, resetAfter: false });
    // @ts-expect-error Keras' Python name
    gru({ units: 1, reset_after: false });
    // @ts-expect-error Keras' Python name
    gru({ units: 1, go_backwards: true });
    // @ts-expect-error an option of rnn
    lstmCell({ units: 1, returnSequences: true });
    // @ts-expect-error of another cell
    gruCell({ units: 1, unitForgetBias: true });
    // @ts-expect-error a cell is no layer, and has no name
    simpleRnnCell({ units: 1, name: 'mine' });
    // @ts-expect-error of another layer
    embedding({ inputDim: 1, outputDim: 1, units: 2 });
    // @ts-expect-error misspelled
    masking({ maskvalue: 0 });
    // @ts-expect-error has none of its own
    flatten({ units: 1 });
    // @ts-expect-error misspelled
    input({ shapes: [1] });
  });

  test('that must be given is asked for', () => {
    // @ts-expect-error units are missing
    dense({});
    // @ts-expect-error units are missing
    lstm({ returnSequences: true });
    // @ts-expect-error units are missing
    gru({ resetAfter: false });
    // @ts-expect-error units are missing
    lstmCell({});
    // @ts-expect-error no outputDim
    embedding({ inputDim: 2 });
    // @ts-expect-error a rate is missing
    dropout({});
    // @ts-expect-error no activation
    activation({});
    // @ts-expect-error a shape is missing
    input({ dtype: 'int32' });
  });

  test('of the wrong type does not compile', () => {
    // @ts-expect-error units are a number
    dense({ units: '1' });
    // @ts-expect-error no such activation
    dense({ units: 1, activation: 'swish' });
    // @ts-expect-error softmax looks at more than one number
    lstm({ units: 1, activation: 'softmax' });
    // @ts-expect-error softmax looks at more than one number
    gru({ units: 1, recurrentActivation: 'softmax' });
    // @ts-expect-error a flag is true or false
    gru({ units: 1, resetAfter: 1 });
    // @ts-expect-error a flag is true or false
    lstm({ units: 1, goBackwards: 'yes' });
    // @ts-expect-error a flag is true or false
    simpleRnn({ units: 1, returnState: 1 });
    // @ts-expect-error no such initializer
    dense({ units: 1, kernelInitializer: 'xavier' });
    // @ts-expect-error a factory, not called
    dense({ units: 1, kernelInitializer: initializers.glorotUniform });
    // @ts-expect-error ids are int32
    input({ shape: [1], dtype: 'float32' });
  });

  test('that every layer has may be given to each', () => {
    const own = { name: 'mine', trainable: false } as const;
    dense({ units: 1, ...own });
    lstm({ units: 1, ...own });
    gru({ units: 1, ...own });
    simpleRnn({ units: 1, ...own });
    embedding({ inputDim: 1, outputDim: 1, ...own });
    flatten(own);
  });

  test('may be an initializer by name, with options, or as JSON holds it', () => {
    dense({ units: 1, kernelInitializer: 'heNormal' });
    dense({ units: 1, kernelInitializer: initializers.orthogonal({ gain: 2 }) });
    dense({ units: 1, kernelInitializer: { kind: 'constant', value: 2 } });
  });
});

describe('an input', () => {
  test('has the rank of its shape and the batch', () => {
    expectTypeOf(input({ shape: [3] })).toExtend<{ readonly out?: Numbers<2> }>();
    expectTypeOf(input({ shape: [null, 3] })).toExtend<{ readonly out?: Numbers<3> }>();
    expectTypeOf(input({ shape: [], dtype: 'int32' })).toExtend<{ readonly out?: Tokens<1> }>();
    expectTypeOf(input({ shape: [null], dtype: 'int32' })).toExtend<{ readonly out?: Tokens<2> }>();
    expectTypeOf(input({ shape: [3] })).not.toExtend<{ readonly out?: Numbers<3> }>();
  });
});

describe('a layer of one’s own', () => {
  test('knows the ranks of its weights, and which may be absent', () => {
    defineLayer<{ readonly useBias?: boolean }>({
      kind: 'own',
      required: [],
      defaults: { useBias: true },
      build: ({ useBias }) =>
        leaf({
          output: { type: 'numbers', shape: [1] },
          weights: {
            W: weight([2, 3], () => undefined),
            b: useBias ? weight([3], () => undefined) : undefined,
          },
          forward(weights) {
            expectTypeOf(weights.W).toEqualTypeOf<Tensor<2>>();
            expectTypeOf(weights.b).toEqualTypeOf<Tensor<1> | undefined>();
            // @ts-expect-error no such weight
            expectTypeOf(weights.c).toBeAny();
            return { outputs: [], cache: { t: 3 } };
          },
          backward(_weights, grads, cache) {
            expectTypeOf(grads.W).toEqualTypeOf<Tensor<2>>();
            expectTypeOf(cache).toEqualTypeOf<{ t: number }>();
            return [];
          },
        }),
    });
  });

  test('has a default for every option that may be left out, and no other', () => {
    const build = (): SealedLeaf =>
      leaf({
        output: { type: 'numbers', shape: [1] },
        weights: {},
        forward: () => ({ outputs: [], cache: undefined }),
        backward: () => [],
      });
    interface Options {
      readonly units: number;
      readonly slope?: number;
    }
    // @ts-expect-error slope has no default
    defineLayer<Options>({ kind: 'own', required: ['units'], defaults: {}, build });
    const defaults = { slope: 1, curve: 2 } as const;
    const own = defineLayer<Options>({ kind: 'own', required: ['units'], defaults, build });
    own({ units: 1 });
    // @ts-expect-error no such option
    own({ units: 1, curve: 2 });
  });

  test('may be a cell whose states have names', () => {
    const factory = defineCell<{ readonly units: number }>({
      kind: 'own',
      required: ['units'],
      defaults: {},
      build: () => {
        throw new Error('never called');
      },
    });
    expectTypeOf(factory).toEqualTypeOf<CellFactory<{ readonly units: number }>>();
    rnn(factory({ units: 2 }), { returnSequences: true });
    // @ts-expect-error a factory, not called
    rnn(factory);
    // @ts-expect-error unknown option
    rnn(factory({ units: 2 }), { returnSequence: true });
  });
});
