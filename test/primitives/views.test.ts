import fc from 'fast-check';
import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';
import {
  among,
  anyShape,
  arraysOf,
  expectElements,
  fractions,
  holds,
  precisionOf,
  shapesOf,
} from './anyArray.ts';

describe('transpose', () => {
  test('puts axis axes[k] at place k, negative axes counted from the end', () => {
    holds(fc.tuple(anyShape.chain(arraysOf), fractions), ([x, parts]) => {
      const rank = x.shape.length;
      const axes = x.shape.map((_, axis) => axis).sort((a, b) => parts[a]! - parts[b]!);
      const given = axes.map((axis, k) => (parts[k]! < 0.5 ? axis : axis - rank));
      const shape = axes.map((axis) => x.shape[axis]!);
      expectElements(t.transpose(x.x, given), precisionOf(x), shape, (index) => {
        return x.at(x.shape.map((_, axis) => index[axes.indexOf(axis)]!));
      });
    });
  });

  test('turns the axes round where none are given', () => {
    holds(anyShape.chain(arraysOf), (x) => {
      expectElements(t.transpose(x.x), precisionOf(x), [...x.shape].reverse(), (index) => {
        return x.at([...index].reverse());
      });
    });
  });
});

describe('pick', () => {
  test('fixes some axes and keeps the others, negative indices counted from the end', () => {
    holds(fc.tuple(shapesOf({ minLength: 1 }).chain(arraysOf), fractions), ([x, parts]) => {
      const picks = x.shape.map((length, axis) => {
        return parts[axis]! < 0.5 ? null : among(parts[axis + 4]!, 2 * length) - length;
      });
      const shape = x.shape.filter((_, axis) => picks[axis] === null);
      expectElements(t.pick(x.x, ...picks), precisionOf(x), shape, (index) => {
        const rest = [...index];
        return x.at(
          picks.map((at, axis) =>
            at === null ? rest.shift()! : (at + x.shape[axis]!) % x.shape[axis]!,
          ),
        );
      });
    });
  });
});

describe('slice', () => {
  test('takes every step-th element from start to end, backwards for a negative step', () => {
    holds(fc.tuple(anyShape.chain(arraysOf), fractions), ([x, parts]) => {
      const ranges = x.shape.map((length, axis) => {
        const start = among(parts[axis]!, length + 1);
        const end = start + among(parts[axis + 4]!, length - start + 1);
        const step = [1, 2, 3, -1, -2, -3][among((parts[axis]! * 7) % 1, 6)]!;
        const chosen: number[] = [];
        for (let i = start; i < end; i++) chosen.push(i);
        if (step < 0) chosen.reverse();
        return { start, end, step, chosen: chosen.filter((_, i) => i % Math.abs(step) === 0) };
      });
      const given = ranges.map(({ start, end, step }) => [start, end, step] as const);
      const shape = ranges.map(({ chosen }) => chosen.length);
      expectElements(t.slice(x.x, ...given), precisionOf(x), shape, (index) => {
        return x.at(index.map((i, axis) => ranges[axis]!.chosen[i]!));
      });
    });
  });

  test.each([
    { ranges: [[1]], elements: [[4, 5, 6]] },
    { ranges: [[-1]], elements: [[4, 5, 6]] },
    {
      ranges: [null, [1]],
      elements: [
        [2, 3],
        [5, 6],
      ],
    },
    {
      ranges: [null, [0, -1]],
      elements: [
        [1, 2],
        [4, 5],
      ],
    },
    {
      ranges: [
        [0, 1],
        [-2, -1],
      ],
      elements: [[2]],
    },
    {
      ranges: [null, [0, 3, -2]],
      elements: [
        [3, 1],
        [6, 4],
      ],
    },
    { ranges: [[2]], elements: [] },
    {
      ranges: [],
      elements: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
  ] as const)('of [[1, 2, 3], [4, 5, 6]] with $ranges is $elements', ({ ranges, elements }) => {
    expect(
      t.toNested(
        t.slice(
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
          ...ranges,
        ),
      ),
    ).toEqual(elements);
  });
});

describe('split', () => {
  test('and concat undo each other along any axis', () => {
    holds(fc.tuple(shapesOf({ minRank: 1 }).chain(arraysOf), fractions), ([x, parts]) => {
      const axis = among(parts[0]!, x.shape.length);
      const sizes: number[] = [];
      for (let left = x.shape[axis]!; left > 0; left -= sizes.at(-1)!) {
        sizes.push(among(parts[sizes.length % 8]!, left + 1) || 1);
      }
      if (sizes.length === 0) sizes.push(0);
      const pieces = t.split(x.x, sizes, axis);
      expect(pieces.map((piece) => piece.shape[axis])).toEqual(sizes);
      expectElements(t.concat(pieces, axis), precisionOf(x), x.shape, (index) => x.at(index));
    });
  });

  test('into n makes n equal parts', () => {
    const [left, right] = t.split(
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      2,
      -1,
    );
    expect(t.toNested(left!)).toEqual([
      [1, 2],
      [5, 6],
    ]);
    expect(t.toNested(right!)).toEqual([
      [3, 4],
      [7, 8],
    ]);
  });
});
