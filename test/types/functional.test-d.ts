import {
  attention,
  type CallableLayer,
  decodeModel,
  dense,
  embedding,
  type Features,
  gru,
  input,
  loadModel,
  lstm,
  type Model,
  model,
  type NextTokenModel,
  type Numbers,
  type Sequence,
  type Symbolic,
  sequential,
  simpleRnn,
  type Tensor,
  type Tokens,
} from 'unrolled';
import { describe, expectTypeOf, test } from 'vitest';

const words = input({ shape: [null], dtype: 'int32' });
const series = input({ shape: [null, 2] });
const table = input({ shape: [3] });

describe('a call of a layer', () => {
  test('gives the kind that the layer gives for what it reads', () => {
    expectTypeOf(words).toExtend<Symbolic<Tokens<2>>>();
    expectTypeOf(embedding({ inputDim: 2, outputDim: 2 })(words)).toEqualTypeOf<
      Symbolic<Numbers<3, 2>>
    >();
    expectTypeOf(dense({ units: 1 })(series)).toEqualTypeOf<Symbolic<Numbers<3, 1>>>();
    expectTypeOf(dense({ units: 1 })(table)).toEqualTypeOf<Symbolic<Numbers<2, 1>>>();
    expectTypeOf(lstm({ units: 1 })(series)).toEqualTypeOf<Symbolic<Features<1>>>();
    expectTypeOf(lstm({ units: 1, returnSequences: true })(series)).toEqualTypeOf<
      Symbolic<Sequence<1>>
    >();
  });

  test('on another rank, or on ids for numbers, does not compile', () => {
    // @ts-expect-error a sequence is wanted
    lstm({ units: 1 })(table);
    // @ts-expect-error numbers are wanted
    lstm({ units: 1 })(words);
    // @ts-expect-error ids are wanted
    embedding({ inputDim: 2, outputDim: 2 })(series);
    // @ts-expect-error the last output alone
    lstm({ units: 1 })(gru({ units: 1 })(series));
    // @ts-expect-error no symbolic value
    dense({ units: 1 })([[1]]);
  });

  test('gives the states that returnState asks for', () => {
    expectTypeOf(lstm({ units: 1, returnState: true })(series)).toEqualTypeOf<
      readonly [Symbolic<Features<1>>, Symbolic<Features<1>>, Symbolic<Features<1>>]
    >();
    expectTypeOf(gru({ units: 1, returnState: true, returnSequences: true })(series)).toEqualTypeOf<
      readonly [Symbolic<Sequence<1>>, Symbolic<Features<1>>]
    >();
    expectTypeOf(simpleRnn({ units: 1, returnState: true })(series)).toEqualTypeOf<
      readonly [Symbolic<Features<1>>, Symbolic<Features<1>>]
    >();
    const [, h, c] = lstm({ units: 1, returnState: true })(series);
    const decoded = lstm({ units: 1 })(series, { initialState: [h, c] });
    expectTypeOf(decoded).toEqualTypeOf<Symbolic<Features<1>>>();
  });
});

