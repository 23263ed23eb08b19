import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels of one LSTM step. */
type Lstm = Pick<Kernels, 'lstmState' | 'lstmOutput' | 'lstmOutputBackward' | 'lstmStateBackward'>;

/** The LSTM kernels in an instance, for arrays in its memory; the reference takes all others. */
export function lstmIn(instance: Instance, { locate }: Room, reference: Lstm): Lstm {
  return {
    lstmState(M, U, gates, gatesOffset, gatesStride, cPrevious, cPreviousOffset, c, cOffset) {
      const gatesAt = locate(gates);
      const wasAt = locate(cPrevious);
      const cAt = locate(c);
      if ((gatesAt | wasAt | cAt) < 0) {
        reference.lstmState(
          M,
          U,
          gates,
          gatesOffset,
          gatesStride,
          cPrevious,
          cPreviousOffset,
          c,
          cOffset,
        );
        return;
      }
      instance.lstmState(
        M,
        U,
        gatesAt + gatesOffset * FLOAT,
        gatesStride * FLOAT,
        wasAt + cPreviousOffset * FLOAT,
        cAt + cOffset * FLOAT,
      );
    },
    lstmOutput(M, U, gates, gatesOffset, gatesStride, a, aOffset, h, hOffset) {
      const gatesAt = locate(gates);
      const aAt = locate(a);
      const hAt = locate(h);
      if ((gatesAt | aAt | hAt) < 0) {
        reference.lstmOutput(M, U, gates, gatesOffset, gatesStride, a, aOffset, h, hOffset);
        return;
      }
      instance.lstmOutput(
        M,
        U,
        gatesAt + gatesOffset * FLOAT,
        gatesStride * FLOAT,
        aAt + aOffset * FLOAT,
        hAt + hOffset * FLOAT,
      );
    },
    lstmOutputBackward(
      M,
      U,
      gates,
      gatesOffset,
      gatesStride,
      a,
      aOffset,
      dh,
      dhOffset,
      dGates,
      dGatesOffset,
      dGatesStride,
      da,
      daOffset,
    ) {
      const gatesAt = locate(gates);
      const aAt = locate(a);
      const dhAt = locate(dh);
      const dGatesAt = locate(dGates);
      const daAt = locate(da);
      if ((gatesAt | aAt | dhAt | dGatesAt | daAt) < 0) {
        reference.lstmOutputBackward(
          M,
          U,
          gates,
          gatesOffset,
          gatesStride,
          a,
          aOffset,
          dh,
          dhOffset,
          dGates,
          dGatesOffset,
          dGatesStride,
          da,
          daOffset,
        );
        return;
      }
      instance.lstmOutputBackward(
        M,
        U,
        gatesAt + gatesOffset * FLOAT,
        gatesStride * FLOAT,
        aAt + aOffset * FLOAT,
        dhAt + dhOffset * FLOAT,
        dGatesAt + dGatesOffset * FLOAT,
        dGatesStride * FLOAT,
        daAt + daOffset * FLOAT,
      );
    },
    lstmStateBackward(
      M,
      U,
      gates,
      gatesOffset,
      gatesStride,
      cPrevious,
      cPreviousOffset,
      dc,
      dcOffset,
      dGates,
      dGatesOffset,
      dGatesStride,
    ) {
      const gatesAt = locate(gates);
      const wasAt = locate(cPrevious);
      const dcAt = locate(dc);
      const dGatesAt = locate(dGates);
      if ((gatesAt | wasAt | dcAt | dGatesAt) < 0) {
        reference.lstmStateBackward(
          M,
          U,
          gates,
          gatesOffset,
          gatesStride,
          cPrevious,
          cPreviousOffset,
          dc,
          dcOffset,
          dGates,
          dGatesOffset,
          dGatesStride,
        );
        return;
      }
      instance.lstmStateBackward(
        M,
        U,
        gatesAt + gatesOffset * FLOAT,
        gatesStride * FLOAT,
        wasAt + cPreviousOffset * FLOAT,
        dcAt + dcOffset * FLOAT,
        dGatesAt + dGatesOffset * FLOAT,
        dGatesStride * FLOAT,
      );
    },
  };
}
