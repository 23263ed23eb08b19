import { elmanCell } from '../cells.ts';
import type { LayerCase } from './layerCase.ts';
import { recurrent, U } from './recurrent.ts';

/** Built-in cells and stacks of them. */
export const CELL_CASES: readonly LayerCase[] = [
  ...recurrent('rnn of an lstmCell', [U, U], (room, returnSequences) =>
    room.rnn(room.lstmCell({ units: U }), { returnSequences }),
  ),
  ...recurrent(
    "rnn of a gruCell, a user's cell and a simpleRnnCell",
    [2, U, U],
    (room, sequences) =>
      room.rnn(
        [
          room.gruCell({ units: 2 }),
          elmanCell(room)({ units: U }),
          room.simpleRnnCell({ units: U, activation: 'sigmoid' }),
        ],
        { returnSequences: sequences },
      ),
  ),
];
