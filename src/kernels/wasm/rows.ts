import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels that work on whole rows. */
type Rows = Pick<
  Kernels,
  | ('addRow' | 'fillRows' | 'swapRows' | 'sumRows')
  | ('gatherRows' | 'scatterRows' | 'scatterAddRows')
>;

/** The row kernels in an instance, for arrays in its memory; the reference takes all others. */
export function rowsIn(instance: Instance, { locate }: Room, reference: Rows): Rows {
  return {
    addRow(M, N, row, rowOffset, c, cOffset, cStride) {
      const rowAt = locate(row);
      const cAt = locate(c);
      if ((rowAt | cAt) < 0) {
        reference.addRow(M, N, row, rowOffset, c, cOffset, cStride);
        return;
      }
      instance.addRow(M, N, rowAt + rowOffset * FLOAT, cAt + cOffset * FLOAT, cStride * FLOAT);
    },
    fillRows(M, N, row, rowOffset, c, cOffset, cStride) {
      const rowAt = locate(row);
      const cAt = locate(c);
      if ((rowAt | cAt) < 0) {
        reference.fillRows(M, N, row, rowOffset, c, cOffset, cStride);
        return;
      }
      instance.fillRows(M, N, rowAt + rowOffset * FLOAT, cAt + cOffset * FLOAT, cStride * FLOAT);
    },
    swapRows(B, T, N, x, xOffset, y, yOffset) {
      const xAt = locate(x);
      const yAt = locate(y);
      if ((xAt | yAt) < 0) {
        reference.swapRows(B, T, N, x, xOffset, y, yOffset);
        return;
      }
      instance.swapRows(B, T, N, xAt + xOffset * FLOAT, yAt + yOffset * FLOAT);
    },
    sumRows(M, N, a, aOffset, aStride, out, outOffset) {
      const aAt = locate(a);
      const outAt = locate(out);
      if ((aAt | outAt) < 0) {
        reference.sumRows(M, N, a, aOffset, aStride, out, outOffset);
        return;
      }
      instance.sumRows(M, N, aAt + aOffset * FLOAT, aStride * FLOAT, outAt + outOffset * FLOAT);
    },
    gatherRows(M, N, table, tableOffset, ids, idsOffset, out, outOffset) {
      const tableAt = locate(table);
      const idsAt = locate(ids);
      const outAt = locate(out);
      if ((tableAt | idsAt | outAt) < 0) {
        reference.gatherRows(M, N, table, tableOffset, ids, idsOffset, out, outOffset);
        return;
      }
      instance.gatherRows(
        M,
        N,
        tableAt + tableOffset * FLOAT,
        idsAt + idsOffset * FLOAT, // an id has as many bytes
        outAt + outOffset * FLOAT,
      );
    },
    scatterRows(M, N, a, aOffset, ids, idsOffset, table, tableOffset) {
      const aAt = locate(a);
      const idsAt = locate(ids);
      const tableAt = locate(table);
      if ((aAt | idsAt | tableAt) < 0) {
        reference.scatterRows(M, N, a, aOffset, ids, idsOffset, table, tableOffset);
        return;
      }
      instance.scatterRows(
        M,
        N,
        aAt + aOffset * FLOAT,
        idsAt + idsOffset * FLOAT, // an id has as many bytes
        tableAt + tableOffset * FLOAT,
      );
    },
    scatterAddRows(M, N, a, aOffset, ids, idsOffset, table, tableOffset) {
      const aAt = locate(a);
      const idsAt = locate(ids);
      const tableAt = locate(table);
      if ((aAt | idsAt | tableAt) < 0) {
        reference.scatterAddRows(M, N, a, aOffset, ids, idsOffset, table, tableOffset);
        return;
      }
      instance.scatterAddRows(
        M,
        N,
        aAt + aOffset * FLOAT,
        idsAt + idsOffset * FLOAT, // an id has as many bytes
        tableAt + tableOffset * FLOAT,
      );
    },
  };
}
