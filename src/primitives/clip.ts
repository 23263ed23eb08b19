import ops from 'ndarray-ops';
import { ConfigError, type Tensor } from '../tensor/index.ts';
import { contiguous } from './convert.ts';
import type { Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { precisionOf } from './precision.ts';

/**
 * The elements moved into [low, high]; NaN stays NaN. An infinite bound leaves its side open.
 * Throws a ConfigError unless low ≤ high.
 */
export function clip<A extends Numbers>(x: A, low: number, high: number): Tensor<RankOf<A>>;
export function clip(x: Numbers, low: number, high: number): Tensor {
  const operand = operandOf('clip', x);
  if (!(low <= high)) throw new ConfigError(`clip wants low <= high, got ${low} and ${high}`);
  const out = contiguous(operand, precisionOf('clip', operand));
  ops.maxseq(out, low);
  ops.minseq(out, high);
  return out;
}
