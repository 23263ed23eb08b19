import fc from 'fast-check';
import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';
import { anyFloat32, anyShape, arraysOf, holds } from './anyArray.ts';

describe('equals', () => {
  test('holds between an array and its copy, unless it has a NaN', () => {
    holds(anyShape.chain(arraysOf), (x) => {
      const copied = t.copy(x.x);
      const hasNaN = copied.data.some((element) => Number.isNaN(element));
      expect(t.equals(x.x, copied)).toBe(!hasNaN);
    });
  });

  test('sees one element that differs', () => {
    const arrays = anyShape.filter((shape) => !shape.includes(0)).chain(arraysOf);
    holds(fc.tuple(arrays, fc.nat(1000), anyFloat32), ([x, place, other]) => {
      const changed = t.copy(x.x);
      const at = place % changed.size;
      fc.pre(changed.data[at] !== other);
      changed.data[at] = other;
      expect(t.equals(x.x, changed)).toBe(false);
    });
  });

  test.each([
    { a: [1, 2], b: [1, 2, 3], same: false },
    { a: [[1, 2]], b: [1, 2], same: false },
    { a: [], b: [], same: true },
    { a: 0, b: -0, same: true },
    { a: t.ones([2]), b: t.ones([2], 'float64'), same: true },
    { a: t.full([1], 0.1), b: [0.1], same: false },
  ])('of $a and $b is $same', ({ a, b, same }) => {
    expect(t.equals(a, b)).toBe(same);
  });
});

describe('allClose', () => {
  test('names the place, both numbers and the worst difference', () => {
    const actual = [
      [1, 2],
      [3, 4],
    ];
    const expected = [
      [1, 2.5],
      [3.25, 4],
    ];
    const { close, worst, message } = t.allClose(actual, expected, { relative: 0, absolute: 0.1 });
    expect(close).toBe(false);
    expect(worst).toEqual({
      index: [0, 1],
      actual: 2,
      expected: 2.5,
      difference: 0.5,
      allowed: 0.1,
    });
    expect(message).toBe(
      'not all elements are close; the worst, at [0, 1]: got 2, expected 2.5: 0.5 apart, 0.1 allowed',
    );
  });

  test('finds the worst by what is allowed at its place', () => {
    const { close, worst } = t.allClose([1000.5, 1.01], [1000, 1], { relative: 1e-3, absolute: 0 });
    expect(close).toBe(false);
    expect(worst?.index).toEqual([1]);
  });

  test('says how far off the worst is where all are close', () => {
    const { close, worst, message } = t.allClose(5, 5.5, { absolute: 1 });
    expect(close).toBe(true);
    expect(worst?.index).toEqual([]);
    expect(message).toMatch(/^all elements are close; the worst: got 5, expected 5.5: 0.5 apart/);
  });

  test.each([
    { actual: [Number.NaN], expected: [Number.NaN], close: true },
    { actual: [Infinity], expected: [Infinity], close: true },
    { actual: [0], expected: [-0], close: true },
    { actual: [], expected: [], close: true },
    { actual: [-13], expected: [-10], close: true },
    { actual: [-17], expected: [-10], close: false },
    { actual: [Number.NaN], expected: [0], close: false },
    { actual: [0], expected: [Number.NaN], close: false },
    { actual: [-Infinity], expected: [Infinity], close: false },
    { actual: [1e30], expected: [Infinity], close: false },
    { actual: [Infinity], expected: [1e30], close: false },
  ])('of $actual and $expected is $close', ({ actual, expected, close }) => {
    expect(t.allClose(actual, expected, { relative: 0.5, absolute: 1 }).close).toBe(close);
  });

  test.each([
    { dtype: 'float32', relative: 1.3e-6, absolute: 1e-5 },
    { dtype: 'float64', relative: 1e-7, absolute: 1e-7 },
  ] as const)('allows $relative and $absolute in $dtype', ({ dtype, relative, absolute }) => {
    const expected = t.full([1], 4, dtype);
    const { worst } = t.allClose(t.full([1], 5, 'float64'), expected);
    expect(worst?.allowed).toBe(absolute + relative * 4);
  });
});

describe('toString', () => {
  test('shows an array of any form and strides', () => {
    const columns = t.tensor([1, 3, 2, 4], [2, 2]).T;
    expect(t.toString(columns)).toBe('float32 [2, 2]\n[[1, 2],\n [3, 4]]');
    expect(t.toString([1, 2])).toBe('float32 [2] [1, 2]');
    expect(t.toString(t.cast(7, 'int32'))).toBe('int32 [] 7');
  });

  test('takes the digits and the edge elements from its options', () => {
    const x = t.full([9], 1 / 3, 'float64');
    expect(t.toString(x, { precision: 2, edgeItems: 1 })).toBe('float64 [9] [0.33, …, 0.33]');
  });
});
