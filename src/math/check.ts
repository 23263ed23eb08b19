import {
  type Dtype,
  formatShape,
  isContiguous,
  type Mask,
  type NdArrayLike,
  ShapeError,
  sameShape,
  type Tensor,
} from '../tensor/index.ts';

/**
 * Throws a ShapeError unless `view` has the shape `expected` and stands contiguously in its memory,
 * which the kernels' arithmetic of offsets relies on.
 */
export function checkView(
  owner: string,
  name: string,
  view: NdArrayLike,
  expected: readonly number[],
): void {
  if (!sameShape(view.shape, expected)) {
    throw new ShapeError(
      `${owner} wants ${name} ${formatShape(expected)}, got ${formatShape(view.shape)}`,
    );
  }
  if (!isContiguous(view)) {
    throw new ShapeError(`${owner} wants ${name} contiguous, got a strided view: pass copy(view)`);
  }
}

/** As `checkView`, for numbers, which must also have the precision that is computed in. */
export function checkTensor(
  owner: string,
  name: string,
  tensor: Tensor,
  expected: readonly number[],
  dtype: Dtype,
): void {
  checkView(owner, name, tensor, expected);
  if (tensor.dtype !== dtype) {
    throw new ShapeError(`${owner} computes in ${dtype}, got ${name} in ${tensor.dtype}`);
  }
}

/** Throws a ShapeError unless the rank is right; `layout` names the axes: `[batch, time, features]`. */
export function checkRank(
  owner: string,
  name: string,
  view: NdArrayLike,
  rank: number,
  layout: string,
): void {
  if (view.shape.length !== rank) {
    throw new ShapeError(`${owner} wants ${name} ${layout}, got ${formatShape(view.shape)}`);
  }
}

/** Throws a ShapeError unless the mask, where there is one, is `[batch, time]`. */
export function checkMask(owner: string, mask: Mask | undefined, B: number, T: number): void {
  if (mask !== undefined) checkView(owner, 'mask', mask, [B, T]);
}
