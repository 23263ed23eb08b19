import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels that multiply matrices. */
export type Products = Pick<
  Kernels,
  'matmul' | 'matmulTransposedB' | 'matmulTransposedA' | 'factorRoom' | 'matmulFactor'
>;

// How assembly/product.ts is given B: in panels, or as B, or as Bᵀ.
const PANELS = 0;
const ROWS = 1;
const COLUMNS = 2;

/** The columns of a panel. */
const PANEL = 8;

/**
 * A product of arrays from elsewhere with fewer multiplications than this stays with the reference,
 * which has done it before they are copied.
 */
const WORTH_COPYING = 256;

/** The products in an instance. Operands that are not in its memory are copied there. */
export function productsIn(instance: Instance, room: Room, reference: Products): Products {
  const matmul = productIn(instance, room, reference.matmul, false, ROWS);
  const matmulTransposedB = productIn(instance, room, reference.matmulTransposedB, false, COLUMNS);
  const matmulTransposedA = productIn(instance, room, reference.matmulTransposedA, true, ROWS);
  return {
    matmul,
    matmulTransposedB,
    matmulTransposedA,
    factorRoom: (K, N) => K * Math.ceil(N / PANEL) * PANEL,
    matmulFactor(M, a, aOffset, aStride, factor, c, cOffset, cStride) {
      const { N, K, matrix, transposed } = factor;
      const [, columns] = matrix.shape;
      const aAt = room.locate(a);
      const bAt = room.locate(matrix.data);
      const cAt = room.locate(c);
      const panels = room.locate(factor.room.data);
      if ((aAt | bAt | cAt | panels) < 0) {
        const product = transposed ? matmulTransposedB : matmul;
        product(M, N, K, a, aOffset, aStride, matrix.data, 0, columns, c, cOffset, cStride);
        return;
      }
      // one row of A reads each row of B once, so nothing is gained by laying it out
      const direct = !factor.laidOut && !transposed && M === 1;
      if (!direct && !factor.laidOut) {
        const pack = transposed ? instance.packRows : instance.packColumns;
        pack(N, K, bAt, columns * FLOAT, panels, K * PANEL * FLOAT);
        factor.laidOut = true;
      }
      instance.product(
        M,
        N,
        K,
        aAt + aOffset * FLOAT,
        aStride * FLOAT,
        false,
        direct ? bAt : panels,
        columns * FLOAT,
        direct ? ROWS : PANELS,
        cAt + cOffset * FLOAT,
        cStride * FLOAT,
        room.work,
      );
    },
  };
}

function productIn(
  instance: Instance,
  room: Room,
  reference: Kernels['matmul'],
  aTransposed: boolean,
  form: number,
): Kernels['matmul'] {
  return (M, N, K, a, aOffset, aStride, b, bOffset, bStride, c, cOffset, cStride) => {
    const aAt = room.locate(a);
    const bAt = room.locate(b);
    const cAt = room.locate(c);
    if ((aAt | bAt | cAt) >= 0) {
      instance.product(
        M,
        N,
        K,
        aAt + aOffset * FLOAT,
        aStride * FLOAT,
        aTransposed,
        bAt + bOffset * FLOAT,
        bStride * FLOAT,
        form,
        cAt + cOffset * FLOAT,
        cStride * FLOAT,
        room.work,
      );
      return;
    }
    const aRows = aTransposed ? K : M;
    const aColumns = aTransposed ? M : K;
    const bRows = form === COLUMNS ? N : K;
    const bColumns = form === COLUMNS ? K : N;
    const enough = M * N * K >= WORTH_COPYING;
    const copies = enough ? room.take(M * K + K * N + M * N) : undefined;
    if (copies === undefined) {
      reference(M, N, K, a, aOffset, aStride, b, bOffset, bStride, c, cOffset, cStride);
      return;
    }
    const bCopy = copies + M * K * FLOAT;
    const cCopy = bCopy + K * N * FLOAT;
    room.load(copies, a, aOffset, aStride, aRows, aColumns);
    room.load(bCopy, b, bOffset, bStride, bRows, bColumns);
    room.load(cCopy, c, cOffset, cStride, M, N);
    instance.product(
      M,
      N,
      K,
      copies,
      aColumns * FLOAT,
      aTransposed,
      bCopy,
      bColumns * FLOAT,
      form,
      cCopy,
      N * FLOAT,
      room.work,
    );
    room.store(cCopy, c, cOffset, cStride, M, N);
    room.give(copies);
  };
}
