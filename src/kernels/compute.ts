import { type Dims, type Dtype, type Tensor, zeros } from '../tensor/index.ts';
import type { Factor } from './factor.ts';
import type { Kernels } from './kernels.ts';
import { kernelsFor } from './kernelsFor.ts';
import { referenceKernels } from './reference/index.ts';
import type { TableProduct } from './weightCache.ts';

/**
 * What a forward or backward pass computes with: inner loops, and memory for what it makes. Its
 * functions need no `this`.
 */
export interface Compute {
  /** The inner loops, which fix the precision. */
  readonly kernels: Kernels;
  /** A contiguous tensor of zeros in the precision of the kernels. */
  readonly zeros: <R extends number>(shape: Dims<R>) => Tensor<R>;
  /** A contiguous tensor whose numbers are whatever they are: for what is written before it is read. */
  readonly empty: <R extends number>(shape: Dims<R>) => Tensor<R>;
  /** Zeros for ids. */
  readonly ids: (length: number) => Int32Array;
  /** Zeros for a mask. */
  readonly flags: (length: number) => Uint8Array;
  /** Zeros in float64 whatever the precision, for sums that must not round. */
  readonly doubles: (length: number) => Float64Array;
  /**
   * `false` where no way back will come: then what only a way back needs may be left out of a cache,
   * and memory may be used again within the pass.
   */
  readonly keeps?: boolean | undefined;
  /**
   * `count` columns of a matrix from the column `from` as a right factor that outlasts the pass, undefined
   * if there is none of this matrix: weights stay as they are from pass to pass while nobody trains.
   */
  readonly keptFactor?:
    | ((matrix: Tensor<2>, from: number, count: number) => Factor | undefined)
    | undefined;
  /**
   * Likewise b + E·W for every row of a table E that `rows` rows are read of, made by `multiply` where it is
   * not there; undefined as long as that is not worth it.
   */
  readonly keptProducts?:
    | ((
        operands: TableProduct,
        rows: number,
        multiply: (out: Tensor<2>) => void,
      ) => Tensor<2> | undefined)
    | undefined;
  /**
   * Runs `work`; the memory that it took is then given out again, so what is to stay must stand in
   * memory that was taken before. Left out where memory is free once nobody refers to it.
   */
  readonly reuse?: <T>(work: () => T) => T;
}

/** The reference kernels with fresh memory for every tensor: what the pure functions use by default. */
export function referenceCompute(dtype: Dtype): Compute {
  return withFreshMemory(referenceKernels(dtype));
}

/** The fastest kernels that run here, with fresh memory for every tensor: the bits are the same. */
export function fastCompute(dtype: Dtype): Compute {
  return withFreshMemory(kernelsFor(dtype));
}

function withFreshMemory(kernels: Kernels): Compute {
  return {
    kernels,
    zeros: (shape) => zeros(shape, kernels.dtype),
    empty: (shape) => zeros(shape, kernels.dtype),
    ids: (length) => new Int32Array(length),
    flags: (length) => new Uint8Array(length),
    doubles: (length) => new Float64Array(length),
  };
}
