import type { Layer, Sequence } from '../../src/layers/index.ts';
import { type Ids, randomStream, type Tensor } from '../../src/tensor/index.ts';
import { elmanCell, lstmCell } from '../layers/cells.ts';
import { chain } from '../layers/composites.ts';
import type { LayerRoom } from '../layers/room.ts';
import { drawIds, drawTensor } from '../math/draw.ts';

/** Options that all recurrent layers have. */
export interface Options {
  readonly returnSequences?: boolean;
  readonly goBackwards?: boolean;
  readonly zeroOutputForMask?: boolean;
  readonly dropout?: number;
  readonly recurrentDropout?: number;
}

/** A recurrent layer with whatever options the laws give it. */
export interface Optioned {
  readonly name: string;
  readonly layer: (room: LayerRoom, options: Options) => Layer;
  /** How many states it has, of 3 numbers each. */
  readonly states: number;
  /** What it reads, `[B, T]` or `[B, T, 2]`. */
  readonly draw: (B: number, T: number, seed: number) => Tensor | Ids;
}

/** The same of a single layer, which may be one direction of two. */
export interface OptionedLayer extends Omit<Optioned, 'layer'> {
  readonly layer: (room: LayerRoom, options: Options) => Layer<Sequence>;
}

const U = 3;

const drawSequence = (B: number, T: number, seed: number): Tensor =>
  drawTensor([B, T, 2], randomStream(seed, 'x'));

export const OPTIONED_LAYERS: readonly OptionedLayer[] = [
  {
    name: 'simpleRnn',
    layer: (room, options) => room.simpleRnn({ units: U, ...options }),
    states: 1,
    draw: drawSequence,
  },
  {
    name: 'lstm',
    layer: (room, options) => room.lstm({ units: U, ...options }),
    states: 2,
    draw: drawSequence,
  },
  {
    name: 'gru',
    layer: (room, options) => room.gru({ units: U, ...options }),
    states: 1,
    draw: drawSequence,
  },
  {
    name: 'gru, reset before',
    layer: (room, options) => room.gru({ units: U, resetAfter: false, ...options }),
    states: 1,
    draw: drawSequence,
  },
  {
    name: 'rnn of an Elman cell',
    layer: (room, options) => room.rnn(elmanCell(room)({ units: U }), options),
    states: 1,
    draw: drawSequence,
  },
  {
    name: 'rnn of an LSTM cell',
    layer: (room, options) => room.rnn(lstmCell(room)({ units: U }), options),
    states: 2,
    draw: drawSequence,
  },
  {
    name: 'rnn of a built-in cell and a user’s',
    layer: (room, options) =>
      room.rnn([room.lstmCell({ units: U }), elmanCell(room)({ units: U })], options),
    states: 3,
    draw: drawSequence,
  },
  {
    name: 'layerNormLstm',
    layer: (room, options) => room.layerNormLstm({ units: U, ...options }),
    states: 2,
    draw: drawSequence,
  },
  {
    name: 'peepholeLstm',
    layer: (room, options) => room.peepholeLstm({ units: U, ...options }),
    states: 2,
    draw: drawSequence,
  },
  {
    name: 'projectedLstm',
    layer: (room, options) => room.projectedLstm({ units: U, projection: U, ...options }),
    states: 2,
    draw: drawSequence,
  },
];

export const OPTIONED: readonly Optioned[] = [
  ...OPTIONED_LAYERS,
  {
    name: 'lstm on an embedding',
    layer: (room, options) =>
      chain(
        room,
        room.embedding({ inputDim: 6, outputDim: 2 }),
        room.lstm({ units: U, ...options }),
      ),
    states: 2,
    draw: (B, T, seed) => drawIds([B, T], 6, randomStream(seed, 'ids')),
  },
];
