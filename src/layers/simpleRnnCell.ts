import { cellOfLayer, type SequenceOption } from './cellOfLayer.ts';
import type { CellFactory } from './defineCell.ts';
import { type SimpleRnnLayerOptions, simpleRnn } from './simpleRnn.ts';

/** Options of `simpleRnnCell`: those of `simpleRnn`, without what is about sequences. */
export type SimpleRnnCellOptions = Omit<SimpleRnnLayerOptions, SequenceOption>;

/**
 * One step of the simple recurrent network, as a cell. Options, weights and states are those of `simpleRnn`, and `rnn` runs it as
 * that layer.
 *
 * @throws ConfigError for an impossible option
 */
export const simpleRnnCell: CellFactory<SimpleRnnCellOptions> = cellOfLayer(
  'simpleRnnCell',
  simpleRnn,
  { units: 1 },
);
