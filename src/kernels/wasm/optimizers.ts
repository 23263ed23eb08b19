import type { FloatArray } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels of optimizer updates. */
type Optimizers = Pick<Kernels, 'sgd' | 'sgdMomentum' | 'rmsprop' | 'adam'>;

/** How assembly/ is told that an array is left out. */
const ABSENT = 0;

/** The updates in an instance, for arrays in its memory; the reference takes all others. */
export function optimizersIn(
  instance: Instance,
  { locate }: Room,
  reference: Optimizers,
): Optimizers {
  const optional = (array: FloatArray | undefined, offset: number): number => {
    if (array === undefined) return ABSENT;
    const at = locate(array);
    return at < 0 ? at : at + offset * FLOAT;
  };
  return {
    sgd(n, learningRate, w, wOffset, g, gOffset) {
      const wAt = locate(w);
      const gAt = locate(g);
      if ((wAt | gAt) < 0) {
        reference.sgd(n, learningRate, w, wOffset, g, gOffset);
        return;
      }
      instance.sgd(n, learningRate, wAt + wOffset * FLOAT, gAt + gOffset * FLOAT);
    },
    sgdMomentum(n, learningRate, momentum, nesterov, w, wOffset, g, gOffset, v, vOffset) {
      const wAt = locate(w);
      const gAt = locate(g);
      const vAt = locate(v);
      if ((wAt | gAt | vAt) < 0) {
        reference.sgdMomentum(
          n,
          learningRate,
          momentum,
          nesterov,
          w,
          wOffset,
          g,
          gOffset,
          v,
          vOffset,
        );
        return;
      }
      instance.sgdMomentum(
        n,
        learningRate,
        momentum,
        nesterov,
        wAt + wOffset * FLOAT,
        gAt + gOffset * FLOAT,
        vAt + vOffset * FLOAT,
      );
    },
    rmsprop(
      n,
      learningRate,
      rho,
      epsilon,
      w,
      wOffset,
      g,
      gOffset,
      s,
      sOffset,
      momentum = 0,
      v,
      vOffset = 0,
      mean,
      meanOffset = 0,
    ) {
      const wAt = locate(w);
      const gAt = locate(g);
      const sAt = locate(s);
      const vAt = optional(v, vOffset);
      const meanAt = optional(mean, meanOffset);
      if ((wAt | gAt | sAt | vAt | meanAt) < 0) {
        reference.rmsprop(
          n,
          learningRate,
          rho,
          epsilon,
          w,
          wOffset,
          g,
          gOffset,
          s,
          sOffset,
          momentum,
          v,
          vOffset,
          mean,
          meanOffset,
        );
        return;
      }
      instance.rmsprop(
        n,
        learningRate,
        rho,
        epsilon,
        wAt + wOffset * FLOAT,
        gAt + gOffset * FLOAT,
        sAt + sOffset * FLOAT,
        momentum,
        vAt,
        meanAt,
      );
    },
    adam(
      n,
      alpha,
      beta1,
      beta2,
      epsilon,
      w,
      wOffset,
      g,
      gOffset,
      m,
      mOffset,
      v,
      vOffset,
      vMax,
      vMaxOffset = 0,
    ) {
      const wAt = locate(w);
      const gAt = locate(g);
      const mAt = locate(m);
      const vAt = locate(v);
      const vMaxAt = optional(vMax, vMaxOffset);
      if ((wAt | gAt | mAt | vAt | vMaxAt) < 0) {
        reference.adam(
          n,
          alpha,
          beta1,
          beta2,
          epsilon,
          w,
          wOffset,
          g,
          gOffset,
          m,
          mOffset,
          v,
          vOffset,
          vMax,
          vMaxOffset,
        );
        return;
      }
      instance.adam(
        n,
        alpha,
        beta1,
        beta2,
        epsilon,
        wAt + wOffset * FLOAT,
        gAt + gOffset * FLOAT,
        mAt + mOffset * FLOAT,
        vAt + vOffset * FLOAT,
        vMaxAt,
      );
    },
  };
}
