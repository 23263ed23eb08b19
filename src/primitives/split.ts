import { type Data, formatShape, type Shape, ShapeError, type View } from '../tensor/index.ts';
import { axisOf } from './axis.ts';
import { viewOf } from './convert.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';
import { section } from './section.ts';

/**
 * The view cut along an axis: into so many equal parts, or into parts of the given sizes.
 * The parts look into the memory of `x`. Throws a ShapeError where the sizes do not add up.
 */
export function split<A extends Numbers>(
  x: A,
  parts: number | readonly number[],
  axis?: number,
): View<RankOf<A>, DataOf<A>>[];
export function split(
  x: Numbers,
  parts: number | readonly number[],
  axis = 0,
): View<number, Data>[] {
  const view = viewOf('split', x);
  const along = axisOf('split', axis, view.shape);
  const sizes = sizesOf(parts, view.shape, along);
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return section(view, along, end - size, size);
  });
}

function sizesOf(parts: number | readonly number[], shape: Shape, axis: number): readonly number[] {
  const length = shape[axis] ?? 0;
  if (typeof parts === 'number') {
    if (Number.isInteger(parts) && parts > 0 && length % parts === 0) {
      return new Array<number>(parts).fill(length / parts);
    }
  } else if (parts.every((size) => Number.isInteger(size) && size >= 0)) {
    if (parts.reduce((sum, size) => sum + size, 0) === length) return parts;
  }
  const got = typeof parts === 'number' ? `${parts} equal parts` : `sizes ${formatShape(parts)}`;
  throw new ShapeError(
    `split wants parts that add up to the ${length} elements of axis ${axis} of ${formatShape(shape)}, got ${got}`,
  );
}
