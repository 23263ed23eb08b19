import { referenceCompute } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { type Layer, type Signature, type Value, WeightStore } from '../../src/layers/index.ts';
import { ConfigError, ShapeError, StateError, View, zeros } from '../../src/tensor/index.ts';
import { contextOf } from './layerSubject.ts';

/** Makes a layer from options that no type checker has seen, as plain JavaScript may. */
function make(factory: (options: never) => unknown, options: object): () => void {
  return () => void Reflect.apply(factory, undefined, [options]);
}

const { attention, additiveAttention, multiHeadAttention } = layers;
const block = { numHeads: 2, intermediateDim: 4, contextLength: 4 };
const heads = { numHeads: 2, keyDim: 3 };

const OPTIONS: readonly { readonly call: () => void; readonly message: string }[] = [
  {
    call: make(attention, { dropout: 1 }),
    message: 'attention wants dropout in [0, 1), got 1',
  },
  {
    call: make(attention, { useScale: 'yes', name: 'looks' }),
    message: 'looks wants useScale to be true or false, got yes',
  },
  {
    call: make(additiveAttention, { useCausalMask: 1 }),
    message: 'additiveAttention wants useCausalMask to be true or false, got 1',
  },
  {
    call: make(additiveAttention, { returnAttentionScores: 0 }),
    message: 'additiveAttention wants returnAttentionScores to be true or false, got 0',
  },
  {
    call: make(attention, { scoreMode: 'concat' }),
    message:
      "attention has no option 'scoreMode': its options are useScale, dropout, useCausalMask, " +
      'returnAttentionScores, name, trainable',
  },
  {
    call: make(layers.positionalEmbedding, {}),
    message: "positionalEmbedding wants the option 'maxLength'",
  },
  {
    call: make(layers.positionalEmbedding, { maxLength: 4, encoding: 'rotary' }),
    message: 'positionalEmbedding wants encoding to be one of learned, sinusoidal, got rotary',
  },
  {
    call: make(layers.positionalEmbedding, { maxLength: 4, maxWavelength: 0 }),
    message: 'positionalEmbedding wants maxWavelength > 0, got 0',
  },
  {
    call: make(layers.transformerBlock, { numHeads: 2, intermediateDim: 4 }),
    message: "transformerBlock wants the option 'contextLength'",
  },
  {
    call: make(layers.transformerBlock, { ...block, activation: 'softmax' }),
    message: 'transformerBlock wants activation to be one of linear, relu, tanh, sigmoid',
  },
  {
    call: make(layers.transformerBlock, { ...block, dropout: 1 }),
    message: 'transformerBlock wants dropout in [0, 1), got 1',
  },
  {
    call: make(layers.transformerBlock, { ...block, layerNormEpsilon: 0 }),
    message: 'transformerBlock wants layerNormEpsilon > 0, got 0',
  },
  {
    call: make(multiHeadAttention, { numHeads: 2 }),
    message: "multiHeadAttention wants the option 'keyDim'",
  },
  {
    call: make(multiHeadAttention, { numHeads: 0, keyDim: 1 }),
    message: 'multiHeadAttention wants numHeads to be a whole number >= 1, got 0',
  },
  {
    call: make(multiHeadAttention, { ...heads, valueDim: 1.5 }),
    message: 'multiHeadAttention wants valueDim to be a whole number >= 1, got 1.5',
  },
  {
    call: make(multiHeadAttention, { ...heads, outputShape: [4] }),
    message: 'multiHeadAttention wants outputShape to be a whole number >= 1, got 4',
  },
  {
    call: make(multiHeadAttention, { ...heads, kernelInitializer: 'xavier' }),
    message: "multiHeadAttention's kernels wants an initializer, got 'xavier'",
  },
  {
    call: make(multiHeadAttention, { ...heads, contextLength: 8 }),
    message:
      'multiHeadAttention has a contextLength only with useCausalMask: true and without ' +
      'returnAttentionScores',
  },
  {
    call: make(multiHeadAttention, {
      ...heads,
      ...{ contextLength: 8, useCausalMask: true, returnAttentionScores: true },
    }),
    message: 'multiHeadAttention has a contextLength only with',
  },
];

describe('an option that cannot be is a ConfigError', () => {
  test.each(OPTIONS)('$message', ({ call, message }) => {
    expect(call).toThrow(ConfigError);
    expect(call).toThrow(message);
  });
});

const numbers = (...shape: readonly (number | null)[]): Signature => ({ type: 'numbers', shape });
const context = multiHeadAttention({ ...heads, useCausalMask: true, contextLength: 4 });

