import * as room from 'unrolled';
import {
  type AnyValue,
  activation,
  bidirectional,
  type CallableLayer,
  dense,
  dropout,
  embedding,
  type Features,
  flatten,
  gru,
  input,
  type LayerFactory,
  layerNormLstm,
  lstm,
  type Model,
  masking,
  type Numbers,
  peepholeLstm,
  projectedLstm,
  rnn,
  sequential,
  simpleRnn,
  type Tensor,
  type Tokens,
} from 'unrolled';
import { describe, expectTypeOf, test } from 'vitest';
import { elmanCell } from '../layers/cells.ts';

declare const flag: boolean;
declare const scale: LayerFactory<{ readonly by: number }>;
declare const bagOfWords: LayerFactory<object, Tokens<2>, Features>;
const tokens = input({ shape: [null], dtype: 'int32' });
const series = input({ shape: [null, 3] });
const features = input({ shape: [3] });
const table = embedding({ inputDim: 9, outputDim: 2 });
const cell = elmanCell(room)({ units: 2 });

describe('sequential takes a chain', () => {
  test('whose ranks fit', () => {
    sequential([tokens, table, lstm({ units: 1, returnSequences: true }), dense({ units: 9 })]);
    sequential([tokens, table, lstm({ units: 1 }), dense({ units: 9 })]);
    const both = lstm({ units: 1, returnSequences: true });
    sequential([tokens, table, bidirectional({ layer: both }), gru({ units: 1 })]);
    sequential([
      series,
      masking({}),
      lstm({ units: 1, returnSequences: true }),
      lstm({ units: 1 }),
    ]);
    sequential([series, gru({ units: 1, returnSequences: true }), gru({ units: 1 })]);
    sequential([tokens, table, gru({ units: 1, resetAfter: false }), dense({ units: 9 })]);
    sequential([series, rnn(cell, { returnSequences: true }), simpleRnn({ units: 1 })]);
    sequential([features, dense({ units: 2 }), dropout({ rate: 0.5 }), dense({ units: 1 })]);
    sequential([series, flatten({}), dense({ units: 1 })]);
    sequential([table, flatten({})]);
  });

  test('without an input', () => {
    sequential([table, lstm({ units: 1 })]);
    sequential([lstm({ units: 1 }), dense({ units: 1 })]);
    sequential([dense({ units: 2 }), activation({ activation: 'relu' })]);
  });

  test('with layers of the user’s own, which fit anywhere', () => {
    sequential([tokens, scale({ by: 2 }), table]);
    sequential([series, scale({ by: 2 }), lstm({ units: 1 })]);
    sequential([features, scale({ by: 2 }), dense({ units: 1 }), scale({ by: 3 })]);
    sequential([tokens, bagOfWords({}), dense({ units: 1 })]);
  });

  test('whose length is not known, which is checked when it runs', () => {
    const layers: Model['layers'] = [series, lstm({ units: 1 })];
    expectTypeOf(sequential(layers)).toEqualTypeOf<Model<AnyValue, AnyValue>>();
  });
});

