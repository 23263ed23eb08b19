import { randomStream } from '../../../src/tensor/index.ts';
import { drawTensor, maskOf, nameOf, SEQUENCES } from '../../math/draw.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerCase } from './layerCase.ts';

/** A layer on each step: with weights, with a recurrence inside, with dropout, with every mask. */
export const TIME_DISTRIBUTED: readonly LayerCase[] = [
  ...SEQUENCES.map(
    (sequence): LayerCase => ({
      name: `timeDistributed dense, ${nameOf(sequence)}`,
      layer: (room) =>
        room.timeDistributed({ layer: room.dense({ units: 3, activation: 'tanh' }) }),
      run(seed) {
        const { B, T } = sequence;
        const mask = maskOf(sequence.mask, B, T);
        return { inputs: [{ data: drawSequence(B, T, 2, seed), mask }] };
      },
    }),
  ),
  {
    name: 'timeDistributed lstm',
    layer: (room) => room.timeDistributed({ layer: room.lstm({ units: 2 }) }),
    run: (seed) => ({
      inputs: [
        { data: drawTensor([2, 3, 2, 2], randomStream(seed)), mask: maskOf('interior', 2, 3) },
      ],
    }),
  },
  {
    name: 'timeDistributed flatten',
    layer: (room) => room.timeDistributed({ layer: room.flatten() }),
    run: (seed) => ({ inputs: [{ data: drawTensor([2, 3, 2, 2], randomStream(seed)) }] }),
  },
  ...[true, false].map(
    (training): LayerCase => ({
      name: `timeDistributed dropout, ${training ? 'in training' : 'in use'}`,
      layer: (room) => room.timeDistributed({ layer: room.dropout({ rate: 0.4 }) }),
      run: (seed) => ({
        inputs: [{ data: drawSequence(3, 4, 2, seed), mask: maskOf('suffix', 3, 4) }],
        training,
      }),
    }),
  ),
];

/** What a loss reads in place of the probabilities. */
export const TIME_DISTRIBUTED_LOGITS: readonly LayerCase[] = (['softmax', 'sigmoid'] as const).map(
  (activation) => ({
    name: `timeDistributed, the logits of its ${activation}`,
    layer: (room) => room.timeDistributed({ layer: room.dense({ units: 3, activation }) }),
    run: (seed) => ({
      inputs: [{ data: drawSequence(2, 3, 2, seed), mask: maskOf('suffix', 2, 3) }],
      logits: true,
    }),
  }),
);
