import { cellOfLayer, type SequenceOption } from './cellOfLayer.ts';
import type { CellFactory } from './defineCell.ts';
import { type LayerNormLstmLayerOptions, layerNormLstm } from './layerNormLstm.ts';

/** Options of `layerNormLstmCell`: those of `layerNormLstm`, without what is about sequences. */
export type LayerNormLstmCellOptions = Omit<LayerNormLstmLayerOptions, SequenceOption>;

/**
 * One step of the layer-normalised LSTM, as a cell. Options, weights and states are those of `layerNormLstm`, and
 * `rnn` runs it as that layer.
 *
 * @throws ConfigError for an impossible option
 */
export const layerNormLstmCell: CellFactory<LayerNormLstmCellOptions> = cellOfLayer(
  'layerNormLstmCell',
  layerNormLstm,
  { units: 1 },
);
