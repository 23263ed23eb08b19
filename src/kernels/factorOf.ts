import type { FloatArray, Tensor } from '../tensor/index.ts';
import type { Compute } from './compute.ts';
import type { Factor } from './factor.ts';

/**
 * The matrix, or `count` of its columns from the column `from`, as a right factor; the one of passes
 * before where the compute has kept it.
 */
export function factor(
  matrix: Tensor<2>,
  compute: Compute,
  from: number = 0,
  count: number = matrix.shape[1],
): Factor {
  const kept = compute.keptFactor?.(matrix, from, count);
  if (kept !== undefined) return kept;
  const K = matrix.shape[0];
  const room = compute.empty<1>([compute.kernels.factorRoom(K, count)]);
  return { K, N: count, matrix, from, transposed: false, room, rowsRead: 0, laidOut: false };
}

/** With fewer rows than this, a product takes less time than laying its right factor out. */
const MANY_ROWS = 32;

/**
 * C += A · B with A `[M, K]`, B all of a matrix `[K, N]` and C `[M, N]`, without gaps between rows. Few rows
 * are multiplied by a factor that the compute has kept, if it keeps any of the matrix.
 */
export function multiplyBy(
  matrix: Tensor<2>,
  M: number,
  a: FloatArray,
  c: FloatArray,
  cAt: number,
  { kernels, keptFactor }: Compute,
): void {
  const [K, N] = matrix.shape;
  const known = M < MANY_ROWS ? keptFactor?.(matrix, 0, N) : undefined;
  if (known !== undefined) kernels.matmulFactor(M, a, 0, K, known, c, cAt, N);
  else kernels.matmul(M, N, K, a, 0, K, matrix.data, 0, N, c, cAt, N);
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
  return { K: count, N, matrix, from, transposed: true, room, rowsRead: 0, laidOut: false };
}
