import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { type Data, type Nested, type Numbers, type Shape, View } from 'unrolled/tensor';
import { expect } from 'vitest';
import { sizeOf } from '../../src/tensor/index.ts';
import { indices } from '../tensor/indices.ts';

/** What a primitive is given, and its elements as nested loops read them. */
export interface Given {
  /** A view, a real ndarray, one over memory that is not ours, nested arrays or a number. */
  readonly x: Numbers;
  readonly shape: number[];
  /** None where its form has no precision of its own. */
  readonly dtype?: Precision;
  readonly at: (index: readonly number[]) => number;
}

export type Precision = 'float32' | 'float64';

/** What stands between the elements of a strided array; a primitive must not read it. */
const POISON = 77;

/** Eighths: float32 holds them, their products and all their sums exactly. */
export const eighths: fc.Arbitrary<number> = fc.integer({ min: -512, max: 512 }).map((n) => n / 8);

/** Any float32, the infinities, NaN and both zeros included. */
export const anyFloat32: fc.Arbitrary<number> = fc.float();

export const precisions: fc.Arbitrary<Precision> = fc.constantFrom('float32', 'float64');

export const anyShape: fc.Arbitrary<number[]> = shapesOf({});

/** Shapes of few and short axes. */
export function shapesOf({
  minRank = 0,
  maxRank = 4,
  minLength = 0,
}: {
  minRank?: number;
  maxRank?: number;
  minLength?: number;
}): fc.Arbitrary<number[]> {
  const lengths = fc.integer({ min: minLength, max: 3 });
  return fc.array(lengths, { minLength: minRank, maxLength: maxRank });
}

/** Shapes that stretch to one, as NumPy stretches them, and that one. */
export function stretching(
  count: number,
  maxRank = 4,
): fc.Arbitrary<{ shapes: number[][]; shape: number[] }> {
  return shapesOf({ maxRank }).chain((shape) => {
    const part = fc
      .tuple(fc.nat(shape.length), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
      .map(([dropped, ones]) => {
        return shape.slice(dropped).map((length, axis) => (ones[axis] ? 1 : length));
      });
    return fc.array(part, { minLength: count, maxLength: count }).map((shapes) => {
      // Where every part has 1 the result has 1.
      const longest = Math.max(0, ...shapes.map((s) => s.length));
      const reached = Array.from({ length: longest }, (_, axis) => {
        const lengths = shapes.map((s) => s[axis - longest + s.length] ?? 1);
        return lengths.find((length) => length !== 1) ?? 1;
      });
      return { shapes, shape: reached };
    });
  });
}

/** An array of this shape in any of the forms that primitives take. */
export function arrayOf(
  shape: Shape,
  element: fc.Arbitrary<number>,
  dtype: Precision,
): fc.Arbitrary<Given> {
  const size = sizeOf(shape);
  const elements = fc.array(element, { minLength: size, maxLength: size });
  // Nested arrays cannot tell how long the axes inside an empty one are.
  const nestable = shape.slice(0, -1).every((length) => length > 0);
  const forms = ['view', 'view', 'ndarray', 'numbers', nestable ? 'nested' : 'view'] as const;
  const parts = fc.tuple(elements, fc.constantFrom(...forms), layoutOf(shape));
  return parts.map(([values, form, layout]): Given => {
    const at = (index: readonly number[]): number => values[flatIndex(shape, index)]!;
    const given = { shape: [...shape], at };
    if (form === 'nested') return { ...given, x: nest(shape, at, []) };
    if (form === 'numbers') {
      return { ...given, x: strided(new Array<number>(layout.size), layout, at) };
    }
    const memory = dtype === 'float32' ? Float32Array : Float64Array;
    const array = strided(new memory(layout.size), layout, at);
    const { data, stride, offset } = array;
    const view = new View<number, typeof data>(data, array.shape, stride, offset);
    return { ...given, dtype, x: form === 'view' ? view : array };
  });
}

/** Ids below `count`: those in views lie in ids' own memory. */
export function idsOf(shape: Shape, count: number): fc.Arbitrary<Given> {
  return arrayOf(shape, fc.nat(count - 1), 'float32').map((given) => {
    const { x } = given;
    if (!isView(x)) return given;
    const ids = new View<number, Int32Array>(Int32Array.from(x.data), x.shape, x.stride, x.offset);
    return { ...given, x: ids };
  });
}

function isView(x: Numbers): x is View<number, Data> {
  return x instanceof View;
}

/** The precision of a result: that of the operands that have one. */
export function precisionOf(...operands: readonly Given[]): Precision {
  return operands.find(({ dtype }) => dtype !== undefined)?.dtype ?? 'float32';
}

/** Whether a result has this shape, this element type and these elements, bit for bit. */
export function expectElements(
  result: View<number, Data>,
  dtype: string,
  shape: Shape,
  expected: (index: number[]) => number,
): void {
  expect(result.dtype).toBe(dtype);
  expect(result.shape).toEqual([...shape]);
  const all = [...indices(shape)];
  expect(all.map((index) => result.get(...index))).toEqual(all.map(expected));
}

/** Arrays of this shape, of either precision, with any float32 as elements. */
export function arraysOf(shape: Shape): fc.Arbitrary<Given> {
  return precisions.chain((dtype) => arrayOf(shape, anyFloat32, dtype));
}

/** Fractions, from which a test makes choices that depend on the shape it is given. */
export const fractions: fc.Arbitrary<number[]> = fc.array(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  { minLength: 8, maxLength: 8 },
);

/** The whole number below `count` that a fraction stands for. */
export function among(fraction: number, count: number): number {
  return Math.floor(fraction * count);
}

/** The list with `count` members from `start` on replaced by others. */
export function spliced(
  list: readonly number[],
  start: number,
  count: number,
  ...others: readonly number[]
): number[] {
  return [...list.slice(0, start), ...others, ...list.slice(start + count)];
}

/** A number as this precision holds it. */
export function held(dtype: Precision, x: number): number {
  return dtype === 'float32' ? Math.fround(x) : x;
}

/** The index into an operand that was stretched: its axes of length 1 stay at 0. */
export function stretchedIndex(shape: Shape, index: readonly number[]): number[] {
  const added = index.length - shape.length;
  return shape.map((length, axis) => (length === 1 ? 0 : index[axis + added]!));
}

/** Checks a property with a fixed seed, which a failure prints with its smallest counterexample. */
export function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, check), { seed: 20_260_102, numRuns: 150 });
}

