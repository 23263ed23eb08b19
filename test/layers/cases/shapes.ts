import { randomStream } from '../../../src/tensor/index.ts';
import { drawTensor, maskOf, nameOf, SEQUENCES } from '../../math/draw.ts';
import { sequenceOfSteps } from '../../math/pairs/sequences.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerCase } from './layerCase.ts';

/** Layers that pool a sequence, make one, or lay it out anew. */
export const SHAPES: readonly LayerCase[] = [
  ...(['globalAveragePooling1d', 'globalMaxPooling1d'] as const).flatMap((kind) =>
    SEQUENCES.map(
      (sequence): LayerCase => ({
        name: `${kind}, ${nameOf(sequence)}`,
        layer: (room) => room[kind](),
        run(seed) {
          const { B, T } = sequence;
          const mask = maskOf(sequence.mask, B, T);
          return { inputs: [{ data: sequenceOfSteps(B, T, seed), mask }] };
        },
      }),
    ),
  ),
  {
    name: 'repeatVector',
    layer: (room) => room.repeatVector({ n: 3 }),
    run: (seed) => ({ inputs: [{ data: drawTensor([2, 4], randomStream(seed)) }] }),
  },
  ...[[-1, 2, 3], [4, 6], [8, 3], [24], [2, -1]].map(
    (targetShape): LayerCase => ({
      name: `reshape to [${targetShape.join(', ')}]`,
      layer: (room) => room.reshape({ targetShape }),
      run(seed) {
        const mask = targetShape.length === 3 ? maskOf('interior', 2, 4) : undefined;
        return { inputs: [{ data: drawSequence(2, 4, 6, seed), mask }] };
      },
    }),
  ),
  ...[
    [1, 3, 2],
    [2, 1, 3],
    [3, 1, 2],
  ].map(
    (dims): LayerCase => ({
      name: `permute by [${dims.join(', ')}]`,
      layer: (room) => room.permute({ dims }),
      run(seed) {
        const mask = dims[0] === 1 ? maskOf('suffix', 2, 3) : undefined;
        return { inputs: [{ data: drawTensor([2, 3, 4, 2], randomStream(seed)), mask }] };
      },
    }),
  ),
];