const INPUTS: readonly {
  readonly layer: Layer;
  readonly inputs: readonly Signature[];
  readonly message: string;
}[] = [
  {
    layer: attention(),
    inputs: [numbers(null, 2)],
    message: 'attention_1 wants [query, value] or [query, value, key], got 1 inputs',
  },
  {
    layer: multiHeadAttention(heads),
    inputs: [numbers(null, 2), numbers(null, 2), numbers(null, 2), numbers(null, 2)],
    message:
      'multiHeadAttention_1 wants one sequence, [query, value] or [query, value, key], got 4 inputs',
  },
  {
    layer: additiveAttention(),
    inputs: [numbers(null, 2), numbers(2)],
    message: 'additiveAttention_1 wants sequences [batch, time, features], got [batch, 2]',
  },
  {
    layer: attention(),
    inputs: [numbers(null, 2), { type: 'ids', shape: [null] }],
    message: 'attention_1 wants [batch, time, features] of numbers, got ids [batch, ?]',
  },
  {
    layer: attention(),
    inputs: [numbers(null, 2), numbers(null, 3)],
    message:
      'attention_1 compares queries with keys of as many features, 2, got [batch, ?, 3]: put a ' +
      'dense() before one of them',
  },
  {
    layer: additiveAttention(),
    inputs: [numbers(null, 2), numbers(null, 2), numbers(null, 3)],
    message: 'additiveAttention_1 compares queries with keys of as many features, 2, got',
  },
  {
    layer: layers.transformerBlock(block),
    inputs: [numbers(null, 5)],
    message:
      'transformerBlock_1 wants features that 2 heads can share, got 5: choose another numHeads, or ' +
      'say keyDim',
  },
  {
    layer: layers.transformerBlock(block),
    inputs: [numbers(4)],
    message: 'transformerBlock_1 wants sequences [batch, time, features], got [batch, 4]',
  },
  {
    layer: context,
    inputs: [numbers(null, 2), numbers(null, 2)],
    message: 'multiHeadAttention_1 wants one sequence, since it has a contextLength, got 2 inputs',
  },
];

describe('an input that a layer cannot take is a ShapeError when it is built', () => {
  test.each(INPUTS)('$message', ({ layer, inputs, message }) => {
    const build = () => layer.build(`${layer.kind}_1`, inputs);
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });
});

const f64 = (...shape: readonly number[]): Value => ({ data: zeros([...shape], 'float64') });
const position = (...counts: readonly number[]): Value => ({
  data: new View<2, Float64Array>(Float64Array.from(counts), [counts.length, 1]),
});

const RUNS: readonly {
  readonly what: string;
  readonly layer: Layer;
  readonly values: readonly Value[];
  readonly states?: readonly Value[];
  readonly error: typeof ShapeError | typeof StateError;
  readonly message: string;
}[] = [
  {
    what: 'batches of another size',
    layer: attention(),
    values: [f64(2, 3, 2), f64(4, 3, 2)],
    error: ShapeError,
    message: 'attention wants value [2, 3, 2], got [4, 3, 2]',
  },
  {
    what: 'keys of another length than values',
    layer: additiveAttention(),
    values: [f64(2, 3, 2), f64(2, 3, 2), f64(2, 4, 2)],
    error: ShapeError,
    message: 'additiveAttention wants key [2, 3, 2], got [2, 4, 2]',
  },
  {
    what: 'a sequence longer than the context',
    layer: context,
    values: [f64(2, 5, 2)],
    error: ShapeError,
    message:
      'multiHeadAttention holds 4 steps of a sequence, its contextLength, got 5 in row 0: give ' +
      'shorter sequences, or build it with a larger contextLength',
  },
  {
    what: 'a sequence that comes to more than the context',
    layer: context,
    values: [f64(2, 2, 2)],
    states: [f64(2, 4, 6), f64(2, 4, 6), position(2, 3)],
    error: ShapeError,
    message: 'multiHeadAttention holds 4 steps of a sequence, its contextLength, got 5 in row 1',
  },
  ...[-1, 0.5, 5, Number.NaN].map((count) => ({
    what: `a position of ${count}`,
    layer: context,
    values: [f64(2, 1, 2)],
    states: [f64(2, 4, 6), f64(2, 4, 6), position(0, count)],
    error: StateError,
    message: `multiHeadAttention wants a position from 0 to 4, got ${count} in row 1: go on from a state that it gave`,
  })),
  {
    what: 'a sequence with more steps than there are places',
    layer: layers.positionalEmbedding({ maxLength: 4 }),
    values: [f64(2, 3, 2)],
    states: [position(2, 1)],
    error: ShapeError,
    message:
      'positionalEmbedding holds 4 steps of a sequence, its maxLength, got 5 in row 0: give ' +
      'shorter sequences, or build it with a larger maxLength',
  },
  {
    what: 'keys of another context',
    layer: context,
    values: [f64(2, 1, 2)],
    states: [f64(2, 5, 6), f64(2, 4, 6), position(0, 0)],
    error: ShapeError,
    message: 'multiHeadAttention wants keys [2, 4, 6], got [2, 5, 6]',
  },
];

describe('what does not fit is an error when the layer runs:', () => {
  test.each(RUNS)('$what', ({ layer, values, states = [], error, message }) => {
    const signatures = values.map(({ data }) => numbers(null, data.shape[2] ?? null));
    const built = layer.build(layer.kind, signatures);
    const store = new WeightStore(built.weights, 0, 'float64');
    const ctx = contextOf(referenceCompute('float64'), '', 0);
    const begin = () => built.begin(store, [...values, ...states], ctx);
    expect(begin).toThrow(error);
    expect(begin).toThrow(message);
  });
});

test('attention over whole sequences says why it cannot be stepped, and what to do', () => {
  for (const layer of [attention(), additiveAttention(), multiHeadAttention(heads)]) {
    const two = [numbers(null, 2), numbers(null, 2)];
    expect(layer.build('here', two).refusesSteps).toBe(
      'here needs all time steps at once to attend to them: give it its values whole, model.given(…)',
    );
  }
  expect(multiHeadAttention(heads).build('here', [numbers(null, 2)]).refusesSteps).toBe(
    'here needs all time steps at once to attend to them: with useCausalMask: true, give it a ' +
      'contextLength',
  );
  expect(context.build('here', [numbers(null, 2)]).refusesSteps).toBeUndefined();
});
