import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels of one GRU step. */
type Gru = Pick<
  Kernels,
  'gruCandidate' | 'gruOutput' | 'gruOutputBackward' | 'gruCandidateBackward'
>;

/** The GRU kernels in an instance, for arrays in its memory; the reference takes all others. */
export function gruIn(instance: Instance, { locate }: Room, reference: Gru): Gru {
  return {
    gruCandidate(M, U, gates, gatesOffset, gatesStride, nh, nhOffset, nhStride) {
      const gatesAt = locate(gates);
      const nhAt = locate(nh);
      if ((gatesAt | nhAt) < 0) {
        reference.gruCandidate(M, U, gates, gatesOffset, gatesStride, nh, nhOffset, nhStride);
        return;
      }
      instance.gruCandidate(
        M,
        U,
        gatesAt + gatesOffset * FLOAT,
        gatesStride * FLOAT,
        nhAt + nhOffset * FLOAT,
        nhStride * FLOAT,
      );
    },
    gruOutput(M, U, gates, gatesOffset, gatesStride, hPrevious, hPreviousOffset, h, hOffset) {
      const gatesAt = locate(gates);
      const wasAt = locate(hPrevious);
      const hAt = locate(h);
      if ((gatesAt | wasAt | hAt) < 0) {
        reference.gruOutput(
          M,
          U,
          gates,
          gatesOffset,
          gatesStride,
          hPrevious,
          hPreviousOffset,
          h,
          hOffset,
        );
        return;
      }
      instance.gruOutput(
        M,
        U,
        gatesAt + gatesOffset * FLOAT,
        gatesStride * FLOAT,
        wasAt + hPreviousOffset * FLOAT,
        hAt + hOffset * FLOAT,
      );
    },
    gruOutputBackward(
      M,
      U,
      gates,
      gatesOffset,
      gatesStride,
      hPrevious,
      hPreviousOffset,
      dh,
      dhOffset,
      dGates,
      dGatesOffset,
      dGatesStride,
    ) {
      const gatesAt = locate(gates);
      const wasAt = locate(hPrevious);
      const dhAt = locate(dh);
      const dGatesAt = locate(dGates);
      if ((gatesAt | wasAt | dhAt | dGatesAt) < 0) {
        reference.gruOutputBackward(
          M,
          U,
          gates,
          gatesOffset,
          gatesStride,
          hPrevious,
          hPreviousOffset,
          dh,
          dhOffset,
          dGates,
          dGatesOffset,
          dGatesStride,
        );
        return;
      }
      instance.gruOutputBackward(
        M,
        U,
        gatesAt + gatesOffset * FLOAT,
        gatesStride * FLOAT,
        wasAt + hPreviousOffset * FLOAT,
        dhAt + dhOffset * FLOAT,
        dGatesAt + dGatesOffset * FLOAT,
        dGatesStride * FLOAT,
      );
    },
    gruCandidateBackward(
      M,
      U,
      gates,
      gatesOffset,
      gatesStride,
      nh,
      nhOffset,
      nhStride,
      dGates,
      dGatesOffset,
      dGatesStride,
      dNh,
      dNhOffset,
      dNhStride,
    ) {
      const gatesAt = locate(gates);
      const nhAt = locate(nh);
      const dGatesAt = locate(dGates);
      const dNhAt = locate(dNh);
      if ((gatesAt | nhAt | dGatesAt | dNhAt) < 0) {
        reference.gruCandidateBackward(
          M,
          U,
          gates,
          gatesOffset,
          gatesStride,
          nh,
          nhOffset,
          nhStride,
          dGates,
          dGatesOffset,
          dGatesStride,
          dNh,
          dNhOffset,
          dNhStride,
        );
        return;
      }
      instance.gruCandidateBackward(
        M,
        U,
        gatesAt + gatesOffset * FLOAT,
        gatesStride * FLOAT,
        nhAt + nhOffset * FLOAT,
        nhStride * FLOAT,
        dGatesAt + dGatesOffset * FLOAT,
        dGatesStride * FLOAT,
        dNhAt + dNhOffset * FLOAT,
        dNhStride * FLOAT,
      );
    },
  };
}
