import {
  activation,
  add,
  additiveAttention,
  attention,
  bidirectional,
  type CallableLayer,
  concatenate,
  conv1d,
  dense,
  dropout,
  embedding,
  type Features,
  flatten,
  globalAveragePooling1d,
  gru,
  input,
  type LayerFactory,
  layerNormalization,
  lstm,
  type Model,
  masking,
  model,
  multiHeadAttention,
  multiply,
  type Numbers,
  permute,
  positionalEmbedding,
  projectedLstm,
  repeatVector,
  reshape,
  rnn,
  type Sequence,
  type Symbolic,
  sequential,
  simpleRnnCell,
  subtract,
  type Tokens,
  timeDistributed,
  transformerBlock,
} from 'unrolled';
import { describe, expectTypeOf, test } from 'vitest';

declare const n: number;
declare const flag: boolean;
declare const scale: LayerFactory<{ readonly by: number }>;
const series = input({ shape: [null, 3] });
const table = input({ shape: [4] });
const words = input({ shape: [null], dtype: 'int32' });
const wide = lstm({ units: 64, returnSequences: true })(series);

describe('how many features there are', () => {
  test('an input says, where its last size is known', () => {
    expectTypeOf(series.is).toEqualTypeOf<Numbers<3, 3> | undefined>();
    expectTypeOf(table.is).toEqualTypeOf<Features<4> | undefined>();
    expectTypeOf(words.is).toEqualTypeOf<Tokens<2> | undefined>();
    expectTypeOf(input({ shape: [3, null] }).is).toEqualTypeOf<Sequence | undefined>();
    expectTypeOf(input({ shape: [null, n] }).is).toEqualTypeOf<Sequence | undefined>();
  });

  test('layers with a size say', () => {
    expectTypeOf(dense({ units: 5 })(series)).toEqualTypeOf<Symbolic<Sequence<5>>>();
    expectTypeOf(dense({ units: 5 })(table)).toEqualTypeOf<Symbolic<Features<5>>>();
    expectTypeOf(embedding({ inputDim: 9, outputDim: 32 })(words)).toEqualTypeOf<
      Symbolic<Sequence<32>>
    >();
    expectTypeOf(conv1d({ filters: 7, kernelSize: 3 })(series)).toEqualTypeOf<
      Symbolic<Sequence<7>>
    >();
    expectTypeOf(gru({ units: 6 })(wide)).toEqualTypeOf<Symbolic<Features<6>>>();
    const reshaped = reshape({ targetShape: [-1, 32] })(wide);
    expectTypeOf(reshaped).toEqualTypeOf<Symbolic<Sequence<32>>>();
    const heads = { numHeads: 2, keyDim: 8 };
    expectTypeOf(multiHeadAttention({ ...heads, outputShape: 9 })(wide)).toEqualTypeOf<
      Symbolic<Sequence<9>>
    >();
  });

  test('states say: those of a projected LSTM differ', () => {
    const both = { units: 8, projection: 3, returnState: true } as const;
    expectTypeOf(projectedLstm(both)(series)).toEqualTypeOf<
      readonly [Symbolic<Features<3>>, Symbolic<Features<3>>, Symbolic<Features<8>>]
    >();
  });

  test('layers that keep it say', () => {
    const kept = layerNormalization()(dropout({ rate: 0.1 })(masking()(wide)));
    expectTypeOf(activation({ activation: 'relu' })(kept)).toEqualTypeOf<Symbolic<Sequence<64>>>();
    const sizes = { numHeads: 2, intermediateDim: 8, contextLength: 9 };
    const placed = positionalEmbedding({ maxLength: 9 })(wide);
    expectTypeOf(transformerBlock(sizes)(placed)).toEqualTypeOf<Symbolic<Sequence<64>>>();
    const pooled = globalAveragePooling1d()(wide);
    expectTypeOf(pooled).toEqualTypeOf<Symbolic<Features<64>>>();
    expectTypeOf(repeatVector({ n: 2 })(pooled)).toEqualTypeOf<Symbolic<Sequence<64>>>();
    const perStep = timeDistributed({ layer: layerNormalization() });
    expectTypeOf(perStep(wide)).toEqualTypeOf<Symbolic<Sequence<64>>>();
    const attending = multiHeadAttention({ numHeads: 2, keyDim: 8 });
    expectTypeOf(attending([wide, series])).toEqualTypeOf<Symbolic<Sequence<64>>>();
    expectTypeOf(timeDistributed({ layer: dense({ units: 2 }) })(wide)).toEqualTypeOf<
      Symbolic<Sequence<2>>
    >();
  });

  test('is added up where values are put side by side', () => {
    const three = [wide, series, dense({ units: 999 })(series)] as const;
    expectTypeOf(concatenate()(three)).toEqualTypeOf<Symbolic<Sequence<1066>>>();
    expectTypeOf(concatenate({ axis: -1 })([table, table])).toEqualTypeOf<Symbolic<Features<8>>>();
    expectTypeOf(concatenate({ axis: 1 })([wide, wide])).toEqualTypeOf<Symbolic<Sequence>>();
    expectTypeOf(concatenate()([wide, dense({ units: n })(series)])).toEqualTypeOf<
      Symbolic<Sequence>
    >();
  });

  test('stands in the types of models', () => {
    const chain = sequential([words, embedding({ inputDim: 9, outputDim: 4 }), gru({ units: 5 })]);
    expectTypeOf(chain).toEqualTypeOf<Model<Tokens<2>, Features<5>>>();
    const graph = model({ inputs: { series, table }, outputs: { wide } });
    expectTypeOf(graph).toEqualTypeOf<
      Model<
        { readonly series: Sequence<3>; readonly table: Features<4> },
        { readonly wide: Sequence<64> }
      >
    >();
  });
});

