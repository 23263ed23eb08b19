import ndarray, { type NdArray } from 'ndarray';
import { ConfigError, formatShape, type Shape, ShapeError } from '../tensor/index.ts';
import type { Nested } from './numbers.ts';

/** Whether `x` is a number or an array; what the array holds is seen when it is read. */
export function isNested(x: unknown): x is Nested {
  return typeof x === 'number' || Array.isArray(x);
}

/** The numbers as an array of `ndarray`, whose shape is that of the first elements. */
export function readNested(owner: string, nested: Nested): NdArray<number[]> {
  const shape = shapeOfFirst(nested);
  const flat: number[] = [];
  flatten(owner, nested, shape, [], flat);
  return ndarray(flat, shape);
}

function shapeOfFirst(nested: Nested | undefined): number[] {
  if (!Array.isArray(nested)) return [];
  const elements: readonly Nested[] = nested;
  return [elements.length, ...shapeOfFirst(elements[0])];
}

function flatten(owner: string, x: unknown, shape: Shape, place: number[], out: number[]): void {
  const length = shape[place.length];
  const ragged = (got: string): ShapeError => {
    return new ShapeError(
      `${owner} wants ${formatShape(shape)}, as the first elements are, ` +
        `got ${got} at ${formatShape(place)}: make all rows equally long`,
    );
  };
  if (Array.isArray(x)) {
    const elements: readonly unknown[] = x;
    if (length === undefined) throw ragged('an array');
    if (length !== elements.length) throw ragged(`${elements.length} elements`);
    for (let i = 0; i < length; i++) flatten(owner, elements[i], shape, [...place, i], out);
  } else if (typeof x !== 'number') {
    throw new ConfigError(`${owner} wants numbers, got ${String(x)} at ${formatShape(place)}`);
  } else if (length !== undefined) {
    throw ragged(`the number ${x}`);
  } else {
    out.push(x);
  }
}
