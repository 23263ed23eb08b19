import { formatShape, type Shape, ShapeError } from '../tensor/index.ts';

/** One axis or several; a negative one counts from the end: −1 is the last. */
export type Axes = number | readonly number[] | undefined;

/** The axis as a number from 0 on; a ShapeError where there is no such axis. */
export function axisOf(owner: string, axis: number, shape: Shape): number {
  const rank = shape.length;
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new ShapeError(
    rank === 0
      ? `${owner} wants an axis, but there is none in a single number`
      : `${owner} wants an axis from ${-rank} to ${rank - 1} for ${formatShape(shape)}, got ${axis}`,
  );
}

/** The axes rising, each once; `undefined` means all. */
export function axesOf(owner: string, axes: Axes, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const list = typeof axes === 'number' ? [axes] : axes;
  const found = list.map((axis) => axisOf(owner, axis, shape)).sort((a, b) => a - b);
  if (new Set(found).size < found.length) {
    throw new ShapeError(
      `${owner} wants each axis of ${formatShape(shape)} once, got ${formatShape(list)}`,
    );
  }
  return found;
}
