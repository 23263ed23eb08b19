import { type Compute, referenceCompute } from '../kernels/index.ts';
import { copyElements, type Tensor } from '../tensor/index.ts';

/**
 * The axes after the batch in another order: axis k + 1 of y is axis `dims[k]` of x, counted from 1.
 *
 * @throws ShapeError unless `dims` names each axis of x but the batch once
 */
export function permuteForward(
  dims: readonly number[],
  x: Tensor,
  compute: Compute = referenceCompute(x.dtype),
): Tensor {
  const view = x.transpose(0, ...dims);
  const y = compute.empty(view.shape);
  copyElements(view, y.data);
  return y;
}

/** The gradient of `permuteForward`: dy with its axes back in their order. */
export function permuteBackward(
  dims: readonly number[],
  dy: Tensor,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor {
  const back = dims.map((_, axis) => dims.indexOf(axis + 1) + 1); // was: y's axis k + 1 = x's dims[k]
  return permuteForward(back, dy, compute);
}
