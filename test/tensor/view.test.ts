import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import { describe, expect, test } from 'vitest';
import { sizeOf, View } from '../../src/tensor/index.ts';
import { indices } from './indices.ts';

// A view is held to a real ndarray() over the same memory: the same chain of calls on both, then the
// same answers. Ranks go from 0 to 5, lengths down to 0, steps below 0.

interface Pair {
  readonly ours: View<number, Float32Array>;
  readonly theirs: NdArray<Float32Array>;
}

/** A call with a fraction for each axis, from which its argument is made when the axis is known. */
interface Call {
  readonly method: 'lo' | 'hi' | 'step' | 'transpose' | 'pick';
  readonly fractions: readonly number[];
}

const MOST_AXES = 5;
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const calls = fc.record<Call>({
  method: fc.constantFrom('lo', 'hi', 'step', 'transpose', 'pick'),
  fractions: fc.array(fraction, { minLength: MOST_AXES, maxLength: MOST_AXES }),
});
const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: MOST_AXES });
const pairs = fc.tuple(shapes, fc.array(calls, { maxLength: 4 })).map(([shape, chain]): Pair => {
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => i);
  return chain.reduce(afterCall, {
    ours: new View<number, Float32Array>(data, shape),
    theirs: ndarray(data, shape),
  });
});

function afterCall({ ours, theirs }: Pair, { method, fractions }: Call): Pair {
  const anyOf = (axis: number, count: number): number => Math.floor(fractions[axis]! * count);
  switch (method) {
    case 'lo':
    case 'hi': {
      // −1 stands for all, as every negative bound does.
      const bounds = ours.shape.map((length, axis) => anyOf(axis, length + 2) - 1);
      return { ours: ours[method](...bounds), theirs: theirs[method](...bounds) };
    }
    case 'step': {
      const steps = ours.shape.map((_, axis) => [1, 2, 3, -1, -2, -3][anyOf(axis, 6)]!);
      return { ours: ours.step(...steps), theirs: theirs.step(...steps) };
    }
    case 'transpose': {
      const axes = ours.shape.map((_, axis) => axis);
      axes.sort((a, b) => fractions[a]! - fractions[b]!);
      return { ours: ours.transpose(...axes), theirs: theirs.transpose(...axes) };
    }
    case 'pick': {
      // One axis at most: an ndarray picked to the last has rank −1 if it is picked from again.
      const axis = anyOf(0, ours.dimension);
      const length = ours.shape[axis] ?? 0;
      if (length === 0) return { ours, theirs };
      const picks = ours.shape.map((_, a) => (a === axis ? anyOf(1, length) : null));
      return { ours: ours.pick(...picks), theirs: theirs.pick(...picks) };
    }
  }
}

function holdsForAnyPair(check: (pair: Pair) => void): void {
  fc.assert(fc.property(pairs, check), { seed: 1, numRuns: 400 });
}

describe('a view and an ndarray after the same lo, hi, step, transpose and pick', () => {
  test('have the same shape, strides, offset, size and type', () => {
    holdsForAnyPair(({ ours, theirs }) => {
      expect(ours.shape).toEqual(theirs.shape);
      expect(ours.stride).toEqual(theirs.stride);
      expect(ours.offset).toBe(theirs.offset);
      expect(ours.size).toBe(theirs.size);
      expect(ours.dimension).toBe(theirs.dimension);
      expect(ours.dtype).toBe(theirs.dtype);
    });
  });

  test('have the same element at every index', () => {
    holdsForAnyPair(({ ours, theirs }) => {
      for (const index of indices(ours.shape)) {
        expect(ours.index(...index)).toBe(theirs.index(...index));
        expect(ours.get(...index)).toBe(theirs.get(...index));
      }
    });
  });

  test('name the axes in the same order, from the smallest stride to the largest', () => {
    holdsForAnyPair(({ ours, theirs }) => {
      const strides = (order: number[]): number[] => order.map((a) => Math.abs(ours.stride[a]!));
      expect([...ours.order].sort()).toEqual([...theirs.order].sort());
      // Axes of equal strides may stand either way round: ndarray itself has no rule for them.
      expect(strides(ours.order)).toEqual(strides(theirs.order));
    });
  });

  test('write to the same place', () => {
    holdsForAnyPair(({ ours, theirs }) => {
      for (const [i, index] of [...indices(ours.shape)].entries()) {
        expect(ours.set(...index, -i)).toBe(-i);
        expect(theirs.get(...index)).toBe(-i);
      }
    });
  });

  test('are the same to ndarray-ops', () => {
    holdsForAnyPair(({ ours, theirs }) => {
      const doubled = ndarray(new Float32Array(ours.size), [...ours.shape]);
      ops.muls(doubled, ours, 2);
      for (const index of indices(ours.shape)) {
        expect(doubled.get(...index)).toBe(2 * theirs.get(...index));
      }
    });
  });
});

describe('a view', () => {
  const view = new View<2, Float32Array>(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3]);

  test('turns round all its axes as T', () => {
    const deep = new View<3, Float32Array>(new Float32Array(24), [2, 3, 4]);
    expect(deep.T.shape).toEqual([4, 3, 2]);
    expect(deep.T.stride).toEqual([1, 4, 12]);
    expect(view.T.get(2, 1)).toBe(view.get(1, 2));
  });

  test('keeps the axes that transpose, lo, hi and pick are not told about', () => {
    expect(view.transpose().shape).toEqual([2, 3]);
    expect(view.lo(1).shape).toEqual([1, 3]);
    expect(view.hi(undefined, 2).shape).toEqual([2, 2]);
    expect(view.pick(1).shape).toEqual([3]);
  });

  test.each([
    { data: new Float32Array(1), dtype: 'float32' },
    { data: new Float64Array(1), dtype: 'float64' },
    { data: new Int32Array(1), dtype: 'int32' },
    { data: new Uint8Array(1), dtype: 'uint8' },
  ])('over $dtype memory says so, as ndarray does', ({ data, dtype }) => {
    expect(new View<1, typeof data>(data, [1]).dtype).toBe(dtype);
    expect(ndarray(data).dtype).toBe(dtype);
  });

  test.each([
    {
      call: () => view.transpose(0, 0),
      message: 'transpose wants each axis of a rank 2 view once, got [0, 0]',
    },
    {
      call: () => view.transpose(0, 2),
      message: 'transpose wants each axis of a rank 2 view once, got [0, 2]',
    },
    {
      call: () => view.pick(null, 3),
      message: 'pick wants an index below 3 for axis 1 of [2, 3], got 3',
    },
    {
      call: () => view.pick(-1),
      message: 'pick wants an index below 2 for axis 0 of [2, 3], got -1',
    },
    {
      call: () => view.pick(0.5),
      message: 'pick wants an index below 2 for axis 0 of [2, 3], got 0.5',
    },
  ])('refuses with "$message"', ({ call, message }) => {
    expect(call).toThrow(expect.objectContaining({ name: 'ShapeError', message }));
  });
});
