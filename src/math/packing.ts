import type { Compute } from '../kernels/index.ts';
import { type Mask, type Tensor, View } from '../tensor/index.ts';

/**
 * Which steps of a batch of sequences count, one after the other without gaps.
 *
 * What sums over time computes on packed sequences: a padded row is then laid out as the same row
 * without its padding, and so gives the same bits.
 */
export interface Packing {
  /** Batch size. */
  readonly B: number;
  /** Time steps. */
  readonly T: number;
  /** Where the steps of each row begin among all that count; after the last, where they end. */
  readonly starts: readonly number[];
  /** Where each of them stands in `[B · T]`; undefined without a mask, when all count. */
  readonly places: Int32Array | undefined;
}

/** Reads a mask; without one every step counts. */
export function packingOf(mask: Mask | undefined, B: number, T: number, compute: Compute): Packing {
  const starts = [0];
  if (mask === undefined) {
    for (let b = 1; b <= B; b++) starts.push(b * T);
    return { B, T, starts, places: undefined };
  }
  const places = compute.ids(B * T);
  let count = 0;
  for (let b = 0; b < B; b++) {
    for (let place = b * T; place < (b + 1) * T; place++) {
      if (mask.data[place] !== 0) places[count++] = place;
    }
    starts.push(count);
  }
  return { B, T, starts, places };
}

/** x `[B, T, N]` with the steps that count first and zeros after them; x itself without a mask. */
export function packed(x: Tensor<3>, { starts, places }: Packing, compute: Compute): Tensor<3> {
  if (places === undefined) return x;
  const out = compute.zeros<3>(x.shape);
  const count = starts.at(-1) ?? 0;
  compute.kernels.gatherRows(count, x.shape[2], x.data, 0, places, 0, out.data, 0);
  return out;
}

/** Undoes `packed`: steps that do not count are 0. */
export function unpacked(x: Tensor<3>, { starts, places }: Packing, compute: Compute): Tensor<3> {
  if (places === undefined) return x;
  const out = compute.zeros<3>(x.shape);
  const count = starts.at(-1) ?? 0;
  compute.kernels.scatterRows(count, x.shape[2], x.data, 0, places, 0, out.data, 0);
  return out;
}

/** What counts by both masks; one that is left out leaves nothing out. */
export function bothMasks(
  a: Mask | undefined,
  b: Mask | undefined,
  compute: Compute,
): Mask | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  const data = compute.flags(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i] !== 0 && b.data[i] !== 0 ? 1 : 0;
  return new View<2, Uint8Array>(data, a.shape);
}
