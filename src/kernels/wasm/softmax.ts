import { log } from '../../elementary/index.ts';
import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels of a softmax and the loss on it. */
type Softmax = Pick<
  Kernels,
  'softmax' | 'softmaxBackward' | 'logPartition' | 'crossEntropyBackward'
>;

/** The softmax kernels in an instance, for arrays in its memory; the reference takes all others. */
export function softmaxIn(instance: Instance, { locate }: Room, reference: Softmax): Softmax {
  return {
    softmax(M, N, x, xOffset, xStride, y, yOffset, yStride) {
      const xAt = locate(x);
      const yAt = locate(y);
      if ((xAt | yAt) < 0) {
        reference.softmax(M, N, x, xOffset, xStride, y, yOffset, yStride);
        return;
      }
      const xRow = xStride * FLOAT;
      instance.softmax(M, N, xAt + xOffset * FLOAT, xRow, yAt + yOffset * FLOAT, yStride * FLOAT);
    },
    softmaxBackward(M, N, y, yOffset, yStride, dy, dyOffset, dyStride, dx, dxOffset, dxStride) {
      const yAt = locate(y);
      const dyAt = locate(dy);
      const dxAt = locate(dx);
      if ((yAt | dyAt | dxAt) < 0) {
        reference.softmaxBackward(
          M,
          N,
          y,
          yOffset,
          yStride,
          dy,
          dyOffset,
          dyStride,
          dx,
          dxOffset,
          dxStride,
        );
        return;
      }
      instance.softmaxBackward(
        M,
        N,
        yAt + yOffset * FLOAT,
        yStride * FLOAT,
        dyAt + dyOffset * FLOAT,
        dyStride * FLOAT,
        dxAt + dxOffset * FLOAT,
        dxStride * FLOAT,
      );
    },
    logPartition(M, N, x, xOffset, xStride, y, yOffset, yStride, shift, logSum) {
      const xAt = locate(x);
      const yAt = locate(y);
      const shiftAt = locate(shift);
      const logSumAt = locate(logSum);
      if ((xAt | yAt | shiftAt | logSumAt) < 0) {
        reference.logPartition(M, N, x, xOffset, xStride, y, yOffset, yStride, shift, logSum);
        return;
      }
      instance.logPartition(
        M,
        N,
        xAt + xOffset * FLOAT,
        xStride * FLOAT,
        yAt + yOffset * FLOAT,
        yStride * FLOAT,
        shiftAt,
        logSumAt,
      );
      for (let m = 0; m < M; m++) logSum[m] = log(logSum[m]!); // it gave the sums
    },
    crossEntropyBackward(M, N, p, pOffset, ids, idsOffset, counts, factors, dx, dxOffset) {
      const pAt = locate(p);
      const idsAt = locate(ids);
      const countsAt = locate(counts);
      const factorsAt = locate(factors);
      const dxAt = locate(dx);
      if ((pAt | idsAt | countsAt | factorsAt | dxAt) < 0) {
        reference.crossEntropyBackward(
          M,
          N,
          p,
          pOffset,
          ids,
          idsOffset,
          counts,
          factors,
          dx,
          dxOffset,
        );
        return;
      }
      instance.crossEntropyBackward(
        M,
        N,
        pAt + pOffset * FLOAT,
        idsAt + idsOffset * FLOAT, // an id has as many bytes
        countsAt,
        factorsAt,
        dxAt + dxOffset * FLOAT,
      );
    },
  };
}
