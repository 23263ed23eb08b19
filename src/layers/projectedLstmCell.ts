import { cellOfLayer, type SequenceOption } from './cellOfLayer.ts';
import type { CellFactory } from './defineCell.ts';
import { type ProjectedLstmLayerOptions, projectedLstm } from './projectedLstm.ts';

/** Options of `projectedLstmCell`: those of `projectedLstm`, without what is about sequences. */
export type ProjectedLstmCellOptions = Omit<ProjectedLstmLayerOptions, SequenceOption>;

/**
 * One step of the projected LSTM, as a cell. Options, weights and states are those of `projectedLstm`, and
 * `rnn` runs it as that layer.
 *
 * @throws ConfigError for an impossible option
 */
export const projectedLstmCell: CellFactory<ProjectedLstmCellOptions> = cellOfLayer(
  'projectedLstmCell',
  projectedLstm,
  {
    units: 1,
    projection: 1,
  },
);
