import { ConfigError, type Data, sizeOf, type View } from '../tensor/index.ts';
import { axisOf } from './axis.ts';
import { converted, elementsOf } from './convert.ts';
import { allocate } from './memory.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';
import { type Operand, operandOf } from './operand.ts';
import { placeOf } from './place.ts';
import { commonDtype } from './precision.ts';
import type { RankWithout, SumOfRanks } from './rank.ts';

/**
 * The elements of `x` that the ids name along an axis: with `x` `[V, E]` and `ids` `[B, T]`,
 * `gather(x, ids)` is `[B, T, E]`, whose `[b, t]` is row `ids[b, t]`.
 *
 * Throws a ConfigError for an id that is not a whole number from 0 to the axis' last.
 */
export function gather<A extends Numbers, I extends Numbers>(
  x: A,
  ids: I,
  axis?: number,
): View<RankWithout<SumOfRanks<RankOf<A>, RankOf<I>>, 1>, DataOf<A>>;
export function gather(x: Numbers, ids: Numbers, axis = 0): View<number, Data> {
  const operand = operandOf('gather', x);
  const { shape } = operand;
  const along = axisOf('gather', axis, shape);
  const length = shape[along] ?? 0;
  const places = operandOf('gather', ids);
  const chosen = idsOf('gather', places, length);
  const dtype = commonDtype('gather', [operand]);
  const from = converted('gather', operand, dtype).data;
  const outer = shape.slice(0, along);
  const inner = shape.slice(along + 1);
  const out = allocate(dtype, [...outer, ...places.shape, ...inner]);
  const run = sizeOf(inner);
  let end = 0;
  for (let block = 0; block < sizeOf(outer); block++) {
    for (const id of chosen) {
      const start = (block * length + id) * run;
      out.data.set(from.subarray(start, start + run), end);
      end += run;
    }
  }
  return out;
}

/** The ids in row-major order; a ConfigError for one that is not whole, from 0 and below `count`. */
export function idsOf(owner: string, ids: Operand, count: number): Float64Array {
  const elements = elementsOf(ids);
  for (let i = 0; i < elements.length; i++) {
    const id = elements[i]!;
    if (Number.isInteger(id) && id >= 0 && id < count) continue;
    throw new ConfigError(
      `${owner} wants ids that are whole, from 0 and below ${count}, ` +
        `got ${id}${placeOf(ids.shape, i)}`,
    );
  }
  return elements;
}
