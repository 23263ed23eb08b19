import {
  additiveAttention,
  attention,
  dense,
  input,
  type Layer,
  lstm,
  multiHeadAttention,
  type Numbers,
  positionalEmbedding,
  type Sequence,
  type Symbolic,
  sequential,
  transformerBlock,
} from 'unrolled';
import { describe, expectTypeOf, test } from 'vitest';

const series = input({ shape: [null, 3] });
const heads = { numHeads: 2, keyDim: 2 };

describe('attention', () => {
  test('takes two sequences or three, and gives one', () => {
    type Two = readonly [Sequence, Sequence];
    type Three = readonly [Sequence, Sequence, Sequence];
    expectTypeOf(attention()).toExtend<Layer<Two, Sequence>>();
    expectTypeOf(attention()).toExtend<Layer<Three, Sequence>>();
    expectTypeOf(additiveAttention()).toExtend<Layer<Two, Sequence>>();
    expectTypeOf(multiHeadAttention(heads)).toExtend<Layer<Two, Sequence>>();
    expectTypeOf(multiHeadAttention(heads)).toExtend<Layer<Sequence, Sequence>>();
    expectTypeOf(attention()).not.toExtend<Layer<readonly [Sequence], Sequence>>();
    expectTypeOf(attention()).not.toExtend<Layer<Sequence, Sequence>>();
  });

  test('with heads stands in a chain, between sequences', () => {
    sequential([series, multiHeadAttention(heads), lstm({ units: 1 }), dense({ units: 1 })]);
    // @ts-expect-error [batch, features]
    sequential([series, lstm({ units: 1 }), multiHeadAttention(heads)]);
    // @ts-expect-error of two sequences
    sequential([series, attention()]);
  });

  test('is told places by a layer of sequences', () => {
    sequential([series, positionalEmbedding({ maxLength: 4 }), multiHeadAttention(heads)]);
    // @ts-expect-error [batch, features]
    sequential([series, lstm({ units: 1 }), positionalEmbedding({ maxLength: 4 })]);
    // @ts-expect-error how long a sequence may be
    positionalEmbedding({ encoding: 'sinusoidal' });
    // @ts-expect-error no such encoding
    positionalEmbedding({ maxLength: 4, encoding: 'rotary' });
  });

  test('stands in blocks between sequences', () => {
    const sizes = { numHeads: 1, intermediateDim: 2, contextLength: 3 };
    sequential([series, transformerBlock(sizes), transformerBlock({ ...sizes, keyDim: 4 })]);
    // @ts-expect-error [batch, features]
    sequential([series, lstm({ units: 1 }), transformerBlock(sizes)]);
    // @ts-expect-error how long a sequence may be
    transformerBlock({ numHeads: 1, intermediateDim: 2 });
  });

  test('takes no other options, and none of another type', () => {
    // @ts-expect-error there is one score
    attention({ scoreMode: 'concat' });
    // @ts-expect-error a rate is a number
    additiveAttention({ dropout: true });
    // @ts-expect-error Keras' Python name
    multiHeadAttention({ num_heads: 2, keyDim: 2 });
    // @ts-expect-error keyDim is missing
    multiHeadAttention({ numHeads: 2 });
  });
});

describe('a call', () => {
  const [query, value] = [series, input({ shape: [null, 3] })];

  test('of two sequences gives one, and scores where they are asked for', () => {
    expectTypeOf(attention()([query, value])).toEqualTypeOf<Symbolic<Sequence<3>>>();
    const scored = additiveAttention({ returnAttentionScores: true })([query, value]);
    expectTypeOf(scored).toEqualTypeOf<readonly [Symbolic<Sequence<3>>, Symbolic<Sequence>]>();
    const perHead = multiHeadAttention({ ...heads, returnAttentionScores: true })(query);
    expectTypeOf(perHead).toEqualTypeOf<readonly [Symbolic<Sequence<3>>, Symbolic<Numbers<4>>]>();
  });

  test('of one sequence does not compile where two are wanted', () => {
    // @ts-expect-error a query without a value
    attention()([query]);
    // @ts-expect-error a sequence alone
    attention()(query);
  });
});
