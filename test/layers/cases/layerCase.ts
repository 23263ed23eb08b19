import type { Layer } from '../../../src/layers/index.ts';
import type { LayerRun } from '../layerSubject.ts';
import type { LayerRoom } from '../room.ts';

/** A layer and what it is run on. */
export interface LayerCase {
  readonly name: string;
  readonly layer: (room: LayerRoom) => Layer;
  readonly run: (seed: number) => LayerRun;
}
