import { maskOf } from '../../math/draw.ts';
import { drawApart, MERGE_OPERATIONS } from '../../math/pairs/merge.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerCase } from './layerCase.ts';

/** Layers of several inputs, each input with a mask of its own. */
export const MERGE: readonly LayerCase[] = [
  ...MERGE_OPERATIONS.flatMap((operation): LayerCase[] => [
    {
      name: `${operation}, no mask`,
      layer: (room) => room[operation](),
      run: (seed) => ({ inputs: drawApart([3, 4], 2, seed).map((data) => ({ data })), values: 2 }),
    },
    {
      name: `${operation}, masks that differ`,
      layer: (room) => room[operation](),
      run(seed) {
        const masks = [maskOf('suffix', 3, 5), maskOf('interior', 3, 5)];
        const sequences = drawApart([3, 5, 2], 2, seed);
        return { inputs: sequences.map((data, i) => ({ data, mask: masks[i] })), values: 2 };
      },
    },
  ]),
  ...[-1, 2, 1].map(
    (axis): LayerCase => ({
      name: `concatenate along ${axis}`,
      layer: (room) => room.concatenate({ axis }),
      run(seed) {
        const masks = [maskOf('prefix', 3, 4), maskOf('suffix', 3, 4), undefined];
        const inputs = masks.map((mask, i) => ({ data: drawSequence(3, 4, 2, seed + i), mask }));
        return { inputs, values: 3 };
      },
    }),
  ),
];
