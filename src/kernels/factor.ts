import type { Tensor } from '../tensor/index.ts';

/**
 * B `[K, N]`, the right factor of several products, so that kernels can lay it out for themselves once
 * and for all of them. Its numbers must not change as long as it is used.
 */
export interface Factor {
  /** How many columns. */
  readonly N: number;
  /** How many rows. */
  readonly K: number;
  /** Has B, or Bᵀ, in neighbouring columns. */
  readonly matrix: Tensor<2>;
  /** The first of them. */
  readonly from: number;
  /** Whether they are Bᵀ. */
  readonly transposed: boolean;
  /** Where the kernels lay it out. */
  readonly room: Tensor<1>;
  /** How many rows were multiplied by it as it stands. */
  rowsRead: number;
  /** Whether they have laid it out. */
  laidOut: boolean;
}
