import type { Tensor } from '../tensor/index.ts';
import type { Compute } from './compute.ts';
import type { Factor } from './factor.ts';

/** The matrix, or `count` of its columns from the column `from`, as a right factor. */
export function factor(
  matrix: Tensor<2>,
  compute: Compute,
  from: number = 0,
  count: number = matrix.shape[1],
): Factor {
  const K = matrix.shape[0];
  const room = compute.empty<1>([compute.kernels.factorRoom(K, count)]);
  return { K, N: count, matrix, from, transposed: false, room, laidOut: false };
}

/** The transpose of the matrix, or of `count` of its columns from the column `from`, as a right factor. */
export function transposedFactor(
  matrix: Tensor<2>,
  compute: Compute,
  from: number = 0,
  count: number = matrix.shape[1],
): Factor {
  const N = matrix.shape[0];
  const room = compute.empty<1>([compute.kernels.factorRoom(count, N)]);
  return { K: count, N, matrix, from, transposed: true, room, laidOut: false };
}
