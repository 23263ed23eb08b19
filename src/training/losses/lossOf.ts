import { checkMethods, named } from '../named.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import type { Loss } from './loss.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy.ts';

/** A loss with its default options, by name. */
export type LossName =
  | 'sparseCategoricalCrossentropy'
  | 'categoricalCrossentropy'
  | 'binaryCrossentropy'
  | 'meanSquaredError';

const LOSSES: Readonly<Record<LossName, (options: object) => Loss>> = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
};

/** The loss that is meant. @throws ConfigError for an unknown name, and for an object that is no loss */
export function lossOf(option: LossName | Loss): Loss {
  if (typeof option === 'string') return lossFrom(option, {});
  checkMethods('loss', option, ['forward', 'backward']);
  return option;
}

/**
 * The loss of this name with these options, as `name` and `options` of a loss say them: the way back
 * from a file.
 *
 * @throws ConfigError for an unknown name, and for an unknown or impossible option
 */
export function lossFrom(name: string, options: object): Loss {
  return named('loss', LOSSES, name)(options);
}
