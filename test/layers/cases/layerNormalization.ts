import { randomStream } from '../../../src/tensor/index.ts';
import { drawTensor, maskOf, nameOf, SEQUENCES } from '../../math/draw.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerCase } from './layerCase.ts';

/** Layer normalization: with weights and without, of features and of sequences with every mask. */
export const LAYER_NORMALIZATION: readonly LayerCase[] = [
  ...[true, false].flatMap((center) =>
    [true, false].map(
      (scale): LayerCase => ({
        name: `layerNormalization, center ${center}, scale ${scale}`,
        layer: (room) => room.layerNormalization({ center, scale, epsilon: 0.01 }),
        run: (seed) => ({ inputs: [{ data: drawTensor([3, 5], randomStream(seed, 'input')) }] }),
      }),
    ),
  ),
  ...SEQUENCES.map(
    (sequence): LayerCase => ({
      name: `layerNormalization, ${nameOf(sequence)}`,
      layer: (room) => room.layerNormalization(),
      run(seed) {
        const { B, T } = sequence;
        const mask = maskOf(sequence.mask, B, T);
        return { inputs: [{ data: drawSequence(B, T, 3, seed), mask }] };
      },
    }),
  ),
];
