import { cellOfLayer, type SequenceOption } from './cellOfLayer.ts';
import type { CellFactory } from './defineCell.ts';
import { type GruLayerOptions, gru } from './gru.ts';

/** Options of `gruCell`: those of `gru`, without what is about sequences. */
export type GruCellOptions = Omit<GruLayerOptions, SequenceOption>;

/**
 * One step of the gated recurrent unit, as a cell. Options, weights and states are those of `gru`, and `rnn` runs it as
 * that layer.
 *
 * @throws ConfigError for an impossible option
 */
export const gruCell: CellFactory<GruCellOptions> = cellOfLayer('gruCell', gru, { units: 1 });
