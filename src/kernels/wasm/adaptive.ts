import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels of updates that give each number a step of its own, beside rmsprop and adam. */
type Adaptive = Pick<Kernels, 'adagrad' | 'adadelta' | 'adamax' | 'nadam' | 'lion'>;

/** The updates in an instance, for arrays in its memory; the reference takes all others. */
export function adaptiveIn(instance: Instance, { locate }: Room, reference: Adaptive): Adaptive {
  return {
    adagrad(n, learningRate, epsilon, w, wOffset, g, gOffset, s, sOffset) {
      const wAt = locate(w);
      const gAt = locate(g);
      const sAt = locate(s);
      if ((wAt | gAt | sAt) < 0) {
        reference.adagrad(n, learningRate, epsilon, w, wOffset, g, gOffset, s, sOffset);
        return;
      }
      instance.adagrad(
        n,
        learningRate,
        epsilon,
        wAt + wOffset * FLOAT,
        gAt + gOffset * FLOAT,
        sAt + sOffset * FLOAT,
      );
    },
    adadelta(n, learningRate, rho, epsilon, w, wOffset, g, gOffset, s, sOffset, d, dOffset) {
      const wAt = locate(w);
      const gAt = locate(g);
      const sAt = locate(s);
      const dAt = locate(d);
      if ((wAt | gAt | sAt | dAt) < 0) {
        reference.adadelta(
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
          d,
          dOffset,
        );
        return;
      }
      instance.adadelta(
        n,
        learningRate,
        rho,
        epsilon,
        wAt + wOffset * FLOAT,
        gAt + gOffset * FLOAT,
        sAt + sOffset * FLOAT,
        dAt + dOffset * FLOAT,
      );
    },
    adamax(n, alpha, beta1, beta2, epsilon, w, wOffset, g, gOffset, m, mOffset, u, uOffset) {
      const wAt = locate(w);
      const gAt = locate(g);
      const mAt = locate(m);
      const uAt = locate(u);
      if ((wAt | gAt | mAt | uAt) < 0) {
        reference.adamax(
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
          u,
          uOffset,
        );
        return;
      }
      instance.adamax(
        n,
        alpha,
        beta1,
        beta2,
        epsilon,
        wAt + wOffset * FLOAT,
        gAt + gOffset * FLOAT,
        mAt + mOffset * FLOAT,
        uAt + uOffset * FLOAT,
      );
    },
    nadam(
      n,
      meanRate,
      gradientRate,
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
    ) {
      const wAt = locate(w);
      const gAt = locate(g);
      const mAt = locate(m);
      const vAt = locate(v);
      if ((wAt | gAt | mAt | vAt) < 0) {
        reference.nadam(
          n,
          meanRate,
          gradientRate,
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
        );
        return;
      }
      instance.nadam(
        n,
        meanRate,
        gradientRate,
        beta1,
        beta2,
        epsilon,
        wAt + wOffset * FLOAT,
        gAt + gOffset * FLOAT,
        mAt + mOffset * FLOAT,
        vAt + vOffset * FLOAT,
      );
    },
    lion(n, learningRate, beta1, beta2, w, wOffset, g, gOffset, m, mOffset) {
      const wAt = locate(w);
      const gAt = locate(g);
      const mAt = locate(m);
      if ((wAt | gAt | mAt) < 0) {
        reference.lion(n, learningRate, beta1, beta2, w, wOffset, g, gOffset, m, mOffset);
        return;
      }
      instance.lion(
        n,
        learningRate,
        beta1,
        beta2,
        wAt + wOffset * FLOAT,
        gAt + gOffset * FLOAT,
        mAt + mOffset * FLOAT,
      );
    },
  };
}