describe('where it is not known', () => {
  test('it is any number', () => {
    expectTypeOf(dense({ units: n })(table)).toEqualTypeOf<Symbolic<Features>>();
    expectTypeOf(flatten()(series)).toEqualTypeOf<Symbolic<Features>>();
    expectTypeOf(permute({ dims: [2, 1] })(series)).toEqualTypeOf<Symbolic<Sequence>>();
    expectTypeOf(reshape({ targetShape: [3, -1] })(series)).toEqualTypeOf<Symbolic<Sequence>>();
    expectTypeOf(rnn(simpleRnnCell({ units: 2 }))(series)).toEqualTypeOf<Symbolic<Features>>();
    const options: { readonly numHeads: number; readonly keyDim: number; outputShape?: number } = {
      numHeads: 1,
      keyDim: 2,
    };
    expectTypeOf(multiHeadAttention(options)(series)).toEqualTypeOf<Symbolic<Sequence>>();
  });

  test('nothing is refused, and what is known is kept', () => {
    const open = dense({ units: n })(series);
    expectTypeOf(add()([open, series])).toEqualTypeOf<Symbolic<Sequence<3>>>();
    expectTypeOf(attention()([open, wide])).toEqualTypeOf<Symbolic<Sequence<64>>>();
    const either = lstm({ units: 3, returnSequences: flag })(series);
    expectTypeOf(lstm({ units: 1 })(either)).toEqualTypeOf<Symbolic<Features<1>>>();
    expectTypeOf(attention()([either, series])).toEqualTypeOf<Symbolic<Sequence<3>>>();
    const list: readonly Symbolic[] = [series, series];
    expectTypeOf(add()(list)).toEqualTypeOf<Symbolic>();
    const sequences: readonly Symbolic<Sequence>[] = [wide, series];
    expectTypeOf(concatenate()(sequences)).toEqualTypeOf<Symbolic<Sequence>>();
    expectTypeOf(attention()(sequences)).toEqualTypeOf<Symbolic<Sequence>>();
    expectTypeOf(add()([scale({ by: 2 })(series), series])).toEqualTypeOf<Symbolic<Sequence<3>>>();
  });

  test('a model, a layer or a value of known sizes may stand', () => {
    const chain = sequential([series, lstm({ units: 2 })]);
    expectTypeOf(chain).toExtend<Model<Sequence, Features>>();
    expectTypeOf(chain).not.toExtend<Model<Sequence, Sequence>>();
    expectTypeOf(wide).toExtend<Symbolic<Sequence>>();
    expectTypeOf(masking()).toExtend<CallableLayer<Sequence, Sequence>>();
    expectTypeOf(lstm({ units: 2 })).toExtend<CallableLayer<Sequence, Features>>();
    const list = model({ inputs: [series, table], outputs: [wide, table] });
    expectTypeOf(list).toExtend<
      Model<readonly [Sequence, Features], readonly [Sequence, Features]>
    >();
  });
});

