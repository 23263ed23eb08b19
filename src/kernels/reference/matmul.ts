import type { FloatArray } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import { STRIP, type Strip, stripFloat32, stripFloat64 } from './strip.ts';
import { TILE, type Tile, tileFloat32, tileFloat64 } from './tile.ts';

type Products = Pick<
  Kernels,
  'matmul' | 'matmulTransposedB' | 'matmulTransposedA' | 'factorRoom' | 'matmulFactor'
>;

/**
 * C += A · B in tiles, and in strips where rows or columns are left over. Both sum each element in
 * the same order, so where an element lies, and how many there are, moves no bit of it.
 */
function product(
  tile: Tile,
  strip: Strip,
  M: number,
  N: number,
  K: number,
  a: FloatArray,
  aAt: number,
  aRow: number,
  aStep: number,
  b: FloatArray,
  bAt: number,
  bColumn: number,
  bStep: number,
  c: FloatArray,
  cAt: number,
  cRow: number,
): void {
  const tiledM = M - (M % TILE);
  const tiledN = N - (N % TILE);
  // Columns outside, rows inside: the four columns of B stay in the nearest cache.
  for (let j = 0; j < tiledN; j += TILE) {
    const bj = bAt + j * bColumn;
    for (let i = 0; i < tiledM; i += TILE) {
      tile(K, a, aAt + i * aRow, aRow, aStep, b, bj, bColumn, bStep, c, cAt + i * cRow + j, cRow);
    }
  }
  for (let i = tiledM; i < M; i++) {
    const ai = aAt + i * aRow;
    for (let j = 0; j < N; j += STRIP) {
      const bj = bAt + j * bColumn;
      strip(
        Math.min(N - j, STRIP),
        K,
        a,
        ai,
        aStep,
        b,
        bj,
        bColumn,
        bStep,
        c,
        cAt + i * cRow + j,
        1,
      );
    }
  }
  // The columns left over are strips of Cᵀ = Bᵀ · Aᵀ.
  for (let j = tiledN; j < N; j++) {
    const bj = bAt + j * bColumn;
    for (let i = 0; i < tiledM; i += STRIP) {
      const ai = aAt + i * aRow;
      const width = Math.min(tiledM - i, STRIP);
      strip(width, K, b, bj, bStep, a, ai, aRow, aStep, c, cAt + i * cRow + j, cRow);
    }
  }
}

/** The three products, each a choice of strides: the transposed operand is walked the other way. */
function products(tile: Tile, strip: Strip): Products {
  return {
    matmul(M, N, K, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride) {
      product(tile, strip, M, N, K, a, aAt, aStride, 1, b, bAt, 1, bStride, c, cAt, cStride);
    },
    matmulTransposedB(M, N, K, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride) {
      product(tile, strip, M, N, K, a, aAt, aStride, 1, b, bAt, bStride, 1, c, cAt, cStride);
    },
    matmulTransposedA(M, N, K, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride) {
      product(tile, strip, M, N, K, a, aAt, 1, aStride, b, bAt, 1, bStride, c, cAt, cStride);
    },
    factorRoom: () => 0, // a factor is read where it stands
    matmulFactor(M, a, aAt, aStride, { N, K, matrix, from, transposed }, c, cAt, cStride) {
      const row = matrix.shape[1];
      const column = transposed ? row : 1;
      const step = transposed ? 1 : row;
      product(
        tile,
        strip,
        M,
        N,
        K,
        a,
        aAt,
        aStride,
        1,
        matrix.data,
        from,
        column,
        step,
        c,
        cAt,
        cStride,
      );
    },
  };
}

/** The products in float32. */
export const productsFloat32: Products = products(tileFloat32, stripFloat32);

/** The products in float64. */
export const productsFloat64: Products = products(tileFloat64, stripFloat64);
