import type { Data, Shape, View } from '../tensor/index.ts';

/** The shape with another size along one axis. */
export function resized(shape: Shape, axis: number, length: number): number[] {
  return shape.map((old, a) => (a === axis ? length : old));
}

/** The view of `length` elements from `start` on along one axis, all along the others. */
export function section<D extends Data>(
  view: View<number, D>,
  axis: number,
  start: number,
  length: number,
): View<number, D> {
  const from = view.shape.map((_, a) => (a === axis ? start : 0));
  return view.lo(...from).hi(...resized(view.shape, axis, length));
}
