import { type Dims, type Dtype, type Tensor, zeros } from '../tensor/index.ts';
import type { Kernels } from './kernels.ts';
import { referenceKernels } from './reference/index.ts';

/** What a forward or backward pass computes with: inner loops, and memory for what it makes. */
export interface Compute {
  /** The inner loops, which fix the precision. */
  readonly kernels: Kernels;
  /** A contiguous tensor of zeros in the precision of the kernels. */
  zeros<R extends number>(shape: Dims<R>): Tensor<R>;
  /** Zeros in float64 whatever the precision, for sums that must not round. */
  doubles(length: number): Float64Array;
}

/** The reference kernels with fresh memory for every tensor: what the pure functions use by default. */
export function referenceCompute(dtype: Dtype): Compute {
  return {
    kernels: referenceKernels(dtype),
    zeros: (shape) => zeros(shape, dtype),
    doubles: (length) => new Float64Array(length),
  };
}
