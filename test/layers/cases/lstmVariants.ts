import { randomStream } from '../../../src/tensor/index.ts';
import { drawTensor } from '../../math/draw.ts';
import { chain } from '../composites.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerCase } from './layerCase.ts';
import { recurrent } from './recurrent.ts';

const I = 2;
const [U, P] = [3, 2];
const epsilon = 0.1; // with a smaller one, differences over short steps would miss how the root bends

/** The variants of the LSTM, in every configuration. */
export const LSTM_VARIANT_CASES: readonly LayerCase[] = [
  ...recurrent('layerNormLstm', [U, U], (room, returnSequences) =>
    room.layerNormLstm({ units: U, epsilon, returnSequences }),
  ),
  ...recurrent('peepholeLstm', [U, U], (room, returnSequences) =>
    room.peepholeLstm({ units: U, returnSequences }),
  ),
  ...recurrent('projectedLstm', [P, U], (room, returnSequences) =>
    room.projectedLstm({ units: U, projection: P, returnSequences }),
  ),
  {
    name: 'layerNormLstm without bias, softsign',
    layer: (room) =>
      room.layerNormLstm({ units: U, epsilon, useBias: false, activation: 'softsign' }),
    run: (seed) => ({ inputs: [{ data: drawSequence(3, 5, I, seed) }] }),
  },
  {
    name: 'peepholeLstm without bias, softsign gates',
    layer: (room) =>
      room.peepholeLstm({ units: U, useBias: false, recurrentActivation: 'softsign' }),
    run: (seed) => ({ inputs: [{ data: drawSequence(3, 5, I, seed) }] }),
  },
  {
    name: 'projectedLstm without bias, elu, to more numbers than units',
    layer: (room) =>
      room.projectedLstm({ units: U, projection: 5, useBias: false, activation: 'elu' }),
    run: (seed) => ({ inputs: [{ data: drawSequence(3, 5, I, seed) }] }),
  },
  {
    name: 'projectedLstm on a peepholeLstm on a layerNormLstm',
    layer: (room) =>
      chain(
        room,
        room.layerNormLstm({ units: U, epsilon, returnSequences: true }),
        room.peepholeLstm({ units: U, returnSequences: true }),
        room.projectedLstm({ units: U, projection: P }),
      ),
    run: (seed) => ({
      inputs: [
        { data: drawSequence(2, 3, I, seed) },
        ...[U, U, U, U, P, U].map((size, i) => ({
          data: drawTensor([2, size], randomStream(seed, 'state', i)),
        })),
      ],
    }),
  },
];
