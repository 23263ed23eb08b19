import { type Data, type DataName, type Shape, sizeOf, View } from '../tensor/index.ts';

/** The memory that an element type names. */
export type DataNamed<N extends DataName> = N extends 'float32'
  ? Float32Array
  : N extends 'float64'
    ? Float64Array
    : N extends 'int32'
      ? Int32Array
      : Uint8Array;

/** Fresh contiguous zeros. */
export function allocate<N extends DataName>(dtype: N, shape: Shape): View<number, DataNamed<N>>;
export function allocate(dtype: DataName, shape: Shape): View<number, Data> {
  return new View<number, Data>(memory(dtype, sizeOf(shape)), [...shape]);
}

function memory(dtype: DataName, length: number): Data {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint8':
      return new Uint8Array(length);
  }
}
