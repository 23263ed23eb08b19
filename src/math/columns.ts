import { type Compute, factor, transposedFactor } from '../kernels/index.ts';
import type { FloatArray, Tensor } from '../tensor/index.ts';

/** C += A · B for a B that is known: rows of A and of C stand `aStride` and `cStride` apart. */
export type Product = (
  M: number,
  a: FloatArray,
  aOffset: number,
  aStride: number,
  c: FloatArray,
  cOffset: number,
  cStride: number,
) => void;

/** Neighbouring columns of a matrix. */
export interface Columns {
  /** All columns, `[K, S]`. */
  readonly matrix: Tensor<2>;
  /** The first of them. */
  readonly from: number;
  /** How many. */
  readonly count: number;
}

/** Products A · (columns), as many as there are time steps. */
export function timesColumns(columns: Columns, steps: number, compute: Compute): Product {
  const { matrix, from, count } = columns;
  const [K, S] = matrix.shape;
  const k = compute.kernels;
  if (steps === 1) {
    // used once, they are not worth laying out
    return (M, a, aAt, aStride, c, cAt, cStride) => {
      k.matmul(M, count, K, a, aAt, aStride, matrix.data, from, S, c, cAt, cStride);
    };
  }
  const B = factor(matrix, compute, from, count);
  return (M, a, aAt, aStride, c, cAt, cStride) => {
    k.matmulFactor(M, a, aAt, aStride, B, c, cAt, cStride);
  };
}

/** Products A · (columns)ᵀ, as many as there are time steps. */
export function timesColumnsTransposed(columns: Columns, steps: number, compute: Compute): Product {
  const { matrix, from, count } = columns;
  const [K, S] = matrix.shape;
  const k = compute.kernels;
  if (steps === 1) {
    return (M, a, aAt, aStride, c, cAt, cStride) => {
      k.matmulTransposedB(M, K, count, a, aAt, aStride, matrix.data, from, S, c, cAt, cStride);
    };
  }
  const B = transposedFactor(matrix, compute, from, count);
  return (M, a, aAt, aStride, c, cAt, cStride) => {
    k.matmulFactor(M, a, aAt, aStride, B, c, cAt, cStride);
  };
}
