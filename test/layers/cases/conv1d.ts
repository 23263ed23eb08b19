import { randomStream } from '../../../src/tensor/index.ts';
import { drawTensor, type MaskKind, maskOf } from '../../math/draw.ts';
import { drawSequence } from '../layerSubject.ts';
import type { LayerCase } from './layerCase.ts';

const MASKS: readonly MaskKind[] = ['no mask', 'suffix', 'whole row'];

/** Convolutions with every padding, mask and activation that matters, with a past and without. */
export const CONV1D: readonly LayerCase[] = [
  ...(['valid', 'same', 'causal'] as const).flatMap((padding) =>
    MASKS.map(
      (kind): LayerCase => ({
        name: `conv1d, ${padding}, ${kind}`,
        layer: (room) => room.conv1d({ filters: 3, kernelSize: 2, padding, activation: 'tanh' }),
        run: (seed) => ({
          inputs: [{ data: drawSequence(3, 4, 2, seed), mask: maskOf(kind, 3, 4) }],
        }),
      }),
    ),
  ),
  {
    name: 'conv1d, causal, from a given past, without bias',
    layer: (room) =>
      room.conv1d({
        filters: 2,
        kernelSize: 3,
        dilationRate: 2,
        padding: 'causal',
        useBias: false,
      }),
    run: (seed) => ({
      inputs: [
        { data: drawSequence(2, 3, 2, seed), mask: maskOf('suffix', 2, 3) },
        { data: drawTensor([2, 4, 2], randomStream(seed, 'past')) },
      ],
    }),
  },
  {
    name: 'conv1d, relu, strides of 2',
    layer: (room) => room.conv1d({ filters: 3, kernelSize: 3, strides: 2, activation: 'relu' }),
    run: (seed) => ({ inputs: [{ data: drawSequence(2, 7, 2, seed) }] }),
  },
];

/** What a loss reads in place of the probabilities. */
export const CONV1D_LOGITS: readonly LayerCase[] = [
  {
    name: 'conv1d, the logits of its softmax',
    layer: (room) =>
      room.conv1d({ filters: 3, kernelSize: 2, padding: 'causal', activation: 'softmax' }),
    run: (seed) => ({ inputs: [{ data: drawSequence(2, 3, 2, seed) }], logits: true }),
  },
];
