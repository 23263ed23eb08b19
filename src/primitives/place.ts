import { formatShape, indexOf, type Shape } from '../tensor/index.ts';

/** Where the i-th element stands, as messages say it: ` at [0, 2]`; nothing where there is one only. */
export function placeOf(shape: Shape, i: number): string {
  return shape.length === 0 ? '' : ` at ${formatShape(indexOf(shape, i))}`;
}