interface Layout {
  readonly size: number;
  /** The strided array of a layout's shape over memory of its size. */
  over<D extends Float32Array | Float64Array | number[]>(memory: D): NdArray<D>;
}

/** Memory in which the axes lie in any order, in steps of −3 to 3, with room around them. */
function layoutOf(shape: Shape): fc.Arbitrary<Layout> {
  const axis = fc.record({
    step: fc.constantFrom(1, 1, 2, 3, -1, -2, -3),
    before: fc.nat(2),
    after: fc.nat(1),
    place: fc.nat(1000),
  });
  return fc.array(axis, { minLength: shape.length, maxLength: shape.length }).map((axes) => {
    const spans = axes.map(({ step }, a) => Math.max(0, (shape[a]! - 1) * Math.abs(step) + 1));
    const inMemory = axes.map((_, a) => a).sort((a, b) => axes[a]!.place - axes[b]!.place);
    const lengths = inMemory.map((a) => axes[a]!.before + spans[a]! + axes[a]!.after);
    return {
      size: sizeOf(lengths),
      over: (memory) => {
        return ndarray(memory, lengths)
          .transpose(...axes.map((_, a) => inMemory.indexOf(a)))
          .lo(...axes.map(({ before }) => before))
          .hi(...spans)
          .step(...axes.map(({ step }) => step));
      },
    };
  });
}

function strided<D extends Float32Array | Float64Array | number[]>(
  memory: D,
  layout: Layout,
  at: (index: readonly number[]) => number,
): NdArray<D> {
  memory.fill(POISON);
  const array = layout.over(memory);
  for (const index of indices(array.shape)) array.set(...index, at(index));
  return array;
}

function nest(shape: Shape, at: (index: number[]) => number, place: number[]): Nested {
  const length = shape[place.length];
  if (length === undefined) return at(place);
  return Array.from({ length }, (_, i) => nest(shape, at, [...place, i]));
}

function flatIndex(shape: Shape, index: readonly number[]): number {
  return index.reduce((flat, i, axis) => flat * shape[axis]! + i, 0);
}
