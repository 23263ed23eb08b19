import type { Data, FloatArray } from '../tensor/index.ts';
import type { Kernels } from './kernels.ts';

/**
 * Where a model keeps its numbers, with the kernels that work on them. Kernels take arrays of any
 * origin; those of their own memory they need not copy.
 *
 * What nobody refers to any more is free again, as with any array.
 */
export interface Memory {
  /** The inner loops, which fix the precision. */
  readonly kernels: Kernels;
  /** Zeros, in the precision of the kernels. */
  floats(length: number): FloatArray;
  /** Zeros in float64. */
  doubles(length: number): Float64Array;
  /** Zeros, for ids. */
  ids(length: number): Int32Array;
  /** Zeros, for masks. */
  flags(length: number): Uint8Array;
  /** The elements of an array from `start` to `end`; not a copy. */
  part<A extends Data>(array: A, start: number, end: number): A;
  /** Frees an array of this memory at once: nobody may use it, or a part of it, any more. */
  free(array: Data): void;
}
