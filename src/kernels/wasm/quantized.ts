import type { Kernels } from '../kernels.ts';
import { levelsOf } from '../quantized.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** What the product works in beside a row of A in int16. */
const BESIDE_ROW = 128;

/** The products in float32 with a matrix in int8, in an instance; the reference does what stands elsewhere. */
export function quantizedIn(
  instance: Instance,
  room: Room,
  reference: Pick<Kernels, 'matmulQuantized'>,
): Pick<Kernels, 'matmulQuantized'> {
  const longest = (instance.workBytes(FLOAT) - BESIDE_ROW) / 2;
  return {
    matmulQuantized(M, a, aOffset, aStride, b, from, count, c, cOffset, cStride) {
      const aAt = room.locate(a);
      const cAt = room.locate(c);
      const panels = room.locate(b.panels);
      const scales = room.locate(b.scales);
      if ((aAt | cAt | panels | scales) < 0 || b.K > longest) {
        reference.matmulQuantized(M, a, aOffset, aStride, b, from, count, c, cOffset, cStride);
        return;
      }
      instance.quantizedProduct(
        M,
        from,
        count,
        b.K,
        levelsOf(b.K),
        aAt + aOffset * FLOAT,
        aStride * FLOAT,
        panels,
        scales,
        cAt + cOffset * FLOAT,
        cStride * FLOAT,
        room.work,
      );
    },
  };
}
