import fc from 'fast-check';
import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';
import { contiguousStride, sizeOf } from '../../src/tensor/index.ts';
import {
  anyFloat32,
  anyShape,
  arraysOf,
  expectElements,
  held,
  holds,
  precisions,
} from './anyArray.ts';

describe.each([
  { name: 'zeros', f: t.zeros<t.Shape>, value: 0 },
  { name: 'ones', f: t.ones<t.Shape>, value: 1 },
])('$name', ({ f, value }) => {
  test(`is ${value} everywhere, in any shape and precision`, () => {
    holds(fc.tuple(anyShape, precisions), ([shape, dtype]) => {
      expectElements(f(shape, dtype), dtype, shape, () => value);
    });
  });

  test('is float32 unless told otherwise', () => {
    expect(f([2]).dtype).toBe('float32');
  });
});

describe('full', () => {
  test('has its value everywhere, rounded to its precision', () => {
    const values = fc.double();
    holds(fc.tuple(anyShape, values, precisions), ([shape, value, dtype]) => {
      expectElements(t.full(shape, value, dtype), dtype, shape, () => held(dtype, value));
    });
  });
});

describe('arange', () => {
  test.each([
    { args: [4], numbers: [0, 1, 2, 3] },
    { args: [0], numbers: [] },
    { args: [-2], numbers: [] },
    { args: [2, 5], numbers: [2, 3, 4] },
    { args: [0, 1, 0.25], numbers: [0, 0.25, 0.5, 0.75] },
    { args: [0, 1, 0.4], numbers: [0, Math.fround(0.4), Math.fround(0.8)] },
    { args: [3, 0, -1], numbers: [3, 2, 1] },
    { args: [0, 3, -1], numbers: [] },
  ] as const)('of $args is $numbers', ({ args: [start, stop, step], numbers }) => {
    expect(t.toNested(t.arange(start, stop, step))).toEqual(numbers);
  });

  test('adds up no rounding errors', () => {
    expect(t.arange(0, 1000, 0.1, 'float64').get(9999)).toBe(9999 * 0.1);
  });
});

describe('tensor', () => {
  test('holds a copy of its elements in row-major order', () => {
    const elements = fc.array(anyFloat32, { minLength: 81, maxLength: 81 });
    holds(fc.tuple(anyShape, elements, precisions), ([shape, pool, dtype]) => {
      const given = pool.slice(0, sizeOf(shape));
      const result = t.tensor(given, shape, dtype);
      given.fill(-7);
      const stride = contiguousStride([...shape]);
      expectElements(result, dtype, shape, (index) => {
        return pool[index.reduce((at, i, axis) => at + i * stride[axis]!, 0)]!;
      });
    });
  });

  test.each([
    { elements: [0.1], dtype: 'float32' },
    { elements: new Float32Array(1), dtype: 'float32' },
    { elements: new Float64Array(1), dtype: 'float64' },
    { elements: new Int16Array(1), dtype: 'float32' },
  ])('of $elements is $dtype unless told otherwise', ({ elements, dtype }) => {
    expect(t.tensor(elements, [1]).dtype).toBe(dtype);
  });
});

describe('fromNested and toNested', () => {
  test('undo each other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyFloat32, anyFloat32), { minLength: 1 }), (rows) => {
        const tensor = t.fromNested(rows);
        expect(tensor.shape).toEqual([rows.length, 2]);
        expect(t.toNested(tensor)).toEqual(rows);
      }),
      { seed: 4 },
    );
  });

  test.each([
    { nested: 7, shape: [] },
    { nested: [], shape: [0] },
    { nested: [[], []], shape: [2, 0] },
    { nested: [[[1], [2]]], shape: [1, 2, 1] },
  ])('give $nested the shape $shape', ({ nested, shape }) => {
    const tensor = t.fromNested(nested, 'float64');
    expect(tensor.shape).toEqual(shape);
    expect(tensor.dtype).toBe('float64');
    expect(t.toNested(tensor)).toEqual(nested);
  });

  test('nest the elements of any array', () => {
    holds(anyShape.chain(arraysOf), (x) => {
      const expected = (place: number[]): unknown => {
        const length = x.shape[place.length];
        if (length === undefined) return x.at(place);
        return Array.from({ length }, (_, i) => expected([...place, i]));
      };
      expect(t.toNested(x.x)).toEqual(expected([]));
    });
  });
});

describe('cast', () => {
  test('rounds to the precision asked for', () => {
    const anyDouble = fc.array(fc.double());
    holds(fc.tuple(anyDouble, precisions), ([numbers, dtype]) => {
      const cast = t.cast(t.fromNested(numbers, 'float64'), dtype);
      expectElements(cast, dtype, [numbers.length], ([i]) => held(dtype, numbers[i!]!));
    });
  });

  test.each([
    { dtype: 'int32', numbers: [-2_147_483_648, -1, 0, 2_147_483_647] },
    { dtype: 'uint8', numbers: [0, 1, 255] },
  ] as const)('makes $dtype of $numbers', ({ dtype, numbers }) => {
    expectElements(t.cast(numbers, dtype), dtype, [numbers.length], ([i]) => numbers[i!]!);
  });
});
