import type { Cell, Layer } from '../../src/layers/index.ts';
import { elmanCell } from '../layers/cells.ts';
import type { LayerRoom } from '../layers/room.ts';

/** A built-in cell and the layer it is one step of. */
export interface CellOfLayer {
  readonly name: string;
  readonly cell: (room: LayerRoom) => Cell;
  readonly layer: (room: LayerRoom, returnSequences: boolean) => Layer;
  /** The sizes of its states. */
  readonly states: readonly number[];
}

/** How many numbers a step has, and the state of a cell. */
export const [I, U] = [2, 3];

const RNN_OPTIONS = { units: U, activation: 'softsign', useBias: false } as const;
const LSTM_OPTIONS = {
  units: U,
  activation: 'softsign',
  recurrentActivation: 'tanh',
  unitForgetBias: false,
  kernelInitializer: 'heNormal',
} as const;
const LAYER_NORM_OPTIONS = { units: U, epsilon: 0.5, betaInitializer: 'ones' } as const;
const PEEPHOLE_OPTIONS = { units: U, peepholeInitializer: 'ones' } as const;
const PROJECTED_OPTIONS = { units: U, projection: 2, activation: 'softsign' } as const;
const GRU_OPTIONS = { units: U, resetAfter: false, recurrentInitializer: 'glorotNormal' } as const;

export const CELLS_OF_LAYERS: readonly CellOfLayer[] = [
  {
    name: 'simpleRnnCell',
    cell: (room) => room.simpleRnnCell({ units: U }),
    layer: (room, returnSequences) => room.simpleRnn({ units: U, returnSequences }),
    states: [U],
  },
  {
    name: 'simpleRnnCell with options',
    cell: (room) => room.simpleRnnCell(RNN_OPTIONS),
    layer: (room, returnSequences) => room.simpleRnn({ ...RNN_OPTIONS, returnSequences }),
    states: [U],
  },
  {
    name: 'lstmCell',
    cell: (room) => room.lstmCell({ units: U }),
    layer: (room, returnSequences) => room.lstm({ units: U, returnSequences }),
    states: [U, U],
  },
  {
    name: 'lstmCell with options',
    cell: (room) => room.lstmCell(LSTM_OPTIONS),
    layer: (room, returnSequences) => room.lstm({ ...LSTM_OPTIONS, returnSequences }),
    states: [U, U],
  },
  {
    name: 'gruCell',
    cell: (room) => room.gruCell({ units: U }),
    layer: (room, returnSequences) => room.gru({ units: U, returnSequences }),
    states: [U],
  },
  {
    name: 'gruCell with options',
    cell: (room) => room.gruCell(GRU_OPTIONS),
    layer: (room, returnSequences) => room.gru({ ...GRU_OPTIONS, returnSequences }),
    states: [U],
  },
  {
    name: 'layerNormLstmCell',
    cell: (room) => room.layerNormLstmCell(LAYER_NORM_OPTIONS),
    layer: (room, returnSequences) =>
      room.layerNormLstm({ ...LAYER_NORM_OPTIONS, returnSequences }),
    states: [U, U],
  },
  {
    name: 'peepholeLstmCell',
    cell: (room) => room.peepholeLstmCell(PEEPHOLE_OPTIONS),
    layer: (room, returnSequences) => room.peepholeLstm({ ...PEEPHOLE_OPTIONS, returnSequences }),
    states: [U, U],
  },
  {
    name: 'projectedLstmCell',
    cell: (room) => room.projectedLstmCell(PROJECTED_OPTIONS),
    layer: (room, returnSequences) => room.projectedLstm({ ...PROJECTED_OPTIONS, returnSequences }),
    states: [2, U],
  },
];

/** Cells in a stack, and the layers that they are, one after the other. */
export interface Stack {
  readonly name: string;
  readonly cells: (room: LayerRoom) => readonly Cell[];
  readonly layers: (room: LayerRoom, returnSequences: boolean) => readonly Layer[];
  /** The sizes of the states of all of them. */
  readonly states: readonly number[];
}

/** Stacks, and the layers that each is, one after the other. */
export const STACKS: readonly Stack[] = [
  {
    name: 'two LSTMs',
    cells: (room) => [room.lstmCell({ units: 4 }), room.lstmCell({ units: U })],
    layers: (room, returnSequences) => [
      room.lstm({ units: 4, returnSequences: true }),
      room.lstm({ units: U, returnSequences }),
    ],
    states: [4, 4, U, U],
  },
  {
    name: "a GRU, a user's cell and an LSTM",
    cells: (room) => [
      room.gruCell({ units: 4 }),
      elmanCell(room)({ units: 5 }),
      room.lstmCell({ units: U }),
    ],
    layers: (room, returnSequences) => [
      room.gru({ units: 4, returnSequences: true }),
      room.rnn(elmanCell(room)({ units: 5 }), { returnSequences: true }),
      room.lstm({ units: U, returnSequences }),
    ],
    states: [4, 5, U, U],
  },
  {
    name: "a user's cell on a simple RNN",
    cells: (room) => [room.simpleRnnCell({ units: 4 }), elmanCell(room)({ units: U })],
    layers: (room, returnSequences) => [
      room.simpleRnn({ units: 4, returnSequences: true }),
      room.rnn(elmanCell(room)({ units: U }), { returnSequences }),
    ],
    states: [4, U],
  },
];
