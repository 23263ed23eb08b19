import { referenceCompute } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { type Layer, type Signature, type Value, WeightStore } from '../../src/layers/index.ts';
import { ConfigError, ShapeError, View, zeros } from '../../src/tensor/index.ts';
import { contextOf } from './layerSubject.ts';

/** Makes a layer from options that no type checker has seen, as plain JavaScript may. */
function make(factory: (options: never) => unknown, options: object): () => void {
  return () => void Reflect.apply(factory, undefined, [options]);
}

/** A layer that gives more than its output. */
const generous = layers.defineLayer<object>({
  kind: 'generous',
  required: [],
  defaults: {},
  returns: () => 'extras',
  build() {
    throw new Error('nobody builds it');
  },
});

const OPTIONS: readonly { readonly call: () => void; readonly message: string }[] = [
  { call: make(layers.relu, { maxValue: -1 }), message: 'relu wants maxValue >= 0, got -1' },
  {
    call: make(layers.relu, { negativeSlope: '1' }),
    message: 'relu wants negativeSlope >= 0, got 1',
  },
  { call: make(layers.relu, { threshold: -2 }), message: 'relu wants threshold >= 0, got -2' },
  {
    call: make(layers.leakyRelu, { negativeSlope: -0.1 }),
    message: 'leakyRelu wants negativeSlope >= 0, got -0.1',
  },
  {
    call: make(layers.leakyRelu, { alpha: 0.1 }),
    message: "leakyRelu has no option 'alpha': its options are negativeSlope, name, trainable",
  },
  { call: make(layers.elu, { alpha: -1 }), message: 'elu wants alpha >= 0, got -1' },
  {
    call: make(layers.prelu, { sharedAxes: [0] }),
    message: 'prelu wants sharedAxes to be axes from 1, after the batch, got 0',
  },
  {
    call: make(layers.prelu, { sharedAxes: 1 }),
    message: 'prelu wants sharedAxes to be a list, got 1',
  },
  {
    call: make(layers.prelu, { alphaInitializer: 'zero', name: 'bent' }),
    message: "bent's alpha wants an initializer, got 'zero'",
  },
  {
    call: make(layers.layerNormalization, { axis: 1 }),
    message: 'layerNormalization wants axis to be -1, the last, got 1: it works along no other',
  },
  {
    call: make(layers.layerNormalization, { epsilon: 0 }),
    message: 'layerNormalization wants epsilon > 0, got 0',
  },
  {
    call: make(layers.layerNormalization, { center: 'yes' }),
    message: 'layerNormalization wants center to be true or false, got yes',
  },
  {
    call: make(layers.layerNormalization, { scale: 1 }),
    message: 'layerNormalization wants scale to be true or false, got 1',
  },
  {
    call: make(layers.layerNormalization, { gammaInitializer: 'one', name: 'norm' }),
    message: "norm's gamma wants an initializer, got 'one'",
  },
  {
    call: make(layers.layerNormalization, { betaInitializer: 'zero' }),
    message: "layerNormalization's beta wants an initializer, got 'zero'",
  },
  {
    call: make(layers.layerNormalization, { rmsScaling: true }),
    message:
      "layerNormalization has no option 'rmsScaling': its options are axis, epsilon, center, " +
      'scale, betaInitializer, gammaInitializer, gammaRegularizer, betaRegularizer, gammaConstraint, ' +
      'betaConstraint, name, trainable',
  },
  {
    call: make(layers.add, { axis: 1 }),
    message: "add has no option 'axis': its options are name, trainable",
  },
  {
    call: make(layers.conv1d, { filters: 2 }),
    message: "conv1d wants the option 'kernelSize'",
  },
  {
    call: make(layers.conv1d, { filters: 0, kernelSize: 2 }),
    message: 'conv1d wants filters to be a whole number >= 1, got 0',
  },
  {
    call: make(layers.conv1d, { filters: 1, kernelSize: 2, strides: 0.5 }),
    message: 'conv1d wants strides to be a whole number >= 1, got 0.5',
  },
  {
    call: make(layers.conv1d, { filters: 1, kernelSize: 2, dilationRate: 0 }),
    message: 'conv1d wants dilationRate to be a whole number >= 1, got 0',
  },
  {
    call: make(layers.conv1d, { filters: 1, kernelSize: 2, padding: 'full' }),
    message: 'conv1d wants padding to be one of valid, same, causal, got full',
  },
  {
    call: make(layers.conv1d, { filters: 1, kernelSize: 2, useBias: 0 }),
    message: 'conv1d wants useBias to be true or false, got 0',
  },
  {
    call: make(layers.conv1d, { filters: 1, kernelSize: 2, activation: 'swish' }),
    message: 'conv1d wants activation to be one of linear, relu, ',
  },
  {
    call: make(layers.conv1d, { filters: 1, kernelSize: 2, kernelInitializer: 'one' }),
    message: "conv1d's kernel wants an initializer, got 'one'",
  },
  {
    call: make(layers.conv1d, { filters: 1, kernelSize: 2, biasInitializer: 'one' }),
    message: "conv1d's bias wants an initializer, got 'one'",
  },
  {
    call: make(layers.conv1d, { filters: 1, kernelSize: 2, groups: 2 }),
    message: "conv1d has no option 'groups'",
  },
  {
    call: make(layers.timeDistributed, {}),
    message: "timeDistributed wants the option 'layer'",
  },
  {
    call: make(layers.timeDistributed, { layer: 3 }),
    message: 'timeDistributed wants a layer, got number: timeDistributed({ layer: dense({ … }) })',
  },
  {
    call: make(layers.timeDistributed, { layer: layers.dense }),
    message:
      'timeDistributed wants a layer, got function: timeDistributed({ layer: dense({ … }) })',
  },
  {
    call: make(layers.timeDistributed, {
      layer: layers.embedding({ inputDim: 2, outputDim: 2 }),
    }),
    message:
      'timeDistributed works on numbers, but embedding reads ids: put it before, without ' +
      'timeDistributed',
  },
  {
    call: make(layers.timeDistributed, { layer: generous() }),
    message:
      'timeDistributed wants a layer that gives its output alone, but this generous gives more',
  },
  {
    call: make(layers.repeatVector, {}),
    message: "repeatVector wants the option 'n'",
  },
  {
    call: make(layers.repeatVector, { n: 0 }),
    message: 'repeatVector wants n to be a whole number >= 1, got 0',
  },
  {
    call: make(layers.reshape, { targetShape: 3 }),
    message: 'reshape wants targetShape to be a list, got 3',
  },
  {
    call: make(layers.reshape, { targetShape: [-1, 2, -1] }),
    message: 'reshape wants targetShape to be sizes >= 1, of which one may be -1, got [-1, 2, -1]',
  },
  {
    call: make(layers.reshape, { targetShape: [0] }),
    message: 'reshape wants targetShape to be sizes >= 1, of which one may be -1, got [0]',
  },
  {
    call: make(layers.permute, { dims: [0, 1] }),
    message: 'permute wants dims to name each axis from 1 on once, got [0, 1]',
  },
  {
    call: make(layers.permute, { dims: [] }),
    message: 'permute wants dims to name each axis from 1 on once, got []',
  },
  {
    call: make(layers.globalMaxPooling1d, { keepdims: true }),
    message: "globalMaxPooling1d has no option 'keepdims': its options are name, trainable",
  },
  {
    call: make(layers.concatenate, { axis: 0 }),
    message: 'concatenate wants axis to be a whole number other than 0, the batch, got 0',
  },
  {
    call: make(layers.concatenate, { axis: 1.5 }),
    message: 'concatenate wants axis to be a whole number other than 0, the batch, got 1.5',
  },
];

