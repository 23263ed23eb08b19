import { formatShape, type Shape, ShapeError } from '../tensor/index.ts';

/** Throws a ShapeError unless every size is a whole number from 0 on. */
export function checkShape(owner: string, shape: Shape): void {
  if (shape.every((length) => Number.isInteger(length) && length >= 0)) return;
  throw new ShapeError(
    `${owner} wants sizes that are whole and not negative, got ${formatShape(shape)}`,
  );
}
