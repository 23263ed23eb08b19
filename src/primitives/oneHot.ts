import { checkDtype, type Dtype, type Tensor, zeros } from '../tensor/index.ts';
import { idsOf } from './gather.ts';
import type { Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import type { SumOfRanks } from './rank.ts';
import { checkShape } from './sizes.ts';

/**
 * For every id a row of `depth` zeros with a one at the id: ids `[B, T]` give `[B, T, depth]`.
 * Throws a ConfigError for an id that is not a whole number from 0 and below `depth`.
 */
export function oneHot<I extends Numbers>(
  ids: I,
  depth: number,
  dtype?: Dtype,
): Tensor<SumOfRanks<RankOf<I>, 1>>;
export function oneHot(ids: Numbers, depth: number, dtype: Dtype = 'float32'): Tensor {
  checkShape('oneHot', [depth]);
  checkDtype(dtype, 'oneHot');
  const operand = operandOf('oneHot', ids);
  const hot = idsOf('oneHot', operand, depth);
  const out = zeros<number>([...operand.shape, depth], dtype);
  for (let row = 0; row < hot.length; row++) out.data[row * depth + hot[row]!] = 1;
  return out;
}
