import {
  type CallableLayer,
  dense,
  embedding,
  type Features,
  gru,
  input,
  lstm,
  type Model,
  model,
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
      Symbolic<Numbers<3>>
    >();
    expectTypeOf(dense({ units: 1 })(series)).toEqualTypeOf<Symbolic<Numbers<3>>>();
    expectTypeOf(dense({ units: 1 })(table)).toEqualTypeOf<Symbolic<Numbers<2>>>();
    expectTypeOf(lstm({ units: 1 })(series)).toEqualTypeOf<Symbolic<Features>>();
    expectTypeOf(lstm({ units: 1, returnSequences: true })(series)).toEqualTypeOf<
      Symbolic<Sequence>
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
      readonly [Symbolic<Features>, Symbolic<Features>, Symbolic<Features>]
    >();
    expectTypeOf(gru({ units: 1, returnState: true, returnSequences: true })(series)).toEqualTypeOf<
      readonly [Symbolic<Sequence>, Symbolic<Features>]
    >();
    expectTypeOf(simpleRnn({ units: 1, returnState: true })(series)).toEqualTypeOf<
      readonly [Symbolic<Features>, Symbolic<Features>]
    >();
    const [, h, c] = lstm({ units: 1, returnState: true })(series);
    const decoded = lstm({ units: 1 })(series, { initialState: [h, c] });
    expectTypeOf(decoded).toEqualTypeOf<Symbolic<Features>>();
  });
});

describe('model', () => {
  test('takes and gives by itself, in a list or by name', async () => {
    const one = model({ inputs: series, outputs: lstm({ units: 1 })(series) });
    expectTypeOf(one).toEqualTypeOf<Model<Numbers<3>, Features>>();
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

  test('as a layer has the kinds of the model', () => {
    const chain = sequential([series, lstm({ units: 2 }), dense({ units: 1 })]);
    expectTypeOf(chain.asLayer()(series)).toEqualTypeOf<Symbolic<Numbers<2>>>();
    // @ts-expect-error a sequence is wanted
    chain.asLayer()(table);
    const two = model({ inputs: [series, table], outputs: [series, table] });
    const [a, b] = two.asLayer()([series, table]);
    expectTypeOf(a).toEqualTypeOf<Symbolic<Numbers<3>>>();
    expectTypeOf(b).toEqualTypeOf<Symbolic<Numbers<2>>>();
    // @ts-expect-error in this order
    two.asLayer()([table, series]);
  });

  test('as a layer is called by the names of its inputs and gives those of its outputs', () => {
    const named = model({ inputs: { series, table }, outputs: { a: series, b: table } });
    const layer = named.asLayer();
    const { a, b } = layer({ table, series });
    expectTypeOf(a).toEqualTypeOf<Symbolic<Numbers<3>>>();
    expectTypeOf(b).toEqualTypeOf<Symbolic<Numbers<2>>>();
    // @ts-expect-error an input is missing
    layer({ series });
    // @ts-expect-error there is no input of this name
    layer({ series, table, more: table });
    // @ts-expect-error series wants a sequence
    layer({ series: table, table });
    // @ts-expect-error a list has no names
    layer([series, table]);
    const one = model({ inputs: { series }, outputs: lstm({ units: 2 })(series) });
    expectTypeOf(one.asLayer()({ series })).toEqualTypeOf<Symbolic<Numbers<2>>>();
    const split = model({ inputs: series, outputs: { last: lstm({ units: 2 })(series) } });
    expectTypeOf(split.asLayer()(series).last).toEqualTypeOf<Symbolic<Numbers<2>>>();
    // @ts-expect-error a sequence is wanted
    split.asLayer()(table);
  });

  test('that takes and gives one value may stand where any such model is asked for', () => {
    const one = model({ inputs: series, outputs: lstm({ units: 1 })(series) });
    expectTypeOf(one).toExtend<Model>();
    expectTypeOf(lstm({ units: 1 })).toExtend<CallableLayer<Sequence, Features>>();
  });
});
