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
  { name: 'layerNormalization', layer: (room) => room.layerNormalization() },
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