describe('sequential refuses a chain', () => {
  test('with a recurrent layer after one that gives its last output', () => {
    // @ts-expect-error lstm gives [batch, units]
    sequential([series, lstm({ units: 1 }), lstm({ units: 1 })]);
    // @ts-expect-error said, and false
    sequential([series, lstm({ units: 1, returnSequences: false }), simpleRnn({ units: 1 })]);
    // @ts-expect-error gru gives [batch, units]
    sequential([series, gru({ units: 1 }), lstm({ units: 1, returnSequences: true })]);
    // @ts-expect-error simpleRnn gives [batch, units]
    sequential([tokens, table, simpleRnn({ units: 1 }), masking({})]);
    // @ts-expect-error rnn gives [batch, output]
    sequential([series, rnn(cell), rnn(cell)]);
    // @ts-expect-error so does a bidirectional layer
    sequential([series, bidirectional({ layer: gru({ units: 1 }) }), masking({})]);
    const [hidden, head] = [dropout({ rate: 0 }), dense({ units: 1 })];
    // @ts-expect-error however far behind
    sequential([series, lstm({ units: 1 }), hidden, head, lstm({ units: 1 })]);
  });

  test('with a layer of sequences after flatten', () => {
    // @ts-expect-error flatten gives [batch, size]
    sequential([series, flatten({}), lstm({ units: 1 })]);
  });

  test('with a recurrent layer of features', () => {
    // @ts-expect-error the input is [batch, features]
    sequential([features, lstm({ units: 1 })]);
    // @ts-expect-error the input is [batch, features]
    sequential([features, gru({ units: 1 })]);
  });

  test('with an embedding of numbers', () => {
    // @ts-expect-error dense gives numbers
    sequential([features, dense({ units: 1 }), table]);
    // @ts-expect-error the input is numbers
    sequential([series, table]);
    // @ts-expect-error embedding gives numbers
    sequential([tokens, table, table]);
  });

  test('with ids where numbers belong', () => {
    // @ts-expect-error a layer of numbers
    sequential([tokens, dense({ units: 1 })]);
    // @ts-expect-error a layer of numbers
    sequential([tokens, lstm({ units: 1 })]);
    // @ts-expect-error a layer of numbers
    sequential([tokens, gru({ units: 1 })]);
    // @ts-expect-error a layer of numbers
    sequential([tokens, dropout({ rate: 0.5 })]);
  });

  test('with a layer of the user’s own that says what it takes', () => {
    // @ts-expect-error wants tokens
    sequential([series, bagOfWords({})]);
    // @ts-expect-error gives features
    sequential([tokens, bagOfWords({}), lstm({ units: 1 })]);
  });

  test('of what are no layers', () => {
    // @ts-expect-error a factory, not called
    sequential([series, lstm]);
    // @ts-expect-error a cell is no layer
    sequential([series, cell]);
    // @ts-expect-error a name is no layer
    sequential(['lstm']);
  });

  test('with unknown or impossible options', () => {
    // @ts-expect-error misspelled
    sequential([features], { sed: 1 });
    // @ts-expect-error not a precision
    sequential([features], { dtype: 'float16' });
    // @ts-expect-error not a seed
    sequential([features], { seed: true });
  });
});

describe('returnSequences', () => {
  test('is read literally', () => {
    expectTypeOf(lstm({ units: 1, returnSequences: true })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<3, 1>>
    >();
    expectTypeOf(lstm({ units: 1, returnSequences: false })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<2, 1>>
    >();
    expectTypeOf(lstm({ units: 1 })).toEqualTypeOf<CallableLayer<Numbers<3>, Numbers<2, 1>>>();
    expectTypeOf(gru({ units: 1, returnSequences: true })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<3, 1>>
    >();
    expectTypeOf(gru({ units: 1, resetAfter: false })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<2, 1>>
    >();
    expectTypeOf(simpleRnn({ units: 1, returnSequences: true })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<3, 1>>
    >();
    expectTypeOf(peepholeLstm({ units: 1, returnSequences: true })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<3, 1>>
    >();
    expectTypeOf(layerNormLstm({ units: 1 })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<2, 1>>
    >();
    expectTypeOf(projectedLstm({ units: 2, projection: 1 })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<2, 1>>
    >();
    expectTypeOf(rnn([cell, cell], { returnSequences: true })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<3>>
    >();
    expectTypeOf(rnn(cell, { returnSequences: true })).toEqualTypeOf<
      CallableLayer<Numbers<3>, Numbers<3>>
    >();
    expectTypeOf(rnn(cell)).toEqualTypeOf<CallableLayer<Numbers<3>, Numbers<2>>>();
  });

  test('that is not known leaves both ranks open', async () => {
    const layer = lstm({ units: 1, returnSequences: flag });
    expectTypeOf(layer).toEqualTypeOf<CallableLayer<Numbers<3>, Numbers<2, 1> | Numbers<3, 1>>>();
    const y = await sequential([series, layer, dense({ units: 1 })]).predict([]);
    expectTypeOf(y).toExtend<Tensor<2 | 3>>();
    expectTypeOf(y).not.toExtend<Tensor<3>>();
    sequential([series, layer, lstm({ units: 1 })]);
  });
});

test('a layer that stays open in what it gives takes part in a chain of known rank', () => {
  const model = sequential([tokens, table, scale({ by: 2 })]);
  expectTypeOf(model).toExtend<Model<Tokens<2>>>();
});
