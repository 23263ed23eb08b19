import { ACTIVATIONS } from 'unrolled/math';
import type { Value } from '../../src/layers/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { drawIds, drawTensor, maskOf, nameOf, SEQUENCES } from '../math/draw.ts';
import { ATTENTION_LAYERS, MULTI_HEAD_LAYERS } from './cases/attention.ts';
import { BENT_LAYERS } from './cases/bentLayers.ts';
import { BIDIRECTIONAL_CASES } from './cases/bidirectional.ts';
import { CELL_CASES } from './cases/cells.ts';
import { CONV1D, CONV1D_LOGITS } from './cases/conv1d.ts';
import type { LayerCase } from './cases/layerCase.ts';
import { LAYER_NORMALIZATION } from './cases/layerNormalization.ts';
import { LSTM_VARIANT_CASES } from './cases/lstmVariants.ts';
import { MERGE } from './cases/merge.ts';
import { POSITIONAL_LAYERS } from './cases/positionalEmbedding.ts';
import { I, recurrent, U } from './cases/recurrent.ts';
import { RECURRENT_OPTION_CASES } from './cases/recurrentOptions.ts';
import { SEQUENCE_DROPOUT_CASES } from './cases/sequenceDropout.ts';
import { SHAPES } from './cases/shapes.ts';
import { TIME_DISTRIBUTED, TIME_DISTRIBUTED_LOGITS } from './cases/timeDistributed.ts';
import { TRANSFORMER_LAYERS } from './cases/transformerBlock.ts';
import { elmanCell, lstmCell } from './cells.ts';
import { chain, residual } from './composites.ts';
import { drawSequence } from './layerSubject.ts';
import type { LayerRoom } from './room.ts';

function numbers(shape: readonly number[], seed: number): Value {
  return { data: drawTensor([...shape], randomStream(seed, 'input')) };
}

const DENSE: readonly LayerCase[] = ACTIVATIONS.flatMap((activation) =>
  [
    [3, 4],
    [2, 3, 4],
  ].flatMap((shape) =>
    [true, false].map(
      (useBias): LayerCase => ({
        name: `dense, ${activation} on [${shape.join(', ')}], ${useBias ? 'with' : 'without'} bias`,
        layer: (room) => room.dense({ units: 5, activation, useBias }),
        run: (seed) => ({ inputs: [numbers(shape, seed)] }),
      }),
    ),
  ),
);

const ACTIVATION: readonly LayerCase[] = ACTIVATIONS.map((activation) => ({
  name: `activation, ${activation}`,
  layer: (room) => room.activation({ activation }),
  run: (seed) => ({ inputs: [numbers([2, 3, 4], seed)] }),
}));

/** What a loss reads in place of the probabilities. */
const LOGITS: readonly LayerCase[] = (['softmax', 'sigmoid'] as const).flatMap((activation) => [
  {
    name: `dense, the logits of its ${activation}`,
    layer: (room: LayerRoom) => room.dense({ units: 5, activation }),
    run: (seed: number) => ({ inputs: [numbers([2, 3, 4], seed)], logits: true }),
  },
  {
    name: `activation, the logits of its ${activation}`,
    layer: (room: LayerRoom) => room.activation({ activation }),
    run: (seed: number) => ({ inputs: [numbers([2, 4], seed)], logits: true }),
  },
]);

const V = 5;

const EMBEDDING: readonly LayerCase[] = [
  {
    name: 'embedding of ids [batch]',
    layer: (room) => room.embedding({ inputDim: V, outputDim: 3 }),
    run: (seed) => ({ inputs: [{ data: drawIds([4], V, randomStream(seed, 'ids')) }] }),
  },
  ...[false, true].flatMap((maskZero) =>
    SEQUENCES.filter(({ T }) => T === 5).map(
      (sequence): LayerCase => ({
        name: `embedding, maskZero ${maskZero}, ${nameOf(sequence)}`,
        layer: (room) => room.embedding({ inputDim: V, outputDim: 3, maskZero }),
        run(seed) {
          const { B, T } = sequence;
          const data = drawIds([B, T], V, randomStream(seed, 'ids'));
          data.data[0] = 0; // padding, with maskZero
          data.data[T - 1] = 2;
          return { inputs: [{ data, mask: maskOf(sequence.mask, B, T) }] };
        },
      }),
    ),
  ),
];

const MASKING: readonly LayerCase[] = SEQUENCES.map((sequence) => ({
  name: `masking, ${nameOf(sequence)}`,
  layer: (room) => room.masking({ maskValue: 0 }),
  run(seed) {
    const { B, T } = sequence;
    const mask = maskOf(sequence.mask, B, T);
    return { inputs: [{ data: drawSequence(B, T, I, seed), mask }] };
  },
}));

const RECURRENT: readonly LayerCase[] = [
  ...recurrent('simpleRnn', [U], (room, returnSequences) =>
    room.simpleRnn({ units: U, returnSequences }),
  ),
  ...recurrent('lstm', [U, U], (room, returnSequences) => room.lstm({ units: U, returnSequences })),
  ...recurrent('gru', [U], (room, returnSequences) => room.gru({ units: U, returnSequences })),
  ...recurrent('gru before', [U], (room, returnSequences) =>
    room.gru({ units: U, returnSequences, resetAfter: false }),
  ),
  ...recurrent("rnn of a user's Elman cell", [U], (room, returnSequences) =>
    room.rnn(elmanCell(room)({ units: U }), { returnSequences }),
  ),
  ...recurrent("rnn of a user's LSTM cell", [U, U], (room, returnSequences) =>
    room.rnn(lstmCell(room)({ units: U }), { returnSequences }),
  ),
];