describe('model', () => {
  test('takes and gives by itself, in a list or by name', async () => {
    const one = model({ inputs: series, outputs: lstm({ units: 1 })(series) });
    expectTypeOf(one).toEqualTypeOf<Model<Numbers<3, 2>, Features<1>>>();
    expectTypeOf(await one.predict([])).toEqualTypeOf<Tensor<2>>();
    const list = model({ inputs: [series, table], outputs: [dense({ units: 1 })(series), table] });
    const [first, second] = await list.predict([[], []]);
    expectTypeOf(first).toEqualTypeOf<Tensor<3>>();
    expectTypeOf(second).toEqualTypeOf<Tensor<2>>();
    const named = model({ inputs: { series, table }, outputs: { a: series, b: table } });
    const { a, b } = await named.predict({ series: [], table: [] });
    expectTypeOf(a).toEqualTypeOf<Tensor<3>>();
    expectTypeOf(b).toEqualTypeOf<Tensor<2>>();
    expectTypeOf(named.step({ series: [], table: [] }).output.a).toEqualTypeOf<Tensor<2>>();
    // @ts-expect-error the table is missing
    void named.predict({ series: [] });
    // @ts-expect-error names are wanted
    void named.fit([], { a: [], b: [] });
    // @ts-expect-error no output of this name
    void named.fit({ series: [], table: [] }, { a: [], c: [] });
    // @ts-expect-error two are wanted
    void list.predict([[]]);
  });

  test('of several outputs takes targets by name, of those that have a loss', () => {
    const named = model({ inputs: series, outputs: { a: series, b: table } });
    void named.fit([], { a: [] }, { sampleWeight: { a: [] }, validationData: [[], { a: [] }] });
    void named.evaluate([], { b: [] });
    void named.trainOnBatch([], { a: [], b: [] });
    // @ts-expect-error names are wanted
    void named.fit([], []);
    // @ts-expect-error no output of this name
    void named.fit([], { a: [] }, { sampleWeight: { c: [] } });
    const list = model({ inputs: series, outputs: [dense({ units: 1 })(series), table] });
    void list.fit([], [[], []]);
    void list.fit([], { dense: [] });
    // @ts-expect-error one of two
    void list.fit([], [[]]);
    // @ts-expect-error text is no data
    void list.fit([], { dense: 'all' });
  });

  test('as a layer has the kinds of the model', () => {
    const chain = sequential([series, lstm({ units: 2 }), dense({ units: 1 })]);
    expectTypeOf(chain.asLayer()(series)).toEqualTypeOf<Symbolic<Numbers<2, 1>>>();
    // @ts-expect-error a sequence is wanted
    chain.asLayer()(table);
    const two = model({ inputs: [series, table], outputs: [series, table] });
    const [a, b] = two.asLayer()([series, table]);
    expectTypeOf(a).toEqualTypeOf<Symbolic<Numbers<3, 2>>>();
    expectTypeOf(b).toEqualTypeOf<Symbolic<Numbers<2, 3>>>();
    // @ts-expect-error in this order
    two.asLayer()([table, series]);
  });

  test('is given some of its inputs, and then writes as a model of the one that is left', () => {
    const words = input({ shape: [null], dtype: 'int32' });
    const one = embedding({ inputDim: 3, outputDim: 2 })(words);
    const both = attention()([one, series]);
    const named = model({ inputs: { words, series }, outputs: both });
    const given = named.given({ series: [[[1, 2]]] });
    expectTypeOf(given).toExtend<NextTokenModel>();
    expectTypeOf(given.step([1]).output).toEqualTypeOf<Tensor<2>>();
    expectTypeOf(model({ inputs: words, outputs: one })).toExtend<NextTokenModel>();
    expectTypeOf(named).not.toExtend<NextTokenModel>();
    const list = model({ inputs: [words, series], outputs: [both, one] });
    const [first] = list.given([undefined, [[[1, 2]]]]).step([1]).output;
    expectTypeOf(first).toEqualTypeOf<Tensor<2>>();
    expectTypeOf(list.given([undefined, []])).not.toExtend<NextTokenModel>();
    // @ts-expect-error no input of this name
    named.given({ serious: [] });
    // @ts-expect-error there are two
    list.given([undefined, undefined, []]);
    // @ts-expect-error one input is all there is
    model({ inputs: words, outputs: one }).given({ words: [] });
  });

  test('of a file is known by what it is like, and else as one of one value', async () => {
    const file = new Uint8Array(0);
    expectTypeOf(decodeModel(file).model).toEqualTypeOf<Model>();
    expectTypeOf((await loadModel(file, { kernels: 'reference' })).model).toEqualTypeOf<Model>();
    const inputs = { words, series };
    const like = { inputs, outputs: [series, table] } as const;
    const { model: loaded } = await loadModel(file, { like });
    const [a, b] = await loaded.predict({ words: [], series: [] });
    expectTypeOf(a).toEqualTypeOf<Tensor<3>>();
    expectTypeOf(b).toEqualTypeOf<Tensor<2>>();
    // @ts-expect-error the series are missing
    void loaded.predict({ words: [] });
    const same = { inputs: series, outputs: lstm({ units: 1 })(series) };
    expectTypeOf(decodeModel(file, { like: same }).model).toEqualTypeOf<
      Model<Numbers<3, 2>, Features<1>>
    >();
    // @ts-expect-error the outputs are missing
    decodeModel(file, { like: { inputs } });
    // @ts-expect-error names of inputs are no values
    decodeModel(file, { like: { inputs: ['words'], outputs: table } });
  });

  test('as a layer is called by the names of its inputs and gives those of its outputs', () => {
    const named = model({ inputs: { series, table }, outputs: { a: series, b: table } });
    const layer = named.asLayer();
    const { a, b } = layer({ table, series });
    expectTypeOf(a).toEqualTypeOf<Symbolic<Numbers<3, 2>>>();
    expectTypeOf(b).toEqualTypeOf<Symbolic<Numbers<2, 3>>>();
    // @ts-expect-error an input is missing
    layer({ series });
    // @ts-expect-error there is no input of this name
    layer({ series, table, more: table });
    // @ts-expect-error series wants a sequence
    layer({ series: table, table });
    // @ts-expect-error a list has no names
    layer([series, table]);
    const one = model({ inputs: { series }, outputs: lstm({ units: 2 })(series) });
    expectTypeOf(one.asLayer()({ series })).toEqualTypeOf<Symbolic<Numbers<2, 2>>>();
    const split = model({ inputs: series, outputs: { last: lstm({ units: 2 })(series) } });
    expectTypeOf(split.asLayer()(series).last).toEqualTypeOf<Symbolic<Numbers<2, 2>>>();
    // @ts-expect-error a sequence is wanted
    split.asLayer()(table);
  });

  test('that takes and gives one value may stand where any such model is asked for', () => {
    const one = model({ inputs: series, outputs: lstm({ units: 1 })(series) });
    expectTypeOf(one).toExtend<Model>();
    expectTypeOf(lstm({ units: 1 })).toExtend<CallableLayer<Sequence, Features>>();
  });
});
