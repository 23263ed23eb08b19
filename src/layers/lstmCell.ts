import { cellOfLayer, type SequenceOption } from './cellOfLayer.ts';
import type { CellFactory } from './defineCell.ts';
import { type LstmLayerOptions, lstm } from './lstm.ts';

/** Options of `lstmCell`: those of `lstm`, without what is about sequences. */
export type LstmCellOptions = Omit<LstmLayerOptions, SequenceOption>;

/**
 * One step of long short-term memory, as a cell. Options, weights and states are those of `lstm`, and `rnn` runs it as
 * that layer.
 *
 * @throws ConfigError for an impossible option
 */
export const lstmCell: CellFactory<LstmCellOptions> = cellOfLayer('lstmCell', lstm, { units: 1 });
