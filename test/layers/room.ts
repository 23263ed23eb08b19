import type * as layers from '../../src/layers/index.ts';

/** The layers under test: those of the library, or of an edited copy. */
export type LayerRoom = typeof layers;
