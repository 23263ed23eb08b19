import type { Dtype } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import type { Instance, Product } from './instance.ts';
import type { Panels } from './panels.ts';
import type { Room } from './room.ts';

/** The kernels that multiply matrices. */
export type Products = Pick<
  Kernels,
  'matmul' | 'matmulTransposedB' | 'matmulTransposedA' | 'factorRoom' | 'matmulFactor'
>;

// How assembly/product.ts is given B: in panels, or as B, or as Bᵀ.
const PANELS = 0;
const ROWS = 1;
const COLUMNS = 2;

/**
 * A product of arrays from elsewhere with fewer multiplications than this stays with the reference,
 * which has done it before they are copied.
 */
const WORTH_COPYING = 256;

/**
 * A single row reads a factor as it stands, once, and multiplies faster by one that is laid out: after so
 * many rows that has paid for laying it out.
 */
const WORTH_LAYING_OUT = 8;

/** The products in an instance. Operands that are not in its memory are copied there. */
export function productsIn(
  dtype: Dtype,
  instance: Instance,
  room: Room,
  panels: Panels,
  reference: Products,
): Products {
  const product = dtype === 'float32' ? instance.productFloat32 : instance.productFloat64;
  const { size } = room;
  const matmul = productIn(product, room, reference.matmul, false, ROWS);
  const matmulTransposedB = productIn(product, room, reference.matmulTransposedB, false, COLUMNS);
  const matmulTransposedA = productIn(product, room, reference.matmulTransposedA, true, ROWS);
  return {
    matmul,
    matmulTransposedB,
    matmulTransposedA,
    factorRoom: panels.room,
    matmulFactor: function times(M, a, aOffset, aStride, factor, c, cOffset, cStride) {
      const { N, K, matrix, from, transposed } = factor;
      const [, columns] = matrix.shape;
      const aAt = room.locate(a);
      const cAt = room.locate(c);
      const seldom = factor.rowsRead < WORTH_LAYING_OUT;
      const direct = !factor.laidOut && !transposed && M === 1 && seldom;
      const bAt = direct ? room.locate(matrix.data) : panels.locate(factor);
      if ((aAt | bAt | cAt) < 0) {
        const whole = transposed ? matmulTransposedB : matmul;
        whole(M, N, K, a, aOffset, aStride, matrix.data, from, columns, c, cOffset, cStride);
        return;
      }
      if (M === 2) {
        // both at once would take as long as four
        times(1, a, aOffset, aStride, factor, c, cOffset, cStride);
        times(1, a, aOffset + aStride, aStride, factor, c, cOffset + cStride, cStride);
        return;
      }
      if (direct) factor.rowsRead++;
      product(
        M,
        N,
        K,
        aAt + aOffset * size,
        aStride * size,
        false,
        direct ? bAt + from * size : bAt,
        columns * size,
        direct ? ROWS : PANELS,
        cAt + cOffset * size,
        cStride * size,
        room.work,
      );
    },
  };
}

function productIn(
  product: Product,
  room: Room,
  reference: Kernels['matmul'],
  aTransposed: boolean,
  form: number,
): Kernels['matmul'] {
  const { size } = room;
  return (M, N, K, a, aOffset, aStride, b, bOffset, bStride, c, cOffset, cStride) => {
    const aAt = room.locate(a);
    const bAt = room.locate(b);
    const cAt = room.locate(c);
    if ((aAt | bAt | cAt) >= 0) {
      product(
        M,
        N,
        K,
        aAt + aOffset * size,
        aStride * size,
        aTransposed,
        bAt + bOffset * size,
        bStride * size,
        form,
        cAt + cOffset * size,
        cStride * size,
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
    const bCopy = copies + M * K * size;
    const cCopy = bCopy + K * N * size;
    room.load(copies, a, aOffset, aStride, aRows, aColumns);
    room.load(bCopy, b, bOffset, bStride, bRows, bColumns);
    room.load(cCopy, c, cOffset, cStride, M, N);
    product(
      M,
      N,
      K,
      copies,
      aColumns * size,
      aTransposed,
      bCopy,
      bColumns * size,
      form,
      cCopy,
      N * size,
      room.work,
    );
    room.store(cCopy, c, cOffset, cStride, M, N);
    room.give(copies);
  };
}
