import type { Data, View } from '../tensor/index.ts';
import { converted } from './convert.ts';
import type { DataOf, Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { commonDtype } from './precision.ts';

/** A contiguous copy of the elements in memory of its own, with the same element type. */
export function copy<A extends Numbers>(x: A): View<RankOf<A>, DataOf<A>>;
export function copy(x: Numbers): View<number, Data> {
  const operand = operandOf('copy', x);
  return converted('copy', operand, commonDtype('copy', [operand]));
}
