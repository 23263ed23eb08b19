import { elmanCell } from '../cells.ts';
import type { LayerCase } from './layerCase.ts';
import { recurrent, U } from './recurrent.ts';

/** Bidirectional layers, merged in every way. */
export const BIDIRECTIONAL_CASES: readonly LayerCase[] = [
  ...recurrent('bidirectional lstm, concat', [U, U, U, U], (room, returnSequences) =>
    room.bidirectional({ layer: room.lstm({ units: U, returnSequences }) }),
  ),
  ...recurrent('bidirectional gru, sum', [U, U], (room, returnSequences) =>
    room.bidirectional({ layer: room.gru({ units: U, returnSequences }), mergeMode: 'sum' }),
  ),
  ...recurrent('bidirectional simpleRnn, mul', [U, U], (room, returnSequences) =>
    room.bidirectional({ layer: room.simpleRnn({ units: U, returnSequences }), mergeMode: 'mul' }),
  ),
  ...recurrent("bidirectional of a user's cell, ave", [U, U], (room, returnSequences) =>
    room.bidirectional({
      layer: room.rnn(elmanCell(room)({ units: U }), { returnSequences }),
      mergeMode: 'ave',
    }),
  ),
  ...recurrent('bidirectional gru, none', [U, U], (room, returnSequences) =>
    room.bidirectional({ layer: room.gru({ units: U, returnSequences }), mergeMode: 'none' }),
  ),
  ...recurrent('bidirectional lstm and another gru', [U, U, U], (room, returnSequences) =>
    room.bidirectional({
      layer: room.lstm({ units: U, returnSequences, returnState: true }),
      backwardLayer: room.gru({
        units: U,
        activation: 'softsign',
        returnSequences,
        returnState: true,
        goBackwards: true,
      }),
    }),
  ),
];
