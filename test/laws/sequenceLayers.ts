import type { Layer } from '../../src/layers/index.ts';
import type { LayerRoom } from '../layers/room.ts';

/** A layer without recurrence that reads sequences `[B, T, 2]`, as the laws take it. */
export interface SequenceLayer {
  readonly name: string;
  readonly layer: (room: LayerRoom) => Layer;
  /** How many sequences it reads; 1 by default. */
  readonly values?: number;
  /** Where padding may lie; anywhere by default. */
  readonly padding?: 'suffix';
}

export const SEQUENCE_LAYERS: readonly SequenceLayer[] = [
  { name: 'prelu', layer: (room) => room.prelu({ sharedAxes: [1] }) },
  { name: 'layerNormalization', layer: (room) => room.layerNormalization() },
  { name: 'activityRegularization', layer: (room) => room.activityRegularization() },
  { name: 'add', layer: (room) => room.add(), values: 3 },
  { name: 'subtract', layer: (room) => room.subtract(), values: 2 },
  { name: 'multiply', layer: (room) => room.multiply(), values: 3 },
  { name: 'average', layer: (room) => room.average(), values: 2 },
  { name: 'maximum', layer: (room) => room.maximum(), values: 3 },
  { name: 'minimum', layer: (room) => room.minimum(), values: 2 },
  { name: 'globalAveragePooling1d', layer: (room) => room.globalAveragePooling1d() },
  { name: 'globalMaxPooling1d', layer: (room) => room.globalMaxPooling1d() },
  { name: 'reshape', layer: (room) => room.reshape({ targetShape: [-1, 2, 1] }) },
  { name: 'permute', layer: (room) => room.permute({ dims: [1, 2] }) },
  ...(['valid', 'same', 'causal'] as const).flatMap((padding): SequenceLayer[] => [
    {
      name: `conv1d, ${padding}`,
      layer: (room) => room.conv1d({ filters: 3, kernelSize: 3, padding }),
      padding: 'suffix',
    },
    {
      name: `conv1d, ${padding}, strides of 2`,
      layer: (room) => room.conv1d({ filters: 2, kernelSize: 3, strides: 2, padding }),
      padding: 'suffix',
    },
    {
      name: `conv1d, ${padding}, dilated`,
      layer: (room) =>
        room.conv1d({ filters: 2, kernelSize: 2, dilationRate: 2, padding, activation: 'tanh' }),
      padding: 'suffix',
    },
  ]),
  {
    name: 'timeDistributed',
    layer: (room) => room.timeDistributed({ layer: room.dense({ units: 3, activation: 'relu' }) }),
  },
  { name: 'concatenate', layer: (room) => room.concatenate(), values: 3 },
  { name: 'concatenate along time', layer: (room) => room.concatenate({ axis: 1 }), values: 2 },
  {
    name: 'positionalEmbedding',
    layer: (room) => room.positionalEmbedding({ maxLength: 9 }),
  },
  {
    name: 'positionalEmbedding of waves',
    layer: (room) => room.positionalEmbedding({ maxLength: 9, encoding: 'sinusoidal' }),
  },
  {
    name: 'transformerBlock',
    layer: (room) =>
      room.transformerBlock({
        ...{ numHeads: 2, intermediateDim: 3, contextLength: 9, useBias: false },
      }),
  },
  {
    name: 'multiHeadAttention with a context',
    // the gradient of the keys' bias is 0 but for rounding
    layer: (room) =>
      room.multiHeadAttention({
        ...{ numHeads: 2, keyDim: 3, useBias: false, useCausalMask: true, contextLength: 9 },
      }),
  },
];

/** Those that carry what they read from chunk to chunk. */
export const CARRYING: readonly SequenceLayer[] = SEQUENCE_LAYERS.filter(({ name }) =>
  ['conv1d, causal', 'conv1d, causal, dilated'].includes(name),
);
