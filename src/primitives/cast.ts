import { ConfigError, type Data, type DataName, type View } from '../tensor/index.ts';
import { converted } from './convert.ts';
import type { DataNamed } from './memory.ts';
import type { Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';

const NAMES: readonly string[] = ['float32', 'float64', 'int32', 'uint8'] satisfies DataName[];

/**
 * A copy with another element type: `'float32'` and `'float64'` round to the nearest number,
 * `'int32'` makes ids and `'uint8'` a mask.
 *
 * Throws a ConfigError where ids or a mask cannot hold an element exactly, with its place.
 */
export function cast<A extends Numbers, N extends DataName>(
  x: A,
  dtype: N,
): View<RankOf<A>, DataNamed<N>>;
export function cast(x: Numbers, dtype: DataName): View<number, Data> {
  if (!NAMES.includes(dtype)) {
    throw new ConfigError(`cast wants dtype ${NAMES.join(', ')}, got '${dtype}'`);
  }
  return converted('cast', operandOf('cast', x), dtype);
}
