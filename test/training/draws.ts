import {
  copyElements,
  type Dims,
  type Dtype,
  type FloatArray,
  type Ids,
  type Mask,
  randomStream,
  type Tensor,
  View,
  zeros,
} from '../../src/tensor/index.ts';

/** Numbers of the standard normal distribution, times `scale`; the name seeds them. */
export function normals<R extends number>(
  name: string,
  shape: Dims<R>,
  dtype: Dtype = 'float64',
  scale = 1,
): Tensor<R> {
  const random = randomStream(0, name);
  const out = zeros<R>(shape, dtype);
  for (let i = 0; i < out.data.length; i++) out.data[i] = scale * random.normal();
  return out;
}

/** A contiguous tensor of these numbers. */
export function tensor<R extends number>(
  shape: Dims<R>,
  numbers: readonly number[],
  dtype: Dtype = 'float64',
): Tensor<R> {
  const out = zeros<R>(shape, dtype);
  out.data.set(numbers);
  return out;
}

/** Whole numbers of any rank. */
export function ids<R extends number>(shape: Dims<R>, numbers: readonly number[]): Ids<R> {
  return new View<R, Int32Array>(Int32Array.from(numbers), shape);
}

/** `[batch, time]` from rows of 0 and 1. */
export function mask(rows: readonly (readonly number[])[]): Mask {
  return new View<2, Uint8Array>(Uint8Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
}

/** All numbers of a list of tensors, one tensor after the other, in one tensor of their own. */
export function flat(tensors: readonly Tensor[]): Tensor {
  const out = zeros<number>(
    [tensors.reduce((sum, { size }) => sum + size, 0)],
    tensors[0]?.dtype ?? 'float32',
  );
  let at = 0;
  for (const each of tensors) {
    copyElements(each, out.data.subarray(at));
    at += each.size;
  }
  return out;
}

/** What comes back of a value that was written to a file as JSON. */
export function jsonOf(value: unknown): unknown {
  const parsed: unknown = JSON.parse(JSON.stringify(value));
  return parsed;
}

/** The bytes of a typed array, which tell NaN from NaN and 0 from −0. */
export function bytes({ buffer, byteOffset, byteLength }: FloatArray | Int32Array): Uint8Array {
  return new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
