import ops from 'ndarray-ops';
import type { Data, View } from '../tensor/index.ts';
import { broadcastShape, stretched } from './broadcast.ts';
import { converted, inDtype, rounded } from './convert.ts';
import { allocate } from './memory.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { commonDtype } from './precision.ts';
import type { BroadcastRank } from './rank.ts';

/**
 * `a` where the condition is not 0, else `b`, element by element, all three stretched to one shape as
 * in NumPy. Elements are chosen, never multiplied: a NaN that is not chosen leaves no trace.
 *
 * Throws a ShapeError for shapes that do not stretch to one, and a ConfigError where `a` and `b`
 * differ in element type.
 */
export function where<C extends Numbers, A extends Numbers, B extends Numbers>(
  condition: C,
  a: A,
  b: B,
): View<BroadcastRank<RankOf<C>, BroadcastRank<RankOf<A>, RankOf<B>>>, DataOf<A | B>>;
export function where(condition: Numbers, a: Numbers, b: Numbers): View<number, Data> {
  const c = operandOf('where', condition);
  const x = operandOf('where', a);
  const y = operandOf('where', b);
  const dtype = commonDtype('where', [x, y]);
  const shape = broadcastShape('where', c.shape, x.shape, y.shape);
  const other = converted('where', stretched(inDtype('where', y, dtype), shape), dtype);
  const out = converted('where', stretched(inDtype('where', x, dtype), shape), dtype);
  const chosen = allocate('uint8', shape);
  ops.neqs(chosen, stretched(rounded(c, 'float64'), shape), 0);
  for (let i = 0; i < out.data.length; i++) {
    if (chosen.data[i] === 0) out.data[i] = other.data[i]!;
  }
  return out;
}
