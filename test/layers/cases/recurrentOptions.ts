import { elmanCell, lstmCell } from '../cells.ts';
import type { LayerCase } from './layerCase.ts';
import { recurrent, U } from './recurrent.ts';

/** Recurrent layers with the options that all of them have. */
export const RECURRENT_OPTION_CASES: readonly LayerCase[] = [
  ...recurrent('simpleRnn backwards, zeros for masked steps', [U], (room, returnSequences) =>
    room.simpleRnn({
      units: U,
      returnSequences,
      goBackwards: true,
      zeroOutputForMask: returnSequences,
    }),
  ),
  ...recurrent('lstm backwards', [U, U], (room, returnSequences) =>
    room.lstm({ units: U, returnSequences, goBackwards: true }),
  ),
  ...recurrent('lstm with its state, zeros for masked steps', [U, U], (room, returnSequences) =>
    room.lstm({
      units: U,
      returnSequences,
      returnState: true,
      zeroOutputForMask: returnSequences,
    }),
  ),
  ...recurrent('gru backwards, zeros for masked steps', [U], (room, returnSequences) =>
    room.gru({
      units: U,
      returnSequences,
      goBackwards: true,
      zeroOutputForMask: returnSequences,
    }),
  ),
  ...recurrent("rnn backwards of a user's Elman cell", [U], (room, returnSequences) =>
    room.rnn(elmanCell(room)({ units: U }), { returnSequences, goBackwards: true }),
  ),
  ...recurrent('rnn backwards of three cells', [2, U, U], (room, returnSequences) =>
    room.rnn(
      [room.gruCell({ units: 2 }), elmanCell(room)({ units: U }), room.simpleRnnCell({ units: U })],
      { returnSequences, goBackwards: true, zeroOutputForMask: returnSequences },
    ),
  ),
  ...recurrent(
    "rnn of a user's LSTM cell, zeros for masked steps",
    [U, U],
    (room, returnSequences) =>
      room.rnn(lstmCell(room)({ units: U }), {
        returnSequences,
        zeroOutputForMask: returnSequences,
      }),
  ),
];
