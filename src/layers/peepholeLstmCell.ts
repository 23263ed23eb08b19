import { cellOfLayer, type SequenceOption } from './cellOfLayer.ts';
import type { CellFactory } from './defineCell.ts';
import { type PeepholeLstmLayerOptions, peepholeLstm } from './peepholeLstm.ts';

/** Options of `peepholeLstmCell`: those of `peepholeLstm`, without what is about sequences. */
export type PeepholeLstmCellOptions = Omit<PeepholeLstmLayerOptions, SequenceOption>;

/**
 * One step of the peephole LSTM, as a cell. Options, weights and states are those of `peepholeLstm`, and
 * `rnn` runs it as that layer.
 *
 * @throws ConfigError for an impossible option
 */
export const peepholeLstmCell: CellFactory<PeepholeLstmCellOptions> = cellOfLayer(
  'peepholeLstmCell',
  peepholeLstm,
  { units: 1 },
);