const OTHERS: readonly LayerCase[] = [
  ...(['relu', 'linear', 'sigmoid'] as const).map(
    (activation): LayerCase => ({
      name: `simpleRnn, ${activation}`,
      layer: (room) => room.simpleRnn({ units: U, activation, returnSequences: true }),
      run: (seed) => ({ inputs: [{ data: drawSequence(3, 5, I, seed) }] }),
    }),
  ),
  {
    name: 'simpleRnn without bias',
    layer: (room) => room.simpleRnn({ units: U, useBias: false }),
    run: (seed) => ({ inputs: [{ data: drawSequence(3, 5, I, seed) }] }),
  },
  {
    name: 'lstm without bias',
    layer: (room) => room.lstm({ units: U, useBias: false }),
    run: (seed) => ({ inputs: [{ data: drawSequence(3, 5, I, seed) }] }),
  },
  {
    name: 'lstm, relu and softsign',
    layer: (room) => room.lstm({ units: U, activation: 'relu', recurrentActivation: 'softsign' }),
    // from a state of zeros, a candidate of 0 would leave c at the kink
    run: (seed) => ({
      inputs: [
        { data: drawSequence(2, 2, I, seed) },
        numbers([2, U], seed + 100),
        numbers([2, U], seed + 200),
      ],
    }),
  },
  ...[true, false].flatMap((resetAfter): LayerCase[] => [
    {
      name: `gru without bias, resetAfter ${resetAfter}`,
      layer: (room) => room.gru({ units: U, useBias: false, resetAfter }),
      run: (seed) => ({ inputs: [{ data: drawSequence(3, 5, I, seed) }] }),
    },
    {
      name: `gru, relu and softsign, resetAfter ${resetAfter}`,
      layer: (room) =>
        room.gru({ units: U, activation: 'relu', recurrentActivation: 'softsign', resetAfter }),
      run: (seed) => ({
        inputs: [{ data: drawSequence(2, 2, I, seed) }, numbers([2, U], seed + 100)],
      }),
    },
  ]),
  ...[true, false].map(
    (training): LayerCase => ({
      name: `dropout, ${training ? 'in training' : 'in use'}`,
      layer: (room) => room.dropout({ rate: 0.4 }),
      run: (seed) => ({ inputs: [numbers([3, 2, 4], seed)], training }),
    }),
  ),
  {
    name: 'flatten',
    layer: (room) => room.flatten({}),
    run: (seed) => ({ inputs: [numbers([2, 3, 4], seed)] }),
  },
  {
    name: 'input',
    layer: (room) => room.input({ shape: [null, 4] }),
    run: (seed) => ({ inputs: [numbers([2, 3, 4], seed)] }),
  },
  {
    name: "a user's composite of an embedding and an LSTM",
    layer: (room) =>
      chain(
        room,
        room.embedding({ inputDim: V, outputDim: 2, maskZero: true }),
        room.lstm({ units: U }),
      ),
    run: (seed) => ({ inputs: [{ data: drawIds([3, 4], V, randomStream(seed, 'ids')) }] }),
  },
  {
    name: "a user's composite of an embedding and a GRU",
    layer: (room) =>
      chain(
        room,
        room.embedding({ inputDim: V, outputDim: 2, maskZero: true }),
        room.gru({ units: U }),
      ),
    run: (seed) => ({ inputs: [{ data: drawIds([3, 4], V, randomStream(seed, 'ids')) }] }),
  },
  {
    name: "a user's composite with a value used twice",
    layer: (room) => residual(room)({ units: 5 }),
    run: (seed) => ({ inputs: [numbers([2, 3, 4], seed)] }),
  },
  ...(['no mask', 'interior'] as const).map(
    (kind): LayerCase => ({
      name: `a user's composite of two LSTMs, ${kind}`,
      layer: (room) =>
        chain(room, room.lstm({ units: U, returnSequences: true }), room.lstm({ units: U })),
      run(seed) {
        const x = { data: drawSequence(3, 4, I, seed), mask: maskOf(kind, 3, 4) };
        return { inputs: [x, ...[0, 1, 2, 3].map((i) => numbers([3, U], seed + 100 + i))] };
      },
    }),
  ),
];

/** Every layer there is, and users' own. */
export const LAYER_CASES: readonly LayerCase[] = [
  ...DENSE,
  ...ACTIVATION,
  ...BENT_LAYERS,
  ...EMBEDDING,
  ...MASKING,
  ...RECURRENT,
  ...CELL_CASES,
  ...LSTM_VARIANT_CASES,
  ...RECURRENT_OPTION_CASES,
  ...BIDIRECTIONAL_CASES,
  ...ATTENTION_LAYERS,
  ...MULTI_HEAD_LAYERS,
  ...POSITIONAL_LAYERS,
  ...TRANSFORMER_LAYERS,
  ...SEQUENCE_DROPOUT_CASES,
  ...OTHERS,
  ...LAYER_NORMALIZATION,
  ...MERGE,
  ...CONV1D,
  ...TIME_DISTRIBUTED,
  ...SHAPES,
];

/** Layers that end in a softmax or sigmoid, seen by a loss. */
export const LOGIT_CASES: readonly LayerCase[] = [
  ...LOGITS,
  ...CONV1D_LOGITS,
  ...TIME_DISTRIBUTED_LOGITS,
];
