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
];
