import fc from 'fast-check';
import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';
import {
  among,
  anyFloat32,
  anyShape,
  arrayOf,
  arraysOf,
  expectElements,
  fractions,
  holds,
  idsOf,
  precisionOf,
  precisions,
  shapesOf,
  spliced,
} from './anyArray.ts';

describe('concat', () => {
  test('lays the parts one after another along any axis, whatever their lengths there', () => {
    const parts = fc
      .tuple(shapesOf({ minRank: 1 }), precisions, fractions)
      .chain(([shape, dtype, [where, ...lengths]]) => {
        const axis = among(where!, shape.length);
        const shapes = lengths.slice(0, 1 + among(lengths[3]!, 3)).map((part) => {
          return shape.map((length, a) => (a === axis ? among(part, 4) : length));
        });
        const each = shapes.map((s) => arrayOf(s, anyFloat32, dtype));
        return fc.tuple(...each).map((given) => ({ given, axis }));
      });
    holds(parts, ({ given, axis }) => {
      const owners = given.flatMap((part) => {
        return Array.from({ length: part.shape[axis]! }, (_, i) => ({ part, i }));
      });
      const shape = given[0]!.shape.map((length, a) => (a === axis ? owners.length : length));
      const result = t.concat(
        given.map(({ x }) => x),
        axis - shape.length,
      );
      expectElements(result, precisionOf(...given), shape, (index) => {
        const { part, i } = owners[index[axis]!]!;
        return part.at(spliced(index, axis, 1, i));
      });
    });
  });
});

describe('stack', () => {
  test('sets parts of one shape side by side along a new axis', () => {
    const parts = fc
      .tuple(shapesOf({ maxRank: 3 }), precisions, fractions, fc.integer({ min: 1, max: 3 }))
      .chain(([shape, dtype, [where], count]) => {
        const each = Array.from({ length: count }, () => arrayOf(shape, anyFloat32, dtype));
        return fc.tuple(...each).map((given) => ({ given, axis: among(where!, shape.length + 1) }));
      });
    holds(parts, ({ given, axis }) => {
      const shape = spliced(given[0]!.shape, axis, 0, given.length);
      const result = t.stack(
        given.map(({ x }) => x),
        axis - shape.length,
      );
      expectElements(result, precisionOf(...given), shape, (index) => {
        return given[index[axis]!]!.at(spliced(index, axis, 1));
      });
    });
  });
});

describe('pad', () => {
  test('surrounds the elements with the value', () => {
    const widths = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 4 });
    holds(fc.tuple(anyShape.chain(arraysOf), widths, anyFloat32), ([x, wide, value]) => {
      const given = wide.slice(0, x.shape.length);
      const before = x.shape.map((_, axis) => given[axis]?.[0] ?? 0);
      const shape = x.shape.map((length, axis) => {
        return before[axis]! + length + (given[axis]?.[1] ?? 0);
      });
      expectElements(t.pad(x.x, given, value), precisionOf(x), shape, (index) => {
        const inner = index.map((i, axis) => i - before[axis]!);
        const inside = inner.every((i, axis) => i >= 0 && i < x.shape[axis]!);
        return inside ? x.at(inner) : value;
      });
    });
  });

  test('pads with zeros unless told otherwise', () => {
    expect(t.toNested(t.pad([1, 2], [[1, 2]]))).toEqual([0, 1, 2, 0, 0]);
  });
});

describe('gather', () => {
  test('takes along any axis the elements that the ids name', () => {
    const cases = fc
      .tuple(
        shapesOf({ minRank: 1, maxRank: 3, minLength: 1 }),
        shapesOf({ maxRank: 2 }),
        fractions,
      )
      .chain(([shape, places, [part]]) => {
        const axis = among(part!, shape.length);
        return fc.record({
          x: arraysOf(shape),
          ids: idsOf(places, shape[axis]!),
          axis: fc.constantFrom(axis, axis - shape.length),
        });
      });
    holds(cases, ({ x, ids, axis }) => {
      const along = (axis + x.shape.length) % x.shape.length;
      const shape = spliced(x.shape, along, 1, ...ids.shape);
      expectElements(t.gather(x.x, ids.x, axis), precisionOf(x), shape, (index) => {
        const place = index.slice(along, along + ids.shape.length);
        return x.at(spliced(index, along, ids.shape.length, ids.at(place)));
      });
    });
  });
});

describe('oneHot', () => {
  test('has a one at each id and zeros beside it', () => {
    const cases = fc.tuple(shapesOf({ maxRank: 3 }), precisions, fc.integer({ min: 1, max: 5 }));
    const withIds = cases.chain(([shape, dtype, depth]) => {
      return idsOf(shape, depth).map((ids) => ({ ids, dtype, depth }));
    });
    holds(withIds, ({ ids, dtype, depth }) => {
      expectElements(t.oneHot(ids.x, depth, dtype), dtype, [...ids.shape, depth], (index) => {
        return index.at(-1) === ids.at(index.slice(0, -1)) ? 1 : 0;
      });
    });
  });

  test('is float32 unless told otherwise', () => {
    expect(t.oneHot([0], 1).dtype).toBe('float32');
  });
});