const numbers = (...shape: readonly (number | null)[]): Signature => ({ type: 'numbers', shape });
const ids = (...shape: readonly (number | null)[]): Signature => ({ type: 'ids', shape });

const INPUTS: readonly {
  readonly layer: Layer;
  readonly inputs: readonly Signature[];
  readonly message: string;
}[] = [
  {
    layer: layers.prelu(),
    inputs: [numbers(null, 3)],
    message:
      'prelu_1 wants a known size along axis 1, got [batch, ?, 3]: share it, sharedAxes: [1]',
  },
  {
    layer: layers.prelu({ sharedAxes: [1, 3] }),
    inputs: [numbers(null, 3)],
    message: 'prelu_1 wants sharedAxes to be axes of its input, got 3 of [batch, ?, 3]',
  },
  {
    layer: layers.glu(),
    inputs: [numbers(null, 3)],
    message: 'glu_1 wants an even number of features, two halves, got [batch, ?, 3]',
  },
  {
    layer: layers.layerNormalization(),
    inputs: [ids(null)],
    message: 'layerNormalization_1 wants [batch, …, features] of numbers, got ids [batch, ?]',
  },
  {
    layer: layers.timeDistributed({ layer: layers.dense({ units: 1 }) }),
    inputs: [numbers(3)],
    message: 'timeDistributed_1 wants numbers [batch, time, …], got numbers [batch, 3]',
  },
  {
    layer: layers.timeDistributed({ layer: layers.lstm({ units: 1 }) }),
    inputs: [numbers(null, 3)],
    message: 'timeDistributed_1/lstm wants [batch, time, features], got [batch, 3]',
  },
  {
    layer: layers.conv1d({ filters: 1, kernelSize: 2 }),
    inputs: [numbers(3)],
    message: 'conv1d_1 wants [batch, time, features], got [batch, 3]',
  },
  {
    layer: layers.conv1d({ filters: 1, kernelSize: 2 }),
    inputs: [numbers(3, null)],
    message: 'conv1d_1 wants [batch, time, features] with a known last size, got [batch, 3, ?]',
  },
  {
    layer: layers.globalAveragePooling1d(),
    inputs: [numbers(3)],
    message: 'globalAveragePooling1d_1 wants [batch, time, features], got [batch, 3]',
  },
  {
    layer: layers.globalMaxPooling1d(),
    inputs: [ids(null)],
    message: 'globalMaxPooling1d_1 wants [batch, time, features] of numbers, got ids [batch, ?]',
  },
  {
    layer: layers.repeatVector({ n: 2 }),
    inputs: [numbers(null, 3)],
    message:
      'repeatVector_1 wants [batch, features], got [batch, ?, 3]: it makes the time axis itself',
  },
  {
    layer: layers.reshape({ targetShape: [4, 2] }),
    inputs: [numbers(9)],
    message: 'reshape_1 cannot make [batch, 4, 2] of [batch, 9]',
  },
  {
    layer: layers.reshape({ targetShape: [4, -1] }),
    inputs: [numbers(9)],
    message: 'reshape_1 cannot make [batch, 4, -1] of [batch, 9]',
  },
  {
    layer: layers.reshape({ targetShape: [2, -1] }),
    inputs: [numbers(null, 3)],
    message:
      'reshape_1 wants an input whose sizes are all known, or targetShape to start with -1, got ' +
      '[batch, ?, 3]',
  },
  {
    layer: layers.reshape({ targetShape: [3] }),
    inputs: [ids(3)],
    message: 'reshape_1 wants numbers, got ids [batch, 3]',
  },
  {
    layer: layers.permute({ dims: [2, 1] }),
    inputs: [numbers(3)],
    message: 'permute_1 wants numbers of 2 axes and the batch, got numbers [batch, 3]',
  },
  {
    layer: layers.permute({ dims: [1] }),
    inputs: [ids(3)],
    message: 'permute_1 wants numbers of 1 axes and the batch, got ids [batch, 3]',
  },
  {
    layer: layers.add(),
    inputs: [numbers(3)],
    message: 'add_1 wants two inputs or more, got 1: call it on a list, add()([a, b])',
  },
  {
    layer: layers.subtract(),
    inputs: [numbers(3), numbers(3), numbers(3)],
    message: 'subtract_1 wants two inputs, got 3: call it on a list, subtract()([a, b])',
  },
  {
    layer: layers.multiply(),
    inputs: [numbers(null, 3), numbers(null, 4)],
    message:
      'multiply_1 wants numbers of one shape, got numbers [batch, ?, 3] and numbers [batch, ?, 4]',
  },
  {
    layer: layers.maximum(),
    inputs: [numbers(3), numbers(null, 3)],
    message:
      'maximum_1 wants numbers of one shape, got numbers [batch, 3] and numbers [batch, ?, 3]',
  },
  {
    layer: layers.average(),
    inputs: [ids(3), ids(3)],
    message: 'average_1 wants numbers of one shape, got ids [batch, 3] and ids [batch, 3]',
  },
  {
    layer: layers.concatenate(),
    inputs: [numbers(3)],
    message:
      'concatenate_1 wants two inputs or more, got 1: call it on a list, concatenate()([a, b])',
  },
  {
    layer: layers.concatenate(),
    inputs: [numbers(4, 3), numbers(5, 3)],
    message:
      'concatenate_1 wants numbers whose sizes differ along axis -1 alone, got numbers [batch, 4, 3] ' +
      'and numbers [batch, 5, 3]',
  },
  {
    layer: layers.concatenate({ axis: 1 }),
    inputs: [numbers(null, 3), ids(null)],
    message:
      'concatenate_1 wants numbers whose sizes differ along axis 1 alone, got numbers [batch, ?, 3] ' +
      'and ids [batch, ?]',
  },
  {
    layer: layers.concatenate({ axis: 2 }),
    inputs: [numbers(3), numbers(3)],
    message:
      'concatenate_1 wants inputs that have an axis 2, got numbers [batch, 3] and numbers [batch, 3]',
  },
];

