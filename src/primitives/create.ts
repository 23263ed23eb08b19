import ops from 'ndarray-ops';
import {
  checkDtype,
  type Dtype,
  type Shape,
  type Tensor,
  zeros as zeroTensor,
} from '../tensor/index.ts';
import { checkShape } from './sizes.ts';

/** A tensor of zeros. Throws a ShapeError for sizes that are negative or not whole. */
export function zeros<const S extends Shape>(shape: S, dtype?: Dtype): Tensor<S['length']>;
export function zeros(shape: Shape, dtype: Dtype = 'float32'): Tensor {
  return filled('zeros', shape, 0, dtype);
}

/** A tensor of ones. Throws a ShapeError for sizes that are negative or not whole. */
export function ones<const S extends Shape>(shape: S, dtype?: Dtype): Tensor<S['length']>;
export function ones(shape: Shape, dtype: Dtype = 'float32'): Tensor {
  return filled('ones', shape, 1, dtype);
}

/** A tensor of one value. Throws a ShapeError for sizes that are negative or not whole. */
export function full<const S extends Shape>(
  shape: S,
  value: number,
  dtype?: Dtype,
): Tensor<S['length']>;
export function full(shape: Shape, value: number, dtype: Dtype = 'float32'): Tensor {
  return filled('full', shape, value, dtype);
}

function filled(owner: string, shape: Shape, value: number, dtype: Dtype): Tensor {
  checkShape(owner, shape);
  checkDtype(dtype, owner);
  const out = zeroTensor<number>([...shape], dtype);
  ops.assigns(out, value);
  return out;
}
