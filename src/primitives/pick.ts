import { type Data, formatShape, type KeptRank, ShapeError, type View } from '../tensor/index.ts';
import { viewOf } from './convert.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';

/**
 * Fixes the axes given as numbers and keeps those given as `null` or left out: `pick(x, 0)` is row
 * 0, `pick(x, null, -1)` the last column. The result looks into the memory of `x`.
 *
 * Throws a ShapeError for an index outside its axis and for more indices than axes.
 */
export function pick<A extends Numbers, const Picks extends readonly (number | null)[]>(
  x: A,
  ...picks: Picks
): View<KeptRank<RankOf<A>, Picks>, DataOf<A>>;
export function pick(x: Numbers, ...picks: readonly (number | null)[]): View<number, Data> {
  const view = viewOf('pick', x);
  if (picks.length > view.dimension) {
    throw new ShapeError(
      `pick wants at most ${view.dimension} indices for ${formatShape(view.shape)}, got ${picks.length}`,
    );
  }
  const fromStart = picks.map((at, axis) => {
    return at !== null && at < 0 ? at + (view.shape[axis] ?? 0) : at;
  });
  return view.pick(...fromStart);
}
