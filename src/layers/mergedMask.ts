import { formatShape, type Mask, ShapeError, sameShape, View } from '../tensor/index.ts';
import type { Context } from './contract.ts';
import type { Value } from './value.ts';

/** The mask of several inputs side by side: a step counts if it does in all of them. */
export function mergedMask(
  owner: string,
  values: readonly Value[],
  ctx: Context,
): Mask | undefined {
  const masks = values.flatMap(({ mask }) => (mask === undefined ? [] : [mask]));
  const [first] = masks;
  if (first === undefined || masks.every((mask) => mask === first)) return first;
  const flags = ctx.flags(first.data.length);
  flags.fill(1);
  for (const mask of masks) {
    if (!sameShape(mask.shape, first.shape)) {
      const got = `${formatShape(first.shape)} and ${formatShape(mask.shape)}`;
      throw new ShapeError(`${owner} wants masks of one shape, got ${got}`);
    }
    for (let step = 0; step < flags.length; step++) if (mask.data[step] === 0) flags[step] = 0;
  }
  return new View<2, Uint8Array>(flags, first.shape);
}

/** The mask of several inputs one after the other in time; without a mask every step counts. */
export function joinedMask(values: readonly Value[], ctx: Context): Mask | undefined {
  if (values.every(({ mask }) => mask === undefined)) return undefined;
  const B = values[0]?.data.shape[0] ?? 0;
  const lengths = values.map(({ data }) => data.shape[1] ?? 0);
  const T = lengths.reduce((sum, length) => sum + length, 0);
  const flags = ctx.flags(B * T);
  let start = 0;
  for (const [i, { mask }] of values.entries()) {
    const length = lengths[i]!;
    for (let b = 0; b < B; b++) {
      for (let t = 0; t < length; t++) {
        flags[b * T + start + t] = mask === undefined ? 1 : mask.data[b * length + t]!;
      }
    }
    start += length;
  }
  return new View<2, Uint8Array>(flags, [B, T]);
}
