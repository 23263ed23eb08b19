import ops from 'ndarray-ops';
import { sameShape } from '../tensor/index.ts';
import type { Numbers } from './numbers.ts';
import { operandOf } from './operand.ts';

/**
 * Whether two arrays have the same shape and the same numbers, whatever their element types. As with
 * `===`, NaN equals nothing and 0 equals −0.
 */
export function equals(a: Numbers, b: Numbers): boolean {
  const x = operandOf('equals', a);
  const y = operandOf('equals', b);
  return sameShape(x.shape, y.shape) && ops.equals(x, y);
}
