import { ConfigError } from './errors.ts';
import type { NdArrayLike } from './ndArrayLike.ts';
import { type Dims, type Shape, sizeOf } from './shape.ts';
import { View } from './view.ts';

/** The two precisions: `float32` is the default, `float64` serves checks and references. */
export type Dtype = 'float32' | 'float64';

/** The memory of a tensor. */
export type FloatArray = Float32Array | Float64Array;

/** Numbers of rank `R`, in float32 or float64. */
export type Tensor<R extends number = number> = View<R, FloatArray>;

/** Whole numbers of rank `R`: tokens, classes. */
export type Ids<R extends number = number> = View<R, Int32Array>;

/** `[batch, time]`: 1 where a step counts, 0 where it is padding. */
export type Mask = View<2, Uint8Array>;

/** Fresh memory of `length` zeros. */
export function floats(dtype: Dtype, length: number): FloatArray {
  return dtype === 'float32' ? new Float32Array(length) : new Float64Array(length);
}

/** A contiguous tensor of zeros. */
export function zeros<R extends number>(shape: Dims<R>, dtype: Dtype = 'float32'): Tensor<R> {
  return new View<R, FloatArray>(floats(dtype, sizeOf(shape)), shape);
}

/** Whether the elements stand in row-major order, without gaps, from the start of `data`. */
export function isContiguous(view: NdArrayLike): boolean {
  if (view.offset !== 0 || view.data.length !== sizeOf(view.shape)) return false;
  let step = 1;
  for (let axis = view.shape.length - 1; axis >= 0; axis--) {
    const length = view.shape[axis] ?? 1;
    if (length !== 1 && view.stride[axis] !== step) return false;
    step *= length;
  }
  return true;
}

/** Writes the elements of a view, in row-major order, into `out`, from its start. */
export function copyElements(view: NdArrayLike, out: FloatArray | Int32Array | Uint8Array): void {
  if (isContiguous(view)) {
    out.set(view.data);
    return;
  }
  let next = 0;
  const copyFrom = (axis: number, at: number): void => {
    const length = view.shape[axis];
    if (length === undefined) {
      out[next++] = view.data[at] ?? Number.NaN;
      return;
    }
    const step = view.stride[axis] ?? 0;
    for (let i = 0; i < length; i++) copyFrom(axis + 1, at + i * step);
  };
  copyFrom(0, view.offset);
}

/** A contiguous copy, which the caller owns, in the same precision. */
export function copy<R extends number>(tensor: Tensor<R>): Tensor<R> {
  if (isContiguous(tensor)) return new View<R, FloatArray>(tensor.data.slice(), tensor.shape);
  const out = zeros<R>(tensor.shape, tensor.dtype);
  copyElements(tensor, out.data);
  return out;
}

/** The tensor seen with another shape of the same size; it must be contiguous. */
export function reshaped<R extends number>(tensor: Tensor, shape: Dims<R>): Tensor<R> {
  return new View<R, FloatArray>(tensor.data, shape);
}

/** Throws a ConfigError unless `value` names a precision. */
export function checkDtype(value: string, owner: string): asserts value is Dtype {
  if (value !== 'float32' && value !== 'float64') {
    throw new ConfigError(`${owner} wants dtype 'float32' or 'float64', got '${value}'`);
  }
}

/** The leading sizes of a shape multiplied: how many rows of `shape.at(-1)` elements it holds. */
export function rowsOf(shape: Shape): number {
  let rows = 1;
  for (let axis = 0; axis < shape.length - 1; axis++) rows *= shape[axis]!;
  return rows;
}