describe('inputs that a layer cannot take are a ShapeError when it is built', () => {
  test.each(INPUTS)('$message', ({ layer, inputs, message }) => {
    const build = () => layer.build(`${layer.kind}_1`, inputs);
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });
});

const f64 = (...shape: readonly number[]): Value => ({ data: zeros([...shape], 'float64') });
const masked = (B: number, T: number): Value => ({
  ...f64(B, T, 2),
  mask: new View<2, Uint8Array>(new Uint8Array(B * T), [B, T]),
});

const RUNS: readonly {
  readonly layer: Layer;
  readonly inputs: readonly Value[];
  readonly message: string;
}[] = [
  {
    layer: layers.add(),
    inputs: [f64(4, 5, 2), f64(4, 6, 2)],
    message: 'add wants x1 [4, 5, 2], got [4, 6, 2]',
  },
  {
    layer: layers.add(),
    inputs: [masked(4, 5), masked(4, 6)],
    message: 'add_1 wants masks of one shape, got [4, 5] and [4, 6]',
  },
  {
    layer: layers.globalMaxPooling1d(),
    inputs: [f64(4, 2)],
    message: 'globalMaxPooling1d_1 wants [batch, time, features], got [4, 2]',
  },
  {
    layer: layers.reshape({ targetShape: [-1, 4] }),
    inputs: [f64(2, 3, 2)],
    message: 'reshape_1 cannot make [2, -1, 4] of [2, 3, 2]',
  },
  {
    layer: layers.reshape({ targetShape: [-1, 1] }),
    inputs: [masked(4, 5)],
    message: 'reshape_1 cannot honour the mask of its input, whose time axis it does not keep',
  },
  {
    layer: layers.permute({ dims: [2, 1] }),
    inputs: [masked(4, 5)],
    message: 'permute_1 cannot honour the mask of its input, whose time axis it does not keep',
  },
  {
    layer: layers.concatenate(),
    inputs: [f64(4, 5, 2), f64(4, 6, 2)],
    message: 'concatenate wants x1 [4, 5, 2], got [4, 6, 2]',
  },
];

