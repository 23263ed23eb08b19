import type { Compute } from '../kernels/index.ts';
import { ShapeError, StateError, type Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';
import type { Packing } from './packing.ts';

/** How many steps of each row went before, and how many did after these. */
export interface Positions {
  /** Before. */
  readonly before: readonly number[];
  /** After. */
  readonly after: readonly number[];
  /** The latter as a state, `[B, 1]`. */
  readonly position: Tensor<2>;
}

/**
 * Counts the steps of a packing on from a state `[B, 1]`, from 0 without one.
 *
 * @param room what there are `most` of, for the error: "holds 8 steps of a sequence, its maxLength"
 * @throws StateError for a state that is none; ShapeError where a row comes to more than `most` steps
 */
export function positionsOf(
  owner: string,
  { B, starts }: Packing,
  position: Tensor<2> | undefined,
  most: number,
  room: string,
  compute: Compute,
): Positions {
  if (position) checkTensor(owner, 'position', position, [B, 1], compute.kernels.dtype);
  const before: number[] = [];
  const after: number[] = [];
  const next = compute.zeros<2>([B, 1]);
  for (let b = 0; b < B; b++) {
    const count = position?.data[b] ?? 0;
    if (!(Number.isInteger(count) && count >= 0 && count <= most)) {
      throw new StateError(
        `${owner} wants a position from 0 to ${most}, got ${count} in row ${b}: go on from a state ` +
          'that it gave',
      );
    }
    const grown = count + starts[b + 1]! - starts[b]!;
    if (grown > most) {
      throw new ShapeError(
        `${owner} holds ${most} steps of a sequence, its ${room}, got ${grown} in row ${b}: give ` +
          `shorter sequences, or build it with a larger ${room}`,
      );
    }
    before.push(count);
    after.push(grown);
    next.data[b] = grown;
  }
  return { before, after, position: next };
}
