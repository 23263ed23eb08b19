import ops from 'ndarray-ops';
import { type Data, formatShape, ShapeError, type View } from '../tensor/index.ts';
import { assign, inDtype } from './convert.ts';
import { allocate } from './memory.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { commonDtype } from './precision.ts';

/**
 * A copy with `value` added around: `widths[axis]` is how many before and after along that axis, none
 * where it is left out. `pad(x, [[0, 0], [0, 2]])` makes rows two longer.
 *
 * Throws a ShapeError for widths that are negative, not whole or more than there are axes, and a
 * ConfigError where ids or a mask cannot hold the value.
 */
export function pad<A extends Numbers>(
  x: A,
  widths: readonly (readonly [before: number, after: number])[],
  value?: number,
): View<RankOf<A>, DataOf<A>>;
export function pad(
  x: Numbers,
  widths: readonly (readonly [before: number, after: number])[],
  value = 0,
): View<number, Data> {
  const operand = operandOf('pad', x);
  const { shape } = operand;
  const whole = widths.flat().every((width) => Number.isInteger(width) && width >= 0);
  if (!whole || widths.length > shape.length) {
    throw new ShapeError(
      `pad wants up to ${shape.length} pairs of whole widths for ${formatShape(shape)}, ` +
        `got ${formatShape(widths.map(formatShape))}`,
    );
  }
  const dtype = commonDtype('pad', [operand]);
  const fill = inDtype('pad', operandOf('pad', value), dtype).get();
  const before = shape.map((_, axis) => widths[axis]?.[0] ?? 0);
  const sizes = shape.map((length, axis) => {
    const [front, back] = widths[axis] ?? [0, 0];
    return front + length + back;
  });
  const out = allocate(dtype, sizes);
  ops.assigns(out, fill);
  assign(out.lo(...before).hi(...shape), operand);
  return out;
}
