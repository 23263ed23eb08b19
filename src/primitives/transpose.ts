import { type Data, formatShape, ShapeError, type View } from '../tensor/index.ts';
import { axisOf } from './axis.ts';
import { viewOf } from './convert.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';

/**
 * The axes in another order: axis `axes[k]` comes to place k; without `axes`, in reverse.
 * The result looks into the memory of `x`. Throws a ShapeError unless `axes` has each axis once.
 */
export function transpose<A extends Numbers>(
  x: A,
  axes?: readonly number[],
): View<RankOf<A>, DataOf<A>>;
export function transpose(x: Numbers, axes?: readonly number[]): View<number, Data> {
  const view = viewOf('transpose', x);
  if (axes === undefined) return view.T;
  const order = axes.map((axis) => axisOf('transpose', axis, view.shape));
  if (order.length !== view.dimension) {
    throw new ShapeError(
      `transpose wants the ${view.dimension} axes of ${formatShape(view.shape)}, got ${formatShape(axes)}`,
    );
  }
  return view.transpose(...order);
}
