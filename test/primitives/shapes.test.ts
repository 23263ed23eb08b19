import fc from 'fast-check';
import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';
import { contiguousStride, sizeOf } from '../../src/tensor/index.ts';
import {
  among,
  anyFloat32,
  anyShape,
  arrayOf,
  arraysOf,
  expectElements,
  fractions,
  holds,
  precisionOf,
  precisions,
  stretchedIndex,
} from './anyArray.ts';

/** The place of an index in row-major order. */
function flat(shape: readonly number[], index: readonly number[]): number {
  const stride = contiguousStride([...shape]);
  return index.reduce((at, i, axis) => at + i * stride[axis]!, 0);
}

/** The index at a place in row-major order. */
function unflat(shape: readonly number[], at: number): number[] {
  return contiguousStride([...shape]).map((stride, axis) => Math.floor(at / stride) % shape[axis]!);
}

describe('reshape', () => {
  test('keeps the elements in row-major order', () => {
    holds(fc.tuple(anyShape.chain(arraysOf), fractions), ([x, parts]) => {
      const size = sizeOf(x.shape);
      // Any shape of the same size: divisors of what is left, then what is left.
      const shape: number[] = [];
      let left = size;
      for (const part of parts.slice(0, 3)) {
        const divisors = [1, 2, 3, 4, 6].filter((n) => left > 0 && left % n === 0);
        const length = divisors[among(part, divisors.length)] ?? 1;
        shape.push(length);
        left /= length;
      }
      shape.push(left);
      const open = among(parts[4]!, 5);
      const given = left > 0 ? shape.map((length, axis) => (axis === open ? -1 : length)) : shape;
      expectElements(t.reshape(x.x, given), precisionOf(x), shape, (index) => {
        return x.at(unflat(x.shape, flat(shape, index)));
      });
    });
  });
});

describe('broadcastTo', () => {
  test('repeats along axes of length 1 and along new leading ones', () => {
    const stretched = fc.tuple(anyShape, fractions, precisions).chain(([shape, parts, dtype]) => {
      const own = shape
        .map((length, axis) => (parts[axis]! < 0.4 ? 1 : length))
        .slice(among(parts[4]!, shape.length + 1));
      return arrayOf(own, anyFloat32, dtype).map((x) => ({ x, shape }));
    });
    holds(stretched, ({ x, shape }) => {
      expectElements(t.broadcastTo(x.x, shape), precisionOf(x), shape, (index) => {
        return x.at(stretchedIndex(x.shape, index));
      });
    });
  });
});

describe('copy', () => {
  test('is contiguous over any strides', () => {
    holds(anyShape.chain(arraysOf), (x) => {
      const copied = t.copy(x.x);
      expectElements(copied, precisionOf(x), x.shape, (index) => x.at(index));
      expect(copied.data).toHaveLength(sizeOf(x.shape));
      expect(copied.stride).toEqual(contiguousStride([...x.shape]));
    });
  });
});

describe('ids and masks', () => {
  const ids = t.cast(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    'int32',
  );
  const mask = t.cast(
    [
      [1, 0, 1],
      [0, 0, 1],
    ],
    'uint8',
  );

  test.each([
    { name: 'transpose', f: (x: t.Numbers) => t.transpose(x) },
    { name: 'pick', f: (x: t.Numbers) => t.pick(x, 0) },
    { name: 'slice', f: (x: t.Numbers) => t.slice(x, [0, 1]) },
    { name: 'split', f: (x: t.Numbers) => t.split(x, 2)[0]! },
    { name: 'reshape', f: (x: t.Numbers) => t.reshape(x, [-1]) },
    { name: 'broadcastTo', f: (x: t.Numbers) => t.broadcastTo(x, [2, 2, 3]) },
    { name: 'concat', f: (x: t.Numbers) => t.concat([x, [[7, 8, 9]]]) },
    { name: 'stack', f: (x: t.Numbers) => t.stack([x, x]) },
    { name: 'pad', f: (x: t.Numbers) => t.pad(x, [[1, 1]], 2) },
    { name: 'gather', f: (x: t.Numbers) => t.gather(x, [1, 0]) },
    { name: 'copy', f: (x: t.Numbers) => t.copy(x) },
  ])('stay what they are through $name', ({ f }) => {
    expect(f(ids).dtype).toBe('int32');
    expect(f(mask).dtype).toBe('uint8');
  });
});
