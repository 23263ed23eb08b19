import type { Compute } from 'unrolled/math';
import type { Layer } from '../../src/layers/index.ts';
import {
  type Ids,
  type Mask,
  randomStream,
  type Tensor,
  View,
  zeros,
} from '../../src/tensor/index.ts';
import { elmanCell } from '../layers/cells.ts';
import { chain, doubled, fork, unmasked } from '../layers/composites.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import type { LayerRoom } from '../layers/room.ts';
import { drawIds } from '../math/draw.ts';
import { expectAgreement } from '../math/expectAgreement.ts';
import { type LookupConfig, type LookupRecurrence, lookupSubject } from '../math/pairs/lookup.ts';
import type { MathRoom } from '../math/pairs/room.ts';

/** Where a law is tried: the library, or an edited copy of it. */
export interface LookupPlace {
  readonly math: MathRoom;
  readonly layers: LayerRoom;
  readonly compute: Compute;
}

/** A recurrence that is told where its input was looked up gives what it gives without. */
export function expectToldIsUntold({ math, compute }: LookupPlace, config: LookupConfig): void {
  for (let seed = 0; seed < 3; seed++) {
    const told = lookupSubject(math, seed, config, { told: true });
    const untold = lookupSubject(math, seed, config, { told: false });
    expectAgreement(told, untold, compute);
  }
}

const [B, T, I, U] = [2, 3, 4, 5];

/** Runs a recurrence on zeros that were looked up in a table of so many rows. */
export function lookUp(
  { math, compute }: Pick<LookupPlace, 'math' | 'compute'>,
  recurrence: LookupRecurrence,
  table: Tensor<2>,
  ids: Ids<2>,
  mask?: Mask,
): { readonly x: Tensor<3> | undefined; readonly table: Tensor<2> | undefined } {
  const f64 = (...shape: [number, number]): Tensor<2> => zeros<2>(shape, 'float64');
  const inputs = { x: zeros<3>([B, T, I], 'float64'), lookup: { table, ids }, mask };
  if (recurrence === 'lstm') {
    const weights = { kernel: f64(I, 4 * U), recurrentKernel: f64(U, 4 * U) };
    const { outputs, cache } = math.lstmForward(weights, inputs, {}, compute);
    return math.lstmBackward(weights, weights, cache, { h: outputs.h }, compute);
  }
  if (recurrence !== 'simpleRnn') {
    const weights = { kernel: f64(I, 3 * U), recurrentKernel: f64(U, 3 * U) };
    const options = { resetAfter: recurrence === 'gru' };
    const { outputs, cache } = math.gruForward(weights, inputs, options, compute);
    return math.gruBackward(weights, weights, cache, { h: outputs.h }, compute);
  }
  const weights = { kernel: f64(I, U), recurrentKernel: f64(U, U) };
  const { outputs, cache } = math.simpleRnnForward(weights, inputs, {}, compute);
  return math.simpleRnnBackward(weights, weights, cache, { h: outputs.h }, compute);
}

/** Ids of two sequences of three steps, or of as many as there are. */
export function idsOf(...ids: readonly number[]): Ids<2> {
  return new View<2, Int32Array>(Int32Array.from(ids), [B, ids.length / B]);
}

/** A table is read instead of x where it has fewer rows, and then has the gradient. */
export function expectSmallerTableIsRead(place: LookupPlace, recurrence: LookupRecurrence): void {
  for (const rows of [B * T - 1, B * T, B * T + 1]) {
    const table = zeros<2>([rows, I], 'float64');
    const back = lookUp(place, recurrence, table, idsOf(0, 0, 0, 0, 0, 0));
    const read = back.table !== undefined && back.x === undefined;
    const spared = back.table === undefined && back.x !== undefined;
    if (!(rows < B * T ? read : spared)) {
      throw new Error(`${recurrence} was wrong whether to read a table of ${rows} rows`);
    }
  }
}

/** An id that is no row of the table is an error at a step that runs, and nothing at others. */
export function expectRowsInRange(place: LookupPlace, recurrence: LookupRecurrence): void {
  const table = zeros<2>([3, I], 'float64');
  for (const id of [-1, 3, 2 ** 31 - 1]) {
    const ids = idsOf(0, 1, 2, 0, id, 0);
    const mask = new View<2, Uint8Array>(Uint8Array.of(1, 1, 1, 1, 0, 1), [B, T]);
    lookUp(place, recurrence, table, ids, mask);
    const wanted = `lookup.ids wants rows from 0 to 2, got ${id} at [1, 1]`;
    let got = 'nothing';
    try {
      lookUp(place, recurrence, table, ids);
    } catch (error) {
      got = error instanceof Error ? error.message : String(error);
    }
    if (got !== wanted) throw new Error(`expected '${wanted}' of ${recurrence}, got ${got}`);
  }
}

