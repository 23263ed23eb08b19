import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The squared error, there and back. */
type SquaredError = Pick<Kernels, 'squaredError' | 'squaredErrorBackward'>;

/** The squared error in an instance, for arrays in its memory; the reference takes all others. */
export function squaredErrorIn(
  instance: Instance,
  { locate }: Room,
  reference: SquaredError,
): SquaredError {
  return {
    squaredError(M, N, y, yOffset, t, tOffset, counts, losses) {
      const yAt = locate(y);
      const tAt = locate(t);
      const countsAt = locate(counts);
      const lossesAt = locate(losses);
      if ((yAt | tAt | countsAt | lossesAt) < 0) {
        reference.squaredError(M, N, y, yOffset, t, tOffset, counts, losses);
        return;
      }
      const yFrom = yAt + yOffset * FLOAT;
      const tFrom = tAt + tOffset * FLOAT;
      instance.squaredError(M, N, yFrom, tFrom, countsAt, lossesAt);
    },
    squaredErrorBackward(M, N, y, yOffset, t, tOffset, counts, factors, dy, dyOffset) {
      const yAt = locate(y);
      const tAt = locate(t);
      const countsAt = locate(counts);
      const factorsAt = locate(factors);
      const dyAt = locate(dy);
      if ((yAt | tAt | countsAt | factorsAt | dyAt) < 0) {
        reference.squaredErrorBackward(M, N, y, yOffset, t, tOffset, counts, factors, dy, dyOffset);
        return;
      }
      instance.squaredErrorBackward(
        M,
        N,
        yAt + yOffset * FLOAT,
        tAt + tOffset * FLOAT,
        countsAt,
        factorsAt,
        dyAt + dyOffset * FLOAT,
      );
    },
  };
}
