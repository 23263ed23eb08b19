import type { NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import { type Tensor, zeros } from '../tensor/index.ts';
import { broadcastShape, stretched } from './broadcast.ts';
import { rounded } from './convert.ts';
import type { Broadcast, Numbers } from './numbers.ts';
import { operandOf } from './operand.ts';
import { precisionOf } from './precision.ts';

// Operands are stretched to one shape as in NumPy (`broadcastShape`) and every element is rounded
// once. All throw a ShapeError for shapes that do not stretch to one, and a ConfigError where
// float32 meets float64.

/** a + b, element by element. */
export function add<A extends Numbers, B extends Numbers>(a: A, b: B): Broadcast<A, B>;
export function add(a: Numbers, b: Numbers): Tensor {
  return elementwise('add', ops.add, a, b);
}

/** a − b, element by element. */
export function sub<A extends Numbers, B extends Numbers>(a: A, b: B): Broadcast<A, B>;
export function sub(a: Numbers, b: Numbers): Tensor {
  return elementwise('sub', ops.sub, a, b);
}

/** a · b, element by element. */
export function mul<A extends Numbers, B extends Numbers>(a: A, b: B): Broadcast<A, B>;
export function mul(a: Numbers, b: Numbers): Tensor {
  return elementwise('mul', ops.mul, a, b);
}

/** a / b, element by element; division by 0 gives ±Infinity or NaN. */
export function div<A extends Numbers, B extends Numbers>(a: A, b: B): Broadcast<A, B>;
export function div(a: Numbers, b: Numbers): Tensor {
  return elementwise('div', ops.div, a, b);
}

/** The larger of a and b, element by element; NaN where either is NaN. */
export function maximum<A extends Numbers, B extends Numbers>(a: A, b: B): Broadcast<A, B>;
export function maximum(a: Numbers, b: Numbers): Tensor {
  return elementwise('maximum', ops.max, a, b);
}

/** The smaller of a and b, element by element; NaN where either is NaN. */
export function minimum<A extends Numbers, B extends Numbers>(a: A, b: B): Broadcast<A, B>;
export function minimum(a: Numbers, b: Numbers): Tensor {
  return elementwise('minimum', ops.min, a, b);
}

function elementwise(
  owner: string,
  op: (out: NdArray, a: NdArray, b: NdArray) => NdArray,
  a: Numbers,
  b: Numbers,
): Tensor {
  const x = operandOf(owner, a);
  const y = operandOf(owner, b);
  const dtype = precisionOf(owner, x, y);
  const shape = broadcastShape(owner, x.shape, y.shape);
  const out = zeros<number>(shape, dtype);
  op(out, stretched(rounded(x, dtype), shape), stretched(rounded(y, dtype), shape));
  return out;
}
