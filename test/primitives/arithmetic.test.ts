import fc from 'fast-check';
import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';
import * as elementary from '../../src/elementary/index.ts';
import {
  anyFloat32,
  anyShape,
  arrayOf,
  expectElements,
  type Given,
  held,
  holds,
  precisionOf,
  precisions,
  stretchedIndex,
  stretching,
} from './anyArray.ts';

/** So many arrays whose shapes stretch to one, of one precision. */
const operands = (count: number): fc.Arbitrary<{ given: Given[]; shape: number[] }> => {
  return fc.tuple(stretching(count), precisions).chain(([{ shapes, shape }, dtype]) => {
    const arrays = shapes.map((each) => arrayOf(each, anyFloat32, dtype));
    return fc.tuple(...arrays).map((given) => ({ given, shape }));
  });
};

const anyArray = fc
  .tuple(anyShape, precisions)
  .chain(([shape, dtype]) => arrayOf(shape, anyFloat32, dtype));

const element = ({ shape, at }: Given, index: readonly number[]): number => {
  return at(stretchedIndex(shape, index));
};

describe.each([
  { name: 'add', f: t.add, of: (a: number, b: number) => a + b },
  { name: 'sub', f: t.sub, of: (a: number, b: number) => a - b },
  { name: 'mul', f: t.mul, of: (a: number, b: number) => a * b },
  { name: 'div', f: t.div, of: (a: number, b: number) => a / b },
  { name: 'maximum', f: t.maximum, of: (a: number, b: number) => Math.max(a, b) },
  { name: 'minimum', f: t.minimum, of: (a: number, b: number) => Math.min(a, b) },
])('$name', ({ f, of }) => {
  test('is that of each pair of elements, rounded once, over any strides', () => {
    holds(operands(2), ({ given: [a, b], shape }) => {
      const dtype = precisionOf(a!, b!);
      expectElements(f(a!.x, b!.x), dtype, shape, (index) => {
        return held(dtype, of(element(a!, index), element(b!, index)));
      });
    });
  });
});

describe.each([
  { name: 'equal', f: t.equal, of: (a: number, b: number) => a === b },
  { name: 'notEqual', f: t.notEqual, of: (a: number, b: number) => a !== b },
  { name: 'less', f: t.less, of: (a: number, b: number) => a < b },
  { name: 'lessEqual', f: t.lessEqual, of: (a: number, b: number) => a <= b },
  { name: 'greater', f: t.greater, of: (a: number, b: number) => a > b },
  { name: 'greaterEqual', f: t.greaterEqual, of: (a: number, b: number) => a >= b },
])('$name', ({ f, of }) => {
  // Few different numbers, so that equal ones meet.
  const few = fc.constantFrom(-1, 0, -0, 0.5, 1, Number.NaN, Infinity);
  const pairs = fc.tuple(stretching(2), precisions).chain(([{ shapes, shape }, dtype]) => {
    return fc
      .tuple(...shapes.map((each) => arrayOf(each, few, dtype)))
      .map((given) => ({ given, shape }));
  });

  test('is 1 or 0 for each pair of elements, over any strides', () => {
    holds(pairs, ({ given: [a, b], shape }) => {
      expectElements(f(a!.x, b!.x), 'uint8', shape, (index) => {
        return of(element(a!, index), element(b!, index)) ? 1 : 0;
      });
    });
  });
});

describe.each([
  { name: 'exp', f: t.exp, float64: elementary.exp, float32: elementary.expFloat32 },
  { name: 'log', f: t.log, float64: elementary.log, float32: elementary.logFloat32 },
  { name: 'tanh', f: t.tanh, float64: elementary.tanh, float32: elementary.tanhFloat32 },
  {
    name: 'sigmoid',
    f: t.sigmoid,
    float64: elementary.sigmoid,
    float32: elementary.sigmoidFloat32,
  },
  {
    name: 'sqrt',
    f: t.sqrt,
    float64: Math.sqrt,
    float32: (x: number) => Math.fround(Math.sqrt(x)),
  },
  { name: 'abs', f: t.abs, float64: Math.abs, float32: Math.abs },
])('$name', ({ f, ...of }) => {
  test('is that of each element in its precision, over any strides', () => {
    holds(anyArray, (x) => {
      const dtype = precisionOf(x);
      expectElements(f(x.x), dtype, x.shape, (index) => of[dtype](x.at(index)));
    });
  });
});

describe('where', () => {
  test('chooses each element of one or the other, over any strides', () => {
    holds(operands(3), ({ given: [condition, a, b], shape }) => {
      expectElements(t.where(condition!.x, a!.x, b!.x), precisionOf(a!, b!), shape, (index) => {
        return element(condition!, index) === 0 ? element(b!, index) : element(a!, index);
      });
    });
  });

  test('keeps ids ids and masks masks', () => {
    const ids = t.cast([1, 2, 3], 'int32');
    const mask = t.cast([1, 0, 1], 'uint8');
    expectElements(t.where(mask, ids, -1), 'int32', [3], ([i]) => [1, -1, 3][i!]!);
    expectElements(t.where(mask, mask, mask), 'uint8', [3], ([i]) => [1, 0, 1][i!]!);
  });
});

describe('clip', () => {
  test('moves each element into its bounds and leaves NaN, over any strides', () => {
    const bounds = fc.tuple(anyFloat32, anyFloat32).filter(([low, high]) => low <= high);
    holds(fc.tuple(anyArray, bounds), ([x, [low, high]]) => {
      expectElements(t.clip(x.x, low, high), precisionOf(x), x.shape, (index) => {
        return Math.min(Math.max(x.at(index), low), high);
      });
    });
  });
});

describe('an operand without a precision', () => {
  test('is rounded to that of the other, so that 0.1 equals the 0.1 of a float32 tensor', () => {
    const tenths = t.full([2], 0.1);
    expect(t.toNested(t.equal(tenths, 0.1))).toEqual([1, 1]);
    expect(t.toNested(t.sub(tenths, [0.1, 0.1]))).toEqual([0, 0]);
    expect(t.toNested(t.sub(t.full([2], 0.1, 'float64'), 0.1))).toEqual([0, 0]);
  });
});

describe('ids and masks', () => {
  test('enter arithmetic as exact whole numbers', () => {
    const ids = t.cast([16_777_217, 3], 'int32');
    expect(t.toNested(t.equal(ids, t.cast([16_777_216, 3], 'int32')))).toEqual([0, 1]);
    expect(t.toNested(t.sub(ids, t.cast([16_777_216, 1], 'int32')))).toEqual([1, 2]);
    expect(t.mul(ids, t.ones([2], 'float64')).get(0)).toBe(16_777_217);
  });

  test('leave it in the precision of the others, else in float32', () => {
    const mask = t.cast([1, 0], 'uint8');
    expect(t.mul(mask, mask).dtype).toBe('float32');
    expect(t.mul(mask, t.ones([2], 'float64')).dtype).toBe('float64');
  });
});
