import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';
import { FLOAT, type Room } from './room.ts';

/** The kernels that work element by element. */
type Elementwise = Pick<Kernels, 'add'>;

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
      if ((xAt | yAt) < 0) return reference.add(n, x, xOffset, y, yOffset);
      instance.add(n, xAt + xOffset * FLOAT, yAt + yOffset * FLOAT);
    },
  };
}