/** Layers behind an embedding of five rows, E for its place, which may read its table. */
export const READERS: readonly {
  readonly name: string;
  readonly layers: (room: LayerRoom, embedding: Layer) => Layer;
}[] = [
  {
    name: 'an LSTM',
    layers: (room, embedding) => chain(room, embedding, room.lstm({ units: U })),
  },
  {
    name: 'a GRU',
    layers: (room, embedding) => chain(room, embedding, room.gru({ units: U })),
  },
  {
    name: 'a layer-normalised LSTM',
    layers: (room, embedding) => chain(room, embedding, room.layerNormLstm({ units: U })),
  },
  {
    name: 'a peephole LSTM with all its outputs',
    layers: (room, embedding) =>
      chain(room, embedding, room.peepholeLstm({ units: U, returnSequences: true })),
  },
  {
    name: 'a projected LSTM',
    layers: (room, embedding) =>
      chain(room, embedding, room.projectedLstm({ units: U, projection: 1 })),
  },
  {
    name: 'a stack of cells',
    layers: (room, embedding) =>
      chain(room, embedding, room.rnn([room.gruCell({ units: U }), room.lstmCell({ units: U })])),
  },
  {
    name: 'a GRU behind a layer that doubles numbers',
    layers: (room, embedding) => chain(room, embedding, doubled(room), room.gru({ units: U })),
  },
  {
    name: 'a SimpleRNN with all its outputs',
    layers: (room, embedding) =>
      chain(room, embedding, room.simpleRnn({ units: U, returnSequences: true })),
  },
  {
    name: 'a GRU that goes backwards',
    layers: (room, embedding) => chain(room, embedding, room.gru({ units: U, goBackwards: true })),
  },
  {
    name: 'an LSTM with dropout of its input',
    layers: (room, embedding) =>
      chain(room, embedding, room.lstm({ units: U, dropout: 0.3, returnSequences: true })),
  },
  {
    name: 'a projected LSTM with dropout that goes backwards',
    layers: (room, embedding) =>
      chain(
        room,
        embedding,
        room.projectedLstm({ units: U, projection: 1, dropout: 0.4, goBackwards: true }),
      ),
  },
  {
    name: 'cells of the library and a user’s, with dropout',
    layers: (room, embedding) =>
      chain(
        room,
        embedding,
        room.rnn([elmanCell(room)({ units: U }), room.gruCell({ units: U })], { dropout: 0.4 }),
      ),
  },
  {
    name: 'a SimpleRNN with recurrent dropout',
    layers: (room, embedding) =>
      chain(room, embedding, room.simpleRnn({ units: U, recurrentDropout: 0.3 })),
  },
  {
    name: 'a bidirectional LSTM',
    layers: (room, embedding) =>
      chain(
        room,
        embedding,
        room.bidirectional({ layer: room.lstm({ units: U, returnSequences: true }) }),
      ),
  },
  {
    name: 'two LSTMs side by side',
    layers: (room, embedding) =>
      fork(room, embedding, room.lstm({ units: U }), room.lstm({ units: U, useBias: false })),
  },
  {
    name: 'an LSTM, a SimpleRNN and a dense layer side by side',
    layers: (room, embedding) =>
      fork(
        room,
        embedding,
        room.lstm({ units: U, returnSequences: true }),
        room.dense({ units: U, activation: 'tanh' }),
        room.simpleRnn({ units: U, returnSequences: true }),
      ),
  },
  {
    name: 'an LSTM behind a layer that doubles numbers',
    layers: (room, embedding) => chain(room, embedding, doubled(room), room.lstm({ units: U })),
  },
  {
    name: 'a SimpleRNN behind a layer that drops the mask',
    layers: (room, embedding) =>
      chain(room, embedding, unmasked(room), room.simpleRnn({ units: U })),
  },
  {
    name: 'an LSTM behind marked padding',
    layers: (room, embedding) => chain(room, embedding, room.masking({}), room.lstm({ units: U })),
  },
];

/** Behind an embedding all gives what it gives behind numbers that do not say whence they come. */
export function expectReaderIsUntold(
  { layers: room, compute }: LookupPlace,
  { layers }: (typeof READERS)[number],
  maskZero: boolean,
): void {
  const embedding = room.embedding({ inputDim: 5, outputDim: I, maskZero });
  // a linear activation gives its numbers on, and not where they were looked up
  const silent = chain(room, embedding, room.activation({ activation: 'linear' }));
  for (let seed = 0; seed < 3; seed++) {
    const data = drawIds<2>([3, 4], 5, randomStream(seed, 'ids'));
    const run = { inputs: [{ data }], training: true };
    expectAgreement(
      layerSubject(room, layers(room, embedding), seed, run),
      layerSubject(room, layers(room, silent), seed, run),
      compute,
    );
  }
}
