import fc from 'fast-check';
import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../src/tensor/index.ts';
import { indices } from '../tensor/indices.ts';
import {
  among,
  anyFloat32,
  arrayOf,
  eighths,
  expectElements,
  fractions,
  type Given,
  held,
  holds,
  precisionOf,
  precisions,
  shapesOf,
} from './anyArray.ts';

interface Case {
  readonly x: Given;
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** An array with some of its axes, in any order, and whether they are kept. */
function cases(element: fc.Arbitrary<number>, minLength: number): fc.Arbitrary<Case> {
  return fc
    .tuple(shapesOf({ minLength }), precisions, fractions, fc.boolean())
    .chain(([shape, dtype, parts, keepDims]) => {
      const axes = shape.map((_, axis) => axis).filter((axis) => parts[axis]! < 0.5);
      axes.sort((a, b) => parts[a + 4]! - parts[b + 4]!);
      return arrayOf(shape, element, dtype).map((x) => ({ x, axes, keepDims }));
    });
}

/** The shape of the result, and for each of its indices the elements reduced to it, in order. */
function groups({ x, axes, keepDims }: Case): [number[], (index: number[]) => number[]] {
  const reduced = [...axes].sort((a, b) => a - b);
  const inner = [...indices(reduced.map((axis) => x.shape[axis]!))];
  const shape = x.shape.flatMap((length, axis) => {
    return reduced.includes(axis) ? (keepDims ? [1] : []) : [length];
  });
  const elements = (index: number[]): number[] => {
    return inner.map((place) => {
      const kept = keepDims ? index.filter((_, axis) => !reduced.includes(axis)) : [...index];
      return x.at(
        x.shape.map((_, axis) => {
          return reduced.includes(axis) ? place[reduced.indexOf(axis)]! : kept.shift()!;
        }),
      );
    });
  };
  return [shape, elements];
}

const sumOf = (numbers: number[]): number => numbers.reduce((sum, x) => sum + x, 0);

describe.each([
  { name: 'sum', f: t.sum, of: sumOf, element: eighths, minLength: 0 },
  {
    name: 'mean',
    f: t.mean,
    of: (numbers: number[]) => sumOf(numbers) / numbers.length,
    element: eighths,
    minLength: 1,
  },
  {
    name: 'norm',
    f: t.norm,
    of: (numbers: number[]) => Math.sqrt(sumOf(numbers.map((x) => x * x))),
    element: eighths,
    minLength: 0,
  },
  {
    name: 'max',
    f: t.max,
    of: (numbers: number[]) => Math.max(...numbers),
    element: anyFloat32,
    minLength: 1,
  },
  {
    name: 'min',
    f: t.min,
    of: (numbers: number[]) => Math.min(...numbers),
    element: anyFloat32,
    minLength: 1,
  },
])('$name', ({ f, of, element, minLength }) => {
  // Sums of eighths are exact, so a loop in any order is a reference for every bit.
  test('reduces any axes to the result of a loop, rounded once, over any strides', () => {
    holds(cases(element, minLength), (it) => {
      const [shape, elements] = groups(it);
      const { x, axes, keepDims } = it;
      const dtype = precisionOf(x);
      const fromEnd = axes.map((axis) => axis - x.shape.length);
      for (const given of [axes, fromEnd]) {
        expectElements(f(x.x, given, { keepDims }), dtype, shape, (index) => {
          return held(dtype, of(elements(index)));
        });
      }
    });
  });

  test('reduces all axes where none is given', () => {
    holds(cases(element, minLength), ({ x }) => {
      const [, elements] = groups({ x, axes: x.shape.map((_, axis) => axis), keepDims: false });
      const dtype = precisionOf(x);
      expectElements(f(x.x), dtype, [], () => held(dtype, of(elements([]))));
    });
  });

  test('takes one axis as a number', () => {
    const x = t.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(t.equals(f(x, 1), f(x, [1]))).toBe(true);
    expect(t.equals(f(x, -1, { keepDims: true }), f(x, [1], { keepDims: true }))).toBe(true);
  });
});

describe('a sum', () => {
  test('has the same bits over any strides', () => {
    const doubles = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const arrays = shapesOf({ minRank: 1 }).chain((shape) => arrayOf(shape, doubles, 'float64'));
    holds(fc.tuple(arrays, fractions), ([x, [part]]) => {
      const axis = among(part!, x.shape.length);
      const contiguous = t.cast(x.x, 'float64');
      const sums = t.cast(t.sum(contiguous, axis), precisionOf(x));
      expect(t.toNested(t.sum(x.x, axis))).toEqual(t.toNested(sums));
    });
  });

  test('has the same bits in whatever order its axes are named', () => {
    const thirds = t.div(t.reshape(t.arange(0, 105, 1, 'float64'), [3, 5, 7]), 3);
    expect(t.toNested(t.sum(thirds, [2, 0]))).toEqual(t.toNested(t.sum(thirds, [0, 2])));
  });

  test('of a million float32 is right to its last bit', () => {
    const tenths = t.full([1_000_000], 0.1);
    expect(t.sum(tenths).get()).toBe(Math.fround(1_000_000 * Math.fround(0.1)));
  });

  test('of no element is 0, and so is a norm', () => {
    expect(t.toNested(t.sum(t.zeros([2, 0]), 1))).toEqual([0, 0]);
    expect(t.norm(t.zeros([0])).get()).toBe(0);
  });
});

describe('argmax', () => {
  const first = (numbers: number[]): number => {
    const nan = numbers.findIndex((x) => Number.isNaN(x));
    // Not indexOf(Math.max(...)): with == the two zeros are one number.
    return nan >= 0 ? nan : numbers.findIndex((x) => numbers.every((y) => y <= x));
  };
  const few = fc.constantFrom(-1, -0, 0, 0.5, Infinity, -Infinity, Number.NaN);

  test('is the first place of the largest element along an axis, a NaN counting as largest', () => {
    const withAxis = cases(few, 1).filter(({ x }) => x.shape.length > 0);
    holds(fc.tuple(withAxis, fractions), ([{ x, keepDims }, [part]]) => {
      const axis = among(part!, x.shape.length);
      const [shape, elements] = groups({ x, axes: [axis], keepDims });
      for (const given of [axis, axis - x.shape.length]) {
        expectElements(t.argmax(x.x, given, { keepDims }), 'int32', shape, (index) => {
          return first(elements(index));
        });
      }
    });
  });

  test('is a place in row-major order where no axis is given', () => {
    holds(cases(few, 1), ({ x }) => {
      const all = [...indices(x.shape)].map((index) => x.at(index));
      expect(all).toHaveLength(sizeOf(x.shape));
      expectElements(t.argmax(x.x), 'int32', [], () => first(all));
    });
  });
});
