import type { Value } from '../../../src/layers/index.ts';
import { randomStream, type Tensor, View } from '../../../src/tensor/index.ts';
import { drawTensor, type MaskKind, maskOf } from '../../math/draw.ts';
import type { LayerCase } from './layerCase.ts';

const B = 3;
const D = 3;

/** A sequence `[B, T, N]` with padding. */
function sequence(T: number, N: number, mask: MaskKind, seed: number, purpose: string): Value {
  return {
    data: drawTensor<3>([B, T, N], randomStream(seed, purpose)),
    mask: maskOf(mask, B, T),
  };
}

/** A sequence alone, `[query, value]` and `[query, value, key]`, of one kind of mask. */
const INPUTS = [1, 2, 3] as const;

/** Of layers with heads. */
export const MULTI_HEAD_LAYERS: readonly LayerCase[] = [
  ...INPUTS.flatMap((values) =>
    (['no mask', 'interior'] as const).flatMap((mask) =>
      [false, true].map(
        (useCausalMask): LayerCase => ({
          name: `multiHeadAttention of ${values}, ${mask}${useCausalMask ? ', causal' : ''}`,
          layer: (room) =>
            room.multiHeadAttention({
              ...{ numHeads: 2, keyDim: 2, valueDim: 3, outputShape: 4, useCausalMask },
              returnAttentionScores: true,
            }),
          run: (seed) => ({
            inputs: [
              sequence(4, D, mask, seed, 'query'),
              sequence(5, 2, mask, seed, 'value'),
              sequence(5, 4, 'prefix', seed, 'key'),
            ].slice(0, values),
            values,
          }),
        }),
      ),
    ),
  ),
  {
    name: 'multiHeadAttention without bias, weights dropped in training',
    layer: (room) =>
      room.multiHeadAttention({ numHeads: 3, keyDim: 2, useBias: false, dropout: 0.4 }),
    run: (seed) => ({ inputs: [sequence(4, D, 'suffix', seed, 'query')], training: true }),
  },
  ...(['no mask', 'suffix', 'interior', 'whole row'] as const).flatMap((mask) =>
    [false, true].map(
      (past): LayerCase => ({
        name: `multiHeadAttention with a context, ${mask}, ${past ? 'given' : 'zero'} states`,
        layer: (room) =>
          room.multiHeadAttention({
            ...{ numHeads: 2, keyDim: 2, valueDim: 3, useCausalMask: true, contextLength: 7 },
          }),
        run: (seed) => ({
          inputs: [
            sequence(4, D, mask, seed, 'query'),
            ...(past
              ? [
                  { data: drawTensor<3>([B, 7, 4], randomStream(seed, 'keys')) },
                  { data: drawTensor<3>([B, 7, 6], randomStream(seed, 'values')) },
                  { data: positions(2, 0, 3) },
                ]
              : []),
          ],
        }),
      }),
    ),
  ),
];

function positions(...counts: readonly number[]): Tensor<2> {
  return new View<2, Float64Array>(Float64Array.from(counts), [counts.length, 1]);
}

const KINDS = ['attention', 'additiveAttention'] as const;

/** Of layers that read `[query, value]` or `[query, value, key]`. */
export const ATTENTION_LAYERS: readonly LayerCase[] = KINDS.flatMap((kind) => [
  ...[false, true].map(
    (useScale): LayerCase => ({
      name: `${kind} of a query and a value, ${useScale ? 'with' : 'without'} scale`,
      layer: (room) => room[kind]({ useScale }),
      run: (seed) => ({
        inputs: [
          sequence(3, D, 'no mask', seed, 'query'),
          sequence(4, D, 'no mask', seed, 'value'),
        ],
        values: 2,
      }),
    }),
  ),
  ...(['no mask', 'suffix', 'interior'] as const).flatMap((mask) =>
    [false, true].map(
      (useCausalMask): LayerCase => ({
        name: `${kind} with a key and scores, ${mask}${useCausalMask ? ', causal' : ''}`,
        layer: (room) => room[kind]({ useScale: true, useCausalMask, returnAttentionScores: true }),
        run: (seed) => ({
          inputs: [
            sequence(4, D, mask, seed, 'query'),
            sequence(5, 2, mask, seed, 'value'),
            sequence(5, D, 'prefix', seed, 'key'),
          ],
          values: 3,
        }),
      }),
    ),
  ),
  {
    name: `${kind}, weights dropped in training`,
    layer: (room) => room[kind]({ dropout: 0.4, returnAttentionScores: true }),
    run: (seed) => ({
      inputs: [sequence(4, D, 'suffix', seed, 'query'), sequence(4, D, 'prefix', seed, 'value')],
      values: 2,
      training: true,
    }),
  },
]);
