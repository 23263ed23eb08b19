import { type Data, formatShape, type Shape, ShapeError, sizeOf, View } from '../tensor/index.ts';
import { converted } from './convert.ts';
import type { DataOf, Numbers } from './numbers.ts';
import { type Operand, operandOf } from './operand.ts';
import { commonDtype } from './precision.ts';
import { checkShape } from './sizes.ts';

/**
 * A copy of the elements, in row-major order, in another shape of the same size; one size may be
 * −1 and is then what is left. Throws a ShapeError where the sizes do not match.
 */
export function reshape<A extends Numbers, const S extends Shape>(
  x: A,
  shape: S,
): View<S['length'], DataOf<A>>;
export function reshape(x: Numbers, shape: Shape): View<number, Data> {
  const operand = operandOf('reshape', x);
  const sizes = completed(operand, shape);
  const { data } = converted('reshape', operand, commonDtype('reshape', [operand]));
  return new View<number, Data>(data, sizes);
}

function completed(operand: Operand, shape: Shape): number[] {
  const size = sizeOf(operand.shape);
  const open = shape.indexOf(-1);
  const known = sizeOf(shape.filter((_, axis) => axis !== open));
  const sizes = shape.map((length, axis) => (axis === open ? size / known : length));
  if (open < 0) checkShape('reshape', sizes);
  if (sizes.every((length) => Number.isInteger(length) && length >= 0) && sizeOf(sizes) === size) {
    return sizes;
  }
  throw new ShapeError(
    `reshape wants the ${size} elements of ${formatShape(operand.shape)}, got ${formatShape(shape)}`,
  );
}
