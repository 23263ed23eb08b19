import { type Data, formatShape, type Shape, ShapeError, View } from '../tensor/index.ts';
import { converted, inDtype } from './convert.ts';
import type { DataOf, Numbers } from './numbers.ts';
import { operandOf } from './operand.ts';
import { commonDtype } from './precision.ts';
import { checkShape } from './sizes.ts';

/**
 * The shape that all stretch to, as in NumPy: shapes are aligned at their last axes, and along each
 * axis the sizes are equal or 1. Throws a ShapeError otherwise.
 */
export function broadcastShape(owner: string, ...shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const length = sizes.find((size) => size !== 1) ?? 1;
    if (sizes.every((size) => size === length || size === 1)) return length;
    throw new ShapeError(
      `${owner} cannot combine ${shapes.map(formatShape).join(' with ')}: along each axis, ` +
        `counted from the last, sizes must be equal or 1; reshape one of them`,
    );
  });
}

/** The view as if it were repeated to the larger shape: stretched axes have stride 0. */
export function stretched<D extends Data>(view: View<number, D>, shape: Shape): View<number, D> {
  const added = shape.length - view.shape.length;
  const stride = shape.map((_, axis) => {
    return view.shape[axis - added] === 1 ? 0 : (view.stride[axis - added] ?? 0);
  });
  return new View(view.data, [...shape], stride, view.offset);
}

/**
 * A copy of `x`, repeated along its axes of size 1 and along new leading axes up to `shape`.
 * Throws a ShapeError where `x` does not stretch to exactly that shape.
 */
export function broadcastTo<A extends Numbers, const S extends Shape>(
  x: A,
  shape: S,
): View<S['length'], DataOf<A>>;
export function broadcastTo(x: Numbers, shape: Shape): View<number, Data> {
  const operand = operandOf('broadcastTo', x);
  checkShape('broadcastTo', shape);
  const fits =
    operand.shape.length <= shape.length &&
    operand.shape.every((length, axis) => {
      return length === 1 || length === shape[axis + shape.length - operand.shape.length];
    });
  if (!fits) {
    throw new ShapeError(
      `broadcastTo cannot stretch ${formatShape(operand.shape)} to ${formatShape(shape)}: along ` +
        `each axis, counted from the last, sizes must be equal or 1`,
    );
  }
  const dtype = commonDtype('broadcastTo', [operand]);
  const view = inDtype('broadcastTo', operand, dtype);
  return converted('broadcastTo', stretched(view, shape), dtype);
}