describe('values that do not fit are a ShapeError when the layer runs', () => {
  test.each(RUNS)('$message', ({ layer, inputs, message }) => {
    const built = layer.build(
      `${layer.kind}_1`,
      inputs.map(() => numbers(null, 2)),
    );
    const store = new WeightStore(built.weights, 0, 'float64');
    const begin = () => built.begin(store, inputs, contextOf(referenceCompute('float64'), '', 0));
    expect(begin).toThrow(ShapeError);
    expect(begin).toThrow(message);
  });
});

const REFUSALS: readonly {
  readonly layer: Layer;
  readonly inputs: readonly Signature[];
  readonly message: string;
}[] = [
  {
    layer: layers.concatenate({ axis: 1 }),
    inputs: [numbers(null, 3), numbers(null, 3)],
    message: 'concatenate_1 puts sequences one after the other',
  },
  {
    layer: layers.conv1d({ filters: 1, kernelSize: 2, padding: 'same' }),
    inputs: [numbers(null, 3)],
    message: "conv1d_1 looks at later steps: only padding: 'causal' looks at the past alone",
  },
  {
    layer: layers.conv1d({ filters: 1, kernelSize: 2, padding: 'causal', strides: 2 }),
    inputs: [numbers(null, 3)],
    message: 'conv1d_1 gives no output for most steps: its strides are not 1',
  },
  {
    layer: layers.globalAveragePooling1d(),
    inputs: [numbers(null, 3)],
    message: 'globalAveragePooling1d_1 needs all time steps at once to pool them',
  },
  {
    layer: layers.repeatVector({ n: 2 }),
    inputs: [numbers(3)],
    message: 'repeatVector_1 makes all time steps at once',
  },
  {
    layer: layers.reshape({ targetShape: [-1, 1] }),
    inputs: [numbers(null, 3)],
    message: 'reshape_1 needs all time steps at once to lay them out anew',
  },
  {
    layer: layers.permute({ dims: [2, 1] }),
    inputs: [numbers(null, 3)],
    message: 'permute_1 needs all time steps at once to lay them out anew',
  },
];

describe('what needs all time steps says why it cannot be stepped', () => {
  test.each(REFUSALS)('$message', ({ layer, inputs, message }) => {
    expect(layer.build(`${layer.kind}_1`, inputs).refusesSteps).toBe(message);
  });
});

describe('an option that cannot be is a ConfigError', () => {
  test.each(OPTIONS)('$message', ({ call, message }) => {
    expect(call).toThrow(ConfigError);
    expect(call).toThrow(message);
  });
});
