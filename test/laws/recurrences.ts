import type { Layer } from '../../src/layers/index.ts';
import { type Ids, randomStream, type Tensor } from '../../src/tensor/index.ts';
import { elmanCell, lstmCell } from '../layers/cells.ts';
import { chain } from '../layers/composites.ts';
import type { LayerRoom } from '../layers/room.ts';
import { drawIds, drawTensor } from '../math/draw.ts';

/** A layer that runs over time, as the laws take it. */
export interface Recurrence {
  readonly name: string;
  readonly layer: (room: LayerRoom, returnSequences: boolean) => Layer;
  /** How many numbers one output has. */
  readonly outputs: number;
  /** How many states it has, of 3 numbers each. */
  readonly states: number;
  /** Which of its states its output is; undefined where it is none of them. */
  readonly outputState: number | undefined;
  /** What it reads, `[B, T]` or `[B, T, 2]`. */
  readonly draw: (B: number, T: number, seed: number) => Tensor | Ids;
}

const U = 3;

const drawSequence = (B: number, T: number, seed: number): Tensor =>
  drawTensor([B, T, 2], randomStream(seed, 'x'));

export const RECURRENCES: readonly Recurrence[] = [
  {
    name: 'simpleRnn',
    layer: (room, returnSequences) => room.simpleRnn({ units: U, returnSequences }),
    outputs: U,
    states: 1,
    outputState: 0,
    draw: drawSequence,
  },
  {
    name: 'lstm',
    layer: (room, returnSequences) => room.lstm({ units: U, returnSequences }),
    outputs: U,
    states: 2,
    outputState: 0,
    draw: drawSequence,
  },
  {
    name: 'gru',
    layer: (room, returnSequences) => room.gru({ units: U, returnSequences }),
    outputs: U,
    states: 1,
    outputState: 0,
    draw: drawSequence,
  },
  {
    name: 'gru, reset before',
    layer: (room, returnSequences) => room.gru({ units: U, returnSequences, resetAfter: false }),
    outputs: U,
    states: 1,
    outputState: 0,
    draw: drawSequence,
  },
  {
    name: 'rnn of an Elman cell',
    layer: (room, returnSequences) => room.rnn(elmanCell(room)({ units: U }), { returnSequences }),
    outputs: 2,
    states: 1,
    outputState: undefined,
    draw: drawSequence,
  },
  {
    name: 'rnn of an LSTM cell',
    layer: (room, returnSequences) => room.rnn(lstmCell(room)({ units: U }), { returnSequences }),
    outputs: U,
    states: 2,
    outputState: undefined,
    draw: drawSequence,
  },
  {
    name: 'rnn of a built-in LSTM cell',
    layer: (room, returnSequences) => room.rnn(room.lstmCell({ units: U }), { returnSequences }),
    outputs: U,
    states: 2,
    outputState: 0,
    draw: drawSequence,
  },
  {
    name: "a stack of a user's cell and a GRU",
    layer: (room, returnSequences) =>
      room.rnn([elmanCell(room)({ units: U }), room.gruCell({ units: U })], { returnSequences }),
    outputs: U,
    states: 2,
    outputState: 1,
    draw: drawSequence,
  },
  {
    name: 'lstm on an embedding',
    layer: (room, returnSequences) =>
      chain(
        room,
        room.embedding({ inputDim: 6, outputDim: 2 }),
        room.lstm({ units: U, returnSequences }),
      ),
    outputs: U,
    states: 2,
    outputState: 0,
    draw: (B, T, seed) => drawIds([B, T], 6, randomStream(seed, 'ids')),
  },
  {
    name: 'gru on an embedding',
    layer: (room, returnSequences) =>
      chain(
        room,
        room.embedding({ inputDim: 6, outputDim: 2 }),
        room.gru({ units: U, returnSequences }),
      ),
    outputs: U,
    states: 1,
    outputState: 0,
    draw: (B, T, seed) => drawIds([B, T], 6, randomStream(seed, 'ids')),
  },
  {
    name: 'lstm on a simpleRnn',
    layer: (room, returnSequences) =>
      chain(
        room,
        room.simpleRnn({ units: U, returnSequences: true }),
        room.lstm({ units: U, returnSequences }),
      ),
    outputs: U,
    states: 3,
    outputState: 1,
    draw: drawSequence,
  },
  {
    name: 'simpleRnn on masking and dense',
    layer: (room, returnSequences) =>
      chain(
        room,
        room.masking({}),
        room.dense({ units: 2, activation: 'tanh' }),
        room.simpleRnn({ units: U, returnSequences }),
      ),
    outputs: U,
    states: 1,
    outputState: 0,
    draw: drawSequence,
  },
];

/** The initial states of a batch. */
export function drawStates({ states }: Recurrence, B: number, seed: number): Tensor[] {
  return Array.from({ length: states }, (_, i) =>
    drawTensor([B, U], randomStream(seed, 'state', i)),
  );
}
