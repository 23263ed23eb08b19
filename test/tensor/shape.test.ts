import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contiguousStride,
  formatShape,
  indexOf,
  sameShape,
  sizeOf,
  View,
} from '../../src/tensor/index.ts';
import { indices } from './indices.ts';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 });

test.each([
  { shape: [], size: 1, stride: [] },
  { shape: [7], size: 7, stride: [1] },
  { shape: [2, 3, 4], size: 24, stride: [12, 4, 1] },
  { shape: [2, 0, 4], size: 0, stride: [0, 4, 1] },
])('$shape holds $size elements, $stride apart', ({ shape, size, stride }) => {
  expect(sizeOf(shape)).toBe(size);
  expect(contiguousStride(shape)).toEqual(stride);
});

test('the i-th index in row-major order is where the i-th element of contiguous memory is', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const view = new View<number, Uint8Array>(new Uint8Array(sizeOf(shape)), shape);
      const all = [...indices(shape)];
      expect(all).toHaveLength(sizeOf(shape));
      for (const [i, index] of all.entries()) {
        expect(indexOf(shape, i)).toEqual(index);
        expect(view.index(...index)).toBe(i);
      }
    }),
    { seed: 2 },
  );
});

describe('sameShape', () => {
  test.each([
    { a: [], b: [], same: true },
    { a: [2, 3], b: [2, 3], same: true },
    { a: [2, 3], b: [3, 2], same: false },
    { a: [2, 3], b: [2], same: false },
    { a: [2], b: [2, 3], same: false },
    { a: [], b: [1], same: false },
  ])('of $a and $b is $same', ({ a, b, same }) => {
    expect(sameShape(a, b)).toBe(same);
  });
});

test('a shape is written in brackets, with names where sizes are open', () => {
  expect(formatShape([])).toBe('[]');
  expect(formatShape([32, 10])).toBe('[32, 10]');
  expect(formatShape(['batch', 'time', 8])).toBe('[batch, time, 8]');
});
