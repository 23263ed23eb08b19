import { elmanCell, lstmCell } from '../cells.ts';
import type { LayerCase } from './layerCase.ts';
import { recurrent, U } from './recurrent.ts';

const P = 2;
const BOTH = { dropout: 0.3, recurrentDropout: 0.4 } as const;

/** Recurrent layers in training, which drop the same in each pass. */
export const SEQUENCE_DROPOUT_CASES: readonly LayerCase[] = [
  ...recurrent(
    'simpleRnn with dropout',
    [U],
    (room, returnSequences) => room.simpleRnn({ units: U, returnSequences, ...BOTH }),
    true,
  ),
  ...recurrent(
    'lstm with dropout, backwards',
    [U, U],
    (room, returnSequences) => room.lstm({ units: U, returnSequences, goBackwards: true, ...BOTH }),
    true,
  ),
  ...recurrent(
    'gru with dropout',
    [U],
    (room, returnSequences) => room.gru({ units: U, returnSequences, ...BOTH }),
    true,
  ),
  ...recurrent(
    'gru before with dropout',
    [U],
    (room, returnSequences) => room.gru({ units: U, returnSequences, resetAfter: false, ...BOTH }),
    true,
  ),
  ...recurrent(
    'layerNormLstm with dropout',
    [U, U],
    (room, returnSequences) =>
      // with a smaller epsilon, differences over short steps would miss how the root bends
      room.layerNormLstm({ units: U, epsilon: 0.1, returnSequences, ...BOTH }),
    true,
  ),
  ...recurrent(
    'peepholeLstm with dropout, backwards',
    [U, U],
    (room, returnSequences) =>
      room.peepholeLstm({ units: U, returnSequences, goBackwards: true, ...BOTH }),
    true,
  ),
  ...recurrent(
    'projectedLstm with dropout',
    [P, U],
    (room, returnSequences) =>
      room.projectedLstm({ units: U, projection: P, returnSequences, ...BOTH }),
    true,
  ),
  ...recurrent(
    "rnn of a user's LSTM cell with dropout",
    [U, U],
    (room, returnSequences) => room.rnn(lstmCell(room)({ units: U }), { returnSequences, ...BOTH }),
    true,
  ),
  ...recurrent(
    'rnn of cells with dropout',
    [U, P, U, U],
    (room, returnSequences) =>
      room.rnn(
        [
          room.gruCell({ units: U, ...BOTH }),
          room.projectedLstmCell({ units: U, projection: P, ...BOTH }),
          elmanCell(room)({ units: U }),
        ],
        { returnSequences },
      ),
    true,
  ),
];
