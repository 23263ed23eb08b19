import { randomStream } from '../../../src/tensor/index.ts';
import { drawTensor, maskOf, nameOf, SEQUENCES } from '../../math/draw.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerRoom } from '../room.ts';
import type { LayerCase } from './layerCase.ts';

const OF_ROWS: readonly [name: string, layer: LayerCase['layer']][] = [
  ['relu', (room) => room.relu()],
  [
    'relu with all options',
    (room) => room.relu({ maxValue: 1, negativeSlope: 0.25, threshold: 0.5 }),
  ],
  ['leakyRelu', (room) => room.leakyRelu()],
  ['elu', (room) => room.elu({ alpha: 0.5 })],
  ['glu', (room) => room.glu()],
  ['prelu', (room: LayerRoom) => room.prelu()],
  ['prelu, shared over features', (room: LayerRoom) => room.prelu({ sharedAxes: [2] })],
  ['prelu, one for all', (room: LayerRoom) => room.prelu({ sharedAxes: [1, 2] })],
];

/** Activations that are layers of their own. */
export const BENT_LAYERS: readonly LayerCase[] = [
  ...OF_ROWS.map(
    ([name, layer]): LayerCase => ({
      name,
      layer,
      run: (seed) => ({ inputs: [{ data: drawTensor([2, 3, 4], randomStream(seed, 'input')) }] }),
    }),
  ),
  ...SEQUENCES.map(
    (sequence): LayerCase => ({
      name: `prelu, ${nameOf(sequence)}`,
      layer: (room) => room.prelu({ sharedAxes: [1] }),
      run(seed) {
        const { B, T } = sequence;
        return {
          inputs: [{ data: drawSequence(B, T, 3, seed), mask: maskOf(sequence.mask, B, T) }],
        };
      },
    }),
  ),
];
