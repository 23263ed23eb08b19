import {
  checkDtype,
  type Dtype,
  formatShape,
  type Shape,
  ShapeError,
  sizeOf,
  type Tensor,
  zeros,
} from '../tensor/index.ts';
import { checkShape } from './sizes.ts';

/**
 * A tensor of this shape from a copy of its elements, given flat in row-major order.
 *
 * Its precision is `dtype`, by default that of the elements' typed array, else float32. Throws a
 * ShapeError unless there are as many elements as the shape holds. For nested arrays there is
 * `fromNested`; `new View(data, shape)` looks into given memory without a copy.
 */
export function tensor<const S extends Shape>(
  elements: ArrayLike<number>,
  shape: S,
  dtype?: Dtype,
): Tensor<S['length']>;
export function tensor(
  elements: ArrayLike<number>,
  shape: Shape,
  dtype: Dtype = elements instanceof Float64Array ? 'float64' : 'float32',
): Tensor {
  checkDtype(dtype, 'tensor');
  checkShape('tensor', shape);
  if (elements.length !== sizeOf(shape)) {
    throw new ShapeError(
      `tensor wants ${sizeOf(shape)} elements for ${formatShape(shape)}, got ${elements.length}`,
    );
  }
  const out = zeros<number>([...shape], dtype);
  out.data.set(elements);
  return out;
}
