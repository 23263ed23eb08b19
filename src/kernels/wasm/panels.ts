import type { Dtype } from '../../tensor/index.ts';
import type { Factor } from '../factor.ts';
import type { Instance } from './instance.ts';
import type { Room } from './room.ts';

/** The bytes of a row of a panel: two vectors. */
const PANEL = 32;

/** Factors in panels, as assembly/pack.ts lays them out. */
export interface Panels {
  /** How many numbers a factor `[K, N]` has in panels. */
  readonly room: (K: number, N: number) => number;
  /** Where a factor stands in panels, which are made now unless they were before; −1 if it is from elsewhere. */
  readonly locate: (factor: Factor) => number;
}

/** The panels of a precision in an instance. */
export function panelsIn(dtype: Dtype, instance: Instance, { locate, size }: Room): Panels {
  const single = dtype === 'float32';
  const packColumns = single ? instance.packColumnsFloat32 : instance.packColumnsFloat64;
  const packRows = single ? instance.packRowsFloat32 : instance.packRowsFloat64;
  return {
    room: (K, N) => (K * Math.ceil((N * size) / PANEL) * PANEL) / size,
    locate(factor) {
      const panels = locate(factor.room.data);
      if (factor.laidOut || panels < 0) return panels;
      const { N, K, matrix, from, transposed } = factor;
      const at = locate(matrix.data);
      if (at < 0) return at;
      const pack = transposed ? packRows : packColumns;
      pack(N, K, at + from * size, matrix.shape[1] * size, panels);
      factor.laidOut = true;
      return panels;
    },
  };
}
