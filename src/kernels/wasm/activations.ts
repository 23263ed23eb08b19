import type { Kernels, PointwiseActivation } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels of activations. */
type Activations = Pick<Kernels, 'activate' | 'activateBackward'>;

/** What assembly/ calls them; −1 is left to the reference. */
const CODES: Readonly<Record<PointwiseActivation, number>> = {
  linear: 0,
  relu: 1,
  tanh: 2,
  sigmoid: 3,
  softplus: 4,
  softsign: 5,
  elu: 6,
  exponential: 7,
  relu6: -1,
  leakyRelu: -1,
  selu: -1,
  hardSigmoid: -1,
  hardTanh: -1,
  celu: -1,
  logSigmoid: -1,
  squareplus: -1,
  sparsePlus: -1,
  sparseSigmoid: -1,
  softShrink: -1,
  hardShrink: -1,
};

// In what follows expm1 and log1p are the reference's, which computes these in float64.

/** The codes of activations that the module has. */
export const FORWARD: Readonly<Record<PointwiseActivation, number>> = {
  ...CODES,
  softplus: -1,
  elu: -1,
};

/** The codes of those that it can undo. */
export const BACKWARD: Readonly<Record<PointwiseActivation, number>> = { ...CODES, softplus: -1 };

/** The activations in an instance, for arrays in its memory; the reference takes all others. */
export function activationsIn(
  instance: Instance,
  { locate }: Room,
  reference: Activations,
): Activations {
  return {
    activate(activation, M, N, x, xOffset, xStride, y, yOffset, yStride) {
      const code = FORWARD[activation];
      const xAt = locate(x);
      const yAt = locate(y);
      if ((code | xAt | yAt) < 0) {
        reference.activate(activation, M, N, x, xOffset, xStride, y, yOffset, yStride);
        return;
      }
      instance.activate(
        code,
        M,
        N,
        xAt + xOffset * FLOAT,
        xStride * FLOAT,
        yAt + yOffset * FLOAT,
        yStride * FLOAT,
      );
    },
    activateBackward(
      activation,
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
    ) {
      const code = BACKWARD[activation];
      const yAt = locate(y);
      const dyAt = locate(dy);
      const dxAt = locate(dx);
      if ((code | yAt | dyAt | dxAt) < 0) {
        reference.activateBackward(
          activation,
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
      instance.activateBackward(
        code,
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
  };
}
