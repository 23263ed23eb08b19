import { type Data, formatShape, ShapeError, type View } from '../tensor/index.ts';
import { viewOf } from './convert.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';

/** The elements from `start` up to but without `end`, every `step`-th. */
export type Range = readonly [start: number, end?: number, step?: number];

/**
 * A range of each axis; `null` or a left-out one keeps all: `slice(x, null, [0, 3])` is the first
 * three columns. The result looks into the memory of `x`.
 *
 * A negative `start` or `end` counts from the end of the axis. A negative `step` goes through the
 * elements between `start` and `end` backwards: `[0, n, -1]` reverses n of them. Throws a ShapeError
 * for a range outside its axis and for more ranges than axes.
 */
export function slice<A extends Numbers>(
  x: A,
  ...ranges: readonly (Range | null)[]
): View<RankOf<A>, DataOf<A>>;
export function slice(x: Numbers, ...ranges: readonly (Range | null)[]): View<number, Data> {
  const view = viewOf('slice', x);
  if (ranges.length > view.dimension) {
    throw new ShapeError(
      `slice wants at most ${view.dimension} ranges for ${formatShape(view.shape)}, got ${ranges.length}`,
    );
  }
  const bounds = view.shape.map((length, axis) => boundsOf(ranges[axis] ?? [0], length, axis));
  const starts = bounds.map(([start]) => start);
  const lengths = bounds.map(([start, end]) => end - start);
  const steps = bounds.map(([, , step]) => step);
  return view
    .lo(...starts)
    .hi(...lengths)
    .step(...steps);
}

function boundsOf(range: Range, length: number, axis: number): [number, number, number] {
  const [first, last = length, step = 1] = range;
  const start = first < 0 ? first + length : first;
  const end = last < 0 ? last + length : last;
  const whole = Number.isInteger(start) && Number.isInteger(end) && Number.isInteger(step);
  if (whole && step !== 0 && 0 <= start && start <= end && end <= length) return [start, end, step];
  throw new ShapeError(
    `slice wants start <= end within the ${length} elements of axis ${axis} and a whole step other than 0, got ${formatShape(range.map(String))}`,
  );
}
