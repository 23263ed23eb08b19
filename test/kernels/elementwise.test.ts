import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, floatsOf, framedRow, partialSums, precisions } from './framed.ts';

const sizes = fc.tuple(fc.nat(37), fc.nat());
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

describe.each(precisions)('in $dtype', ({ dtype, round }) => {
  const k = referenceKernels(dtype);

  test('add is y + x, rounded once, and writes nothing else', () => {
    fc.assert(
      fc.property(sizes, ([n, seed]) => {
        const random = randomStream(seed);
        const x = framedRow(dtype, random, n);
        const y = framedRow(dtype, random, n);
        const expected = y.data.slice();
        for (let i = 0; i < n; i++) {
          expected[y.at(0, i)] = round(y.data[y.at(0, i)]! + x.data[x.at(0, i)]!);
        }
        k.add(n, x.data, x.offset, y.data, y.offset);
        expectBits(y.data, expected);
      }),
      { seed: 17 },
    );
  });

  test('multiply is a · b, rounded once, into a third array or over either factor', () => {
    fc.assert(
      fc.property(sizes, ([n, seed]) => {
        const random = randomStream(seed);
        const a = framedRow(dtype, random, n);
        const b = framedRow(dtype, random, n);
        const out = framedRow(dtype, random, n);
        for (const target of [out, a, b]) {
          const [ad, bd] = [a.data.slice(), b.data.slice()];
          const td = target === a ? ad : target === b ? bd : out.data;
          const expected = td.slice();
          for (let i = 0; i < n; i++) {
            expected[target.at(0, i)] = round(a.data[a.at(0, i)]! * b.data[b.at(0, i)]!);
          }
          k.multiply(n, ad, a.offset, bd, b.offset, td, target.offset);
          expectBits(td, expected);
        }
      }),
      { seed: 18 },
    );
  });

  test('scale rounds the factor, then each product', () => {
    fc.assert(
      fc.property(sizes, fc.double({ noNaN: true, min: -4, max: 4 }), ([n, seed], factor) => {
        const x = framedRow(dtype, randomStream(seed), n);
        const expected = x.data.slice();
        for (let i = 0; i < n; i++) {
          expected[x.at(0, i)] = round(round(factor) * x.data[x.at(0, i)]!);
        }
        k.scale(n, factor, x.data, x.offset);
        expectBits(x.data, expected);
      }),
      { seed: 19 },
    );
  });

  test('moveAverage goes the share 1 − μ of the way, rounded after every operation', () => {
    fc.assert(
      fc.property(sizes, fc.double({ noNaN: true, min: 0, max: 1 }), ([n, seed], momentum) => {
        const random = randomStream(seed);
        const x = framedRow(dtype, random, n);
        const a = framedRow(dtype, random, n);
        const expected = a.data.slice();
        for (let i = 0; i < n; i++) {
          const was = a.data[a.at(0, i)]!;
          const way = round(x.data[x.at(0, i)]! - was);
          expected[a.at(0, i)] = round(was + round(round(1 - momentum) * way));
        }
        k.moveAverage(n, momentum, x.data, x.offset, a.data, a.offset);
        expectBits(a.data, expected);
      }),
      { seed: 22 },
    );
  });

  test('moveAverage stays where it is once it is there', () => {
    const x = floatsOf(dtype, [0.1, -3e7, 1e-30]);
    const a = x.slice();
    k.moveAverage(3, 0.999, x, 0, a, 0);
    expectBits(a, x);
  });

  test.each([
    {
      limit: 1,
      x: [-2, -1, -0, 0, 0.5, 2, nan, infinity, -infinity],
      gives: [-1, -1, -0, 0, 0.5, 1, nan, 1, -1],
    },
    { limit: 0, x: [-2, 3, nan], gives: [-0, 0, nan] },
    { limit: infinity, x: [-infinity, 1e30, infinity], gives: [-infinity, 1e30, infinity] },
    { limit: 0.1, x: [1, -1], gives: [0.1, -0.1] }, // the limit is rounded as the expected numbers are
  ])('clamp of $x to ±$limit is $gives', ({ limit, x, gives }) => {
    const data = floatsOf(dtype, [13.5, ...x, 13.5]);
    k.clamp(x.length, limit, data, 1);
    expectBits(data, floatsOf(dtype, [13.5, ...gives, 13.5]));
  });

  test('sumOfSquares squares and sums in float64, in eight partial sums', () => {
    fc.assert(
      fc.property(sizes, ([n, seed]) => {
        const x = framedRow(dtype, randomStream(seed), n);
        const squares = [...x.data.slice(x.offset, x.offset + n)].map((value) => value * value);
        expect(k.sumOfSquares(n, x.data, x.offset)).toBe(partialSums(squares, (sum) => sum));
      }),
      { seed: 20 },
    );
  });

  test('sumOfSquares starts anew at every call', () => {
    const x = floatsOf(dtype, [3, 4]);
    expect([k.sumOfSquares(2, x, 0), k.sumOfSquares(2, x, 0)]).toEqual([25, 25]);
  });

  test('sumOfSquares holds what float32 could not, and lets NaN and infinity through', () => {
    expect(k.sumOfSquares(1, floatsOf(dtype, [2 ** 100]), 0)).toBe(2 ** 200);
    expect(k.sumOfSquares(2, floatsOf(dtype, [1, infinity]), 0)).toBe(infinity);
    expect(k.sumOfSquares(2, floatsOf(dtype, [1, nan]), 0)).toBeNaN();
  });
});
