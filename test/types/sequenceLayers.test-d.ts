import {
  add,
  concatenate,
  conv1d,
  dense,
  type Features,
  globalAveragePooling1d,
  globalMaxPooling1d,
  input,
  layerNormalization,
  lstm,
  type Numbers,
  type Outcome,
  permute,
  repeatVector,
  reshape,
  type Sequence,
  type Symbolic,
  sequential,
  timeDistributed,
} from 'unrolled';
import { describe, expectTypeOf, test } from 'vitest';

const series = input({ shape: [null, 3] });
const features = input({ shape: [3] });

describe('layerNormalization', () => {
  test('gives the rank it gets', () => {
    sequential([series, layerNormalization(), lstm({ units: 1 }), layerNormalization()]);
    sequential([features, layerNormalization({ epsilon: 1e-5 }), dense({ units: 1 })]);
    // @ts-expect-error still [batch, features]
    sequential([features, layerNormalization(), lstm({ units: 1 })]);
  });

  test('takes no other options, and none of another type', () => {
    // @ts-expect-error the last axis is the only one
    layerNormalization({ axis: 1 });
    // @ts-expect-error misspelled
    layerNormalization({ eps: 1 });
    // @ts-expect-error a flag is true or false
    layerNormalization({ center: 1 });
  });
});

describe('a layer of several values', () => {
  type OutOf<L> = L extends { readonly out?: infer Out } ? Exclude<Out, undefined> : never;
  type Given<L, K> = Outcome<OutOf<L>, K>;
  const [sum, joined] = [add(), concatenate()];

  test('gives the kind that they have', () => {
    expectTypeOf<Given<typeof sum, readonly [Sequence, Sequence]>>().toEqualTypeOf<Sequence>();
    expectTypeOf<Given<typeof joined, readonly Features[]>>().toEqualTypeOf<Features>();
    expectTypeOf(sum).toExtend<{
      readonly in?: (kind: readonly [Sequence, Sequence, Sequence]) => void;
    }>();
    expectTypeOf(sum).not.toExtend<{ readonly in?: (kind: Numbers<3>) => void }>();
    expectTypeOf(joined).not.toExtend<{ readonly in?: (kind: Numbers<3>) => void }>();
  });

  test('is called on a list of them', () => {
    expectTypeOf(add()([series, series])).toExtend<Symbolic<Sequence>>();
    expectTypeOf(concatenate()([features, features, features])).toExtend<Symbolic<Features>>();
    expectTypeOf(add()([series, series])).not.toExtend<Symbolic<Features>>();
    // @ts-expect-error one value alone
    add()(series);
  });

  test('does not stand in a chain', () => {
    // @ts-expect-error a chain gives one value
    sequential([series, add(), lstm({ units: 1 })]);
    // @ts-expect-error a chain gives one value
    sequential([features, concatenate({ axis: -1 }), dense({ units: 1 })]);
  });

  test('takes no other options, and none of another type', () => {
    // @ts-expect-error has none of its own
    add({ axis: 1 });
    // @ts-expect-error an axis is a number
    concatenate({ axis: 'time' });
  });
});

describe('what pools a sequence, makes one or lays it out anew', () => {
  test('says which rank it takes and gives', () => {
    sequential([series, globalAveragePooling1d(), dense({ units: 1 }), repeatVector({ n: 2 })]);
    sequential([series, globalMaxPooling1d(), repeatVector({ n: 2 }), lstm({ units: 1 })]);
    sequential([features, reshape({ targetShape: [3, 1] }), lstm({ units: 1 })]);
    sequential([series, permute({ dims: [2, 1] }), lstm({ units: 1 })]);
    // @ts-expect-error pooled: [batch, features]
    sequential([series, globalMaxPooling1d(), lstm({ units: 1 })]);
    // @ts-expect-error there is no time axis to pool
    sequential([features, globalAveragePooling1d()]);
    // @ts-expect-error there is a time axis already
    sequential([series, repeatVector({ n: 2 })]);
    // @ts-expect-error [batch, 3]
    sequential([series, reshape({ targetShape: [3] }), lstm({ units: 1 })]);
  });

  test('takes no other options, and asks for those it needs', () => {
    // @ts-expect-error n is missing
    repeatVector();
    // @ts-expect-error Keras' Python name
    reshape({ target_shape: [1] });
    // @ts-expect-error dims are a list
    permute({ dims: 2 });
    // @ts-expect-error not here: the time axis is gone
    globalMaxPooling1d({ keepdims: true });
  });
});

describe('conv1d', () => {
  test('takes a sequence and gives one', () => {
    sequential([series, conv1d({ filters: 2, kernelSize: 3 }), lstm({ units: 1 })]);
    // @ts-expect-error there is no time axis
    sequential([features, conv1d({ filters: 2, kernelSize: 3 })]);
  });

  test('takes no other options, and asks for those it needs', () => {
    // @ts-expect-error no kernelSize
    conv1d({ filters: 2 });
    // @ts-expect-error no such padding
    conv1d({ filters: 2, kernelSize: 3, padding: 'full' });
    // @ts-expect-error Keras' Python name
    conv1d({ filters: 2, kernelSize: 3, dilation_rate: 2 });
  });
});

describe('timeDistributed', () => {
  const pictures = input({ shape: [null, 4, 3] });

  test('takes and gives one axis more than its layer', () => {
    sequential([series, timeDistributed({ layer: dense({ units: 2 }) }), lstm({ units: 1 })]);
    sequential([pictures, timeDistributed({ layer: lstm({ units: 2 }) }), lstm({ units: 1 })]);
    sequential([pictures, timeDistributed({ layer: globalMaxPooling1d() }), lstm({ units: 1 })]);
    // @ts-expect-error lstm takes what one step holds, which is a vector here
    sequential([series, timeDistributed({ layer: lstm({ units: 2 }) })]);
    // @ts-expect-error a layer is missing
    timeDistributed({});
    // @ts-expect-error a factory, not called
    timeDistributed({ layer: dense });
  });
});
