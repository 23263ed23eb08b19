import { type Data, formatShape, ShapeError, sameShape, type View } from '../tensor/index.ts';
import { axisOf } from './axis.ts';
import { assign, inDtype } from './convert.ts';
import { allocate } from './memory.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { commonDtype } from './precision.ts';
import type { SumOfRanks } from './rank.ts';

/**
 * Parts of one shape side by side along a new axis: two `[3]` give `[2, 3]` along axis 0 and
 * `[3, 2]` along axis 1.
 *
 * Throws a ShapeError where the shapes differ or there are no parts, and a ConfigError where the
 * element types differ.
 */
export function stack<A extends Numbers>(
  parts: readonly A[],
  axis?: number,
): View<SumOfRanks<RankOf<A>, 1>, DataOf<A>>;
export function stack(parts: readonly Numbers[], axis = 0): View<number, Data> {
  const operands = parts.map((part) => operandOf('stack', part));
  const shape = operands[0]?.shape;
  if (shape === undefined) throw new ShapeError('stack wants at least one part, got none');
  for (const other of operands) {
    if (sameShape(other.shape, shape)) continue;
    throw new ShapeError(
      `stack wants parts of one shape, got ${formatShape(shape)} and ${formatShape(other.shape)}`,
    );
  }
  const at = axisOf('stack', axis, [...shape, operands.length]);
  const dtype = commonDtype('stack', operands);
  const views = operands.map((operand) => inDtype('stack', operand, dtype));
  const out = allocate(dtype, [...shape.slice(0, at), views.length, ...shape.slice(at)]);
  const outer = shape.slice(0, at).map(() => null);
  for (const [i, view] of views.entries()) assign(out.pick(...outer, i), view);
  return out;
}
