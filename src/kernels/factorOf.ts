import type { Tensor } from '../tensor/index.ts';
import type { Compute } from './compute.ts';
import type { Factor } from './factor.ts';

/** The matrix as a right factor. */
export function factor(matrix: Tensor<2>, compute: Compute): Factor {
  const [K, N] = matrix.shape;
  const room = compute.empty<1>([compute.kernels.factorRoom(K, N)]);
  return { K, N, matrix, transposed: false, room, laidOut: false };
}

/** The transpose of the matrix as a right factor. */
export function transposedFactor(matrix: Tensor<2>, compute: Compute): Factor {
  const [N, K] = matrix.shape;
  const room = compute.empty<1>([compute.kernels.factorRoom(K, N)]);
  return { K, N, matrix, transposed: true, room, laidOut: false };
}
