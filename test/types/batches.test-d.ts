import {
  batched,
  bucketByLength,
  type Example,
  type History,
  type Model,
  type Numbers,
  shuffled,
  type Tokens,
} from 'unrolled';
import { describe, expectTypeOf, test } from 'vitest';

declare const one: Model<Tokens<2>, Numbers<3>>;
declare const several: Model<
  { readonly question: Tokens<2>; readonly answer: Tokens<2> },
  readonly [Numbers<2>, Numbers<2>]
>;
declare const rows: number[][];
declare const examples: Example<number[], number>[];

describe('fit takes batches that come one after the other', () => {
  test('as pairs or by name, from functions, iterables and async iterables', () => {
    expectTypeOf(one.fit(() => [[rows, rows] as const])).toEqualTypeOf<Promise<History>>();
    void one.fit(() => [{ x: rows, y: rows }], { epochs: 2, stepsPerEpoch: 3 });
    void one.fit(new Set([[rows, rows] as const]));
    void one.fit(
      (async function* () {
        await Promise.resolve();
        yield [rows, rows] as const;
      })(),
    );
    void one.fit(rows, rows, { validationData: () => [[rows, rows] as const] });
  });

  test('which the functions of this library make', () => {
    void one.fit(batched(examples, { batchSize: 4 }));
    void one.fit(bucketByLength(shuffled(examples, { bufferSize: 9 }), { boundaries: [3] }));
  });

  test('in the form of the model', () => {
    const x = { question: rows, answer: rows };
    void several.fit(() => [[x, [rows, rows]] as const]);
    // @ts-expect-error an input is missing
    void several.fit(() => [[{ question: rows }, [rows, rows]] as const]);
    // @ts-expect-error a target is missing
    void several.fit(() => [[x, [rows]] as const]);
  });

  test('and neither lists nor what has a meaning for data in memory only', () => {
    // @ts-expect-error a list may be data
    void one.fit([[rows, rows] as const]);
    // @ts-expect-error the batches are cut already
    void one.fit(() => [[rows, rows] as const], { batchSize: 3 });
    // @ts-expect-error an epoch in memory has its batches
    void one.fit(rows, rows, { stepsPerEpoch: 3 });
    // @ts-expect-error y is missing
    void one.fit(() => [[rows] as const]);
    // @ts-expect-error the batches are cut already
    void one.evaluate(() => [[rows, rows] as const], { batchSize: 3 });
  });
});