describe('unequal sizes do not compile', () => {
  test('in sums and their like', () => {
    add()([wide, dense({ units: 64 })(series)]);
    // @ts-expect-error 64 features and 3
    add()([wide, series]);
    // @ts-expect-error a residual of another size
    add()([series, lstm({ units: 4, returnSequences: true })(series)]);
    // @ts-expect-error the third is another
    multiply()([table, table, dense({ units: 5 })(table)]);
    // @ts-expect-error 3 features and 4
    subtract()([dense({ units: 3 })(table), table]);
    // @ts-expect-error [batch, time, features] and [batch, features]
    add()([series, dense({ units: 3 })(table)]);
    // @ts-expect-error ids, not numbers
    add()([words, words]);
    // @ts-expect-error side by side, but of one rank
    concatenate()([series, table]);
  });

  test('in queries and keys', () => {
    attention()([wide, series, wide]);
    // @ts-expect-error queries of 64 features, keys of 3
    attention()([wide, series]);
    // @ts-expect-error the keys are the third
    attention()([wide, wide, series]);
    // @ts-expect-error queries of 3 features, keys of 64
    additiveAttention()([series, wide]);
    multiHeadAttention({ numHeads: 1, keyDim: 2 })([wide, series]);
  });

  test('in models that are used as layers', () => {
    const chain = sequential([series, lstm({ units: 2 })]).asLayer();
    chain(dense({ units: 3 })(wide));
    chain(dense({ units: n })(wide));
    // @ts-expect-error 3 features are wanted
    chain(wide);
    sequential([input({ shape: [null, 3] }), chain]);
    // @ts-expect-error 3 features are wanted
    sequential([input({ shape: [null, 5] }), chain]);
    const two = model({ inputs: [series, table], outputs: [wide, table] }).asLayer();
    two([series, dense({ units: n })(table)]);
    // @ts-expect-error the second has 4 features
    two([series, dense({ units: 5 })(table)]);
  });
});

describe('bidirectional', () => {
  const forward = lstm({ units: 8 });
  const both = lstm({ units: 8, returnSequences: true });

  test('gives twice as many features side by side, and else as many', () => {
    expectTypeOf(bidirectional({ layer: both })(series)).toEqualTypeOf<Symbolic<Sequence<16>>>();
    expectTypeOf(bidirectional({ layer: forward, mergeMode: 'sum' })(series)).toEqualTypeOf<
      Symbolic<Features<8>>
    >();
    const backwardLayer = gru({ units: 3, goBackwards: true });
    expectTypeOf(bidirectional({ layer: forward, backwardLayer })(series)).toEqualTypeOf<
      Symbolic<Features<11>>
    >();
    const cells = bidirectional({ layer: rnn(simpleRnnCell({ units: 2 })) });
    expectTypeOf(cells(series)).toEqualTypeOf<Symbolic<Features>>();
  });

  test('gives both outputs where they are not merged', () => {
    const [there, back] = bidirectional({ layer: both, mergeMode: 'none' })(series);
    expectTypeOf(there).toEqualTypeOf<Symbolic<Sequence<8>>>();
    expectTypeOf(back).toEqualTypeOf<Symbolic<Sequence<8>>>();
    const backwardLayer = gru({ units: 3, goBackwards: true });
    const apart = bidirectional({ layer: forward, backwardLayer, mergeMode: 'none' })(series);
    expectTypeOf(apart).toEqualTypeOf<readonly [Symbolic<Features<8>>, Symbolic<Features<3>>]>();
  });

  test('gives the states of its forward layer, then those of its backward layer', () => {
    const layer = lstm({ units: 8, returnState: true });
    type State = Symbolic<Features<8>>;
    expectTypeOf(bidirectional({ layer })(series)).toEqualTypeOf<
      readonly [Symbolic<Features<16>>, State, State, State, State]
    >();
    const backwardLayer = gru({ units: 3, goBackwards: true, returnState: true });
    expectTypeOf(bidirectional({ layer, backwardLayer })(series)).toEqualTypeOf<
      readonly [Symbolic<Features<11>>, State, State, Symbolic<Features<3>>]
    >();
  });

  test('takes no layers of different ranks, and none of features', () => {
    const backwardLayer = gru({ units: 3, goBackwards: true, returnSequences: true });
    // @ts-expect-error one gives its last output, the other a sequence
    bidirectional({ layer: forward, backwardLayer });
    // @ts-expect-error a layer of features
    bidirectional({ layer: repeatVector({ n: 2 }) });
  });
});
