import { type Data, formatShape, ShapeError, sameShape, type View } from '../tensor/index.ts';
import { axisOf } from './axis.ts';
import { assign, inDtype } from './convert.ts';
import { allocate } from './memory.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { commonDtype } from './precision.ts';
import { resized, section } from './section.ts';

/**
 * The parts one after another along an axis: `[2, 3]` and `[5, 3]` give `[7, 3]` along axis 0.
 *
 * Throws a ShapeError where the parts differ along another axis or there are none, and a
 * ConfigError where their element types differ.
 */
export function concat<A extends Numbers>(
  parts: readonly A[],
  axis?: number,
): View<RankOf<A>, DataOf<A>>;
export function concat(parts: readonly Numbers[], axis = 0): View<number, Data> {
  const operands = parts.map((part) => operandOf('concat', part));
  const shape = operands[0]?.shape;
  if (shape === undefined) throw new ShapeError('concat wants at least one part, got none');
  const along = axisOf('concat', axis, shape);
  for (const other of operands) {
    if (sameShape(resized(other.shape, along, 0), resized(shape, along, 0))) continue;
    throw new ShapeError(
      `concat wants parts that differ along axis ${along} only, ` +
        `got ${formatShape(shape)} and ${formatShape(other.shape)}`,
    );
  }
  const dtype = commonDtype('concat', operands);
  const views = operands.map((operand) => inDtype('concat', operand, dtype));
  const lengths = views.map((view) => view.shape[along] ?? 0);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const out = allocate(dtype, resized(shape, along, total));
  let start = 0;
  for (const view of views) {
    const length = view.shape[along] ?? 0;
    assign(section(out, along, start, length), view);
    start += length;
  }
  return out;
}
