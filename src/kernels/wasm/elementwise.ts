import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels that work element by element. */
type Elementwise = Pick<
  Kernels,
  'add' | 'multiply' | 'scale' | 'clamp' | 'moveAverage' | 'sumOfSquares'
>;

/** The element-wise kernels in an instance, for arrays in its memory; the reference takes all others. */
export function elementwiseIn(
  instance: Instance,
  { locate }: Room,
  reference: Elementwise,
): Elementwise {
  return {
    add(n, x, xOffset, y, yOffset) {
      const xAt = locate(x);
      const yAt = locate(y);
      if ((xAt | yAt) < 0) {
        reference.add(n, x, xOffset, y, yOffset);
        return;
      }
      instance.add(n, xAt + xOffset * FLOAT, yAt + yOffset * FLOAT);
    },
    multiply(n, a, aOffset, b, bOffset, out, outOffset) {
      const aAt = locate(a);
      const bAt = locate(b);
      const outAt = locate(out);
      if ((aAt | bAt | outAt) < 0) {
        reference.multiply(n, a, aOffset, b, bOffset, out, outOffset);
        return;
      }
      const outFrom = outAt + outOffset * FLOAT;
      instance.multiply(n, aAt + aOffset * FLOAT, bAt + bOffset * FLOAT, outFrom);
    },
    scale(n, factor, x, xOffset) {
      const xAt = locate(x);
      if (xAt < 0) {
        reference.scale(n, factor, x, xOffset);
        return;
      }
      instance.scale(n, factor, xAt + xOffset * FLOAT);
    },
    clamp(n, limit, x, xOffset) {
      const xAt = locate(x);
      if (xAt < 0) {
        reference.clamp(n, limit, x, xOffset);
        return;
      }
      instance.clamp(n, limit, xAt + xOffset * FLOAT);
    },
    moveAverage(n, momentum, x, xOffset, a, aOffset) {
      const xAt = locate(x);
      const aAt = locate(a);
      if ((xAt | aAt) < 0) {
        reference.moveAverage(n, momentum, x, xOffset, a, aOffset);
        return;
      }
      instance.moveAverage(n, momentum, xAt + xOffset * FLOAT, aAt + aOffset * FLOAT);
    },
    sumOfSquares(n, x, xOffset) {
      const xAt = locate(x);
      if (xAt < 0) return reference.sumOfSquares(n, x, xOffset);
      return instance.sumOfSquares(n, xAt + xOffset * FLOAT);
    },
  };
}
