import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The bytes of a float64 number. */
const DOUBLE = 8;

/** The kernels of layer normalization. */
type LayerNorm = Pick<Kernels, 'layerNorm' | 'layerNormBackward'>;

/** Layer normalization in an instance, for arrays in its memory; the reference takes all others. */
export function layerNormIn(instance: Instance, { locate }: Room, reference: LayerNorm): LayerNorm {
  return {
    layerNorm(
      M,
      N,
      epsilon,
      x,
      xOffset,
      gamma,
      gammaOffset,
      beta,
      betaOffset,
      means,
      scales,
      first,
      y,
      yOffset,
    ) {
      const xAt = locate(x);
      const gammaAt = locate(gamma);
      const betaAt = locate(beta);
      const meansAt = locate(means);
      const scalesAt = locate(scales);
      const yAt = locate(y);
      if ((xAt | gammaAt | betaAt | meansAt | scalesAt | yAt) < 0) {
        reference.layerNorm(
          M,
          N,
          epsilon,
          x,
          xOffset,
          gamma,
          gammaOffset,
          beta,
          betaOffset,
          means,
          scales,
          first,
          y,
          yOffset,
        );
        return;
      }
      instance.layerNorm(
        M,
        N,
        epsilon,
        xAt + xOffset * FLOAT,
        gammaAt + gammaOffset * FLOAT,
        betaAt + betaOffset * FLOAT,
        meansAt + first * DOUBLE,
        scalesAt + first * DOUBLE,
        yAt + yOffset * FLOAT,
      );
    },
    layerNormBackward(
      M,
      N,
      x,
      xOffset,
      means,
      scales,
      first,
      gamma,
      gammaOffset,
      dy,
      dyOffset,
      dGamma,
      dBeta,
      dx,
      dxOffset,
    ) {
      const xAt = locate(x);
      const meansAt = locate(means);
      const scalesAt = locate(scales);
      const gammaAt = locate(gamma);
      const dyAt = locate(dy);
      const dGammaAt = locate(dGamma);
      const dBetaAt = locate(dBeta);
      const dxAt = locate(dx);
      if ((xAt | meansAt | scalesAt | gammaAt | dyAt | dGammaAt | dBetaAt | dxAt) < 0) {
        reference.layerNormBackward(
          M,
          N,
          x,
          xOffset,
          means,
          scales,
          first,
          gamma,
          gammaOffset,
          dy,
          dyOffset,
          dGamma,
          dBeta,
          dx,
          dxOffset,
        );
        return;
      }
      instance.layerNormBackward(
        M,
        N,
        xAt + xOffset * FLOAT,
        meansAt + first * DOUBLE,
        scalesAt + first * DOUBLE,
        gammaAt + gammaOffset * FLOAT,
        dyAt + dyOffset * FLOAT,
        dGammaAt,
        dBetaAt,
        dxAt + dxOffset * FLOAT,
      );
    },
  };
}
