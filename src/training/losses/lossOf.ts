import { checkMethods, named } from '../named.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { binaryFocalCrossentropy } from './binaryFocalCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import { categoricalFocalCrossentropy } from './categoricalFocalCrossentropy.ts';
import { categoricalGeneralizedCrossEntropy } from './categoricalGeneralizedCrossEntropy.ts';
import { categoricalHinge } from './categoricalHinge.ts';
import { cosineSimilarity } from './cosineSimilarity.ts';
import { ctc } from './ctc.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { klDivergence } from './klDivergence.ts';
import { logCosh } from './logCosh.ts';
import type { Loss } from './loss.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanAbsolutePercentageError } from './meanAbsolutePercentageError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { meanSquaredLogarithmicError } from './meanSquaredLogarithmicError.ts';
import { poisson } from './poisson.ts';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy.ts';
import { squaredHinge } from './squaredHinge.ts';

/** A loss with its default options, by name. */
export type LossName =
  | 'sparseCategoricalCrossentropy'
  | 'categoricalCrossentropy'
  | 'binaryCrossentropy'
  | 'meanSquaredError'
  | 'binaryFocalCrossentropy'
  | 'categoricalFocalCrossentropy'
  | 'meanAbsoluteError'
  | 'meanAbsolutePercentageError'
  | 'meanSquaredLogarithmicError'
  | 'huber'
  | 'logCosh'
  | 'cosineSimilarity'
  | 'klDivergence'
  | 'poisson'
  | 'hinge'
  | 'squaredHinge'
  | 'categoricalHinge'
  | 'ctc'
  | 'categoricalGeneralizedCrossEntropy';

const LOSSES: Readonly<Record<LossName, (options: object) => Loss>> = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
  binaryFocalCrossentropy,
  categoricalFocalCrossentropy,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  cosineSimilarity,
  klDivergence,
  poisson,
  hinge,
  squaredHinge,
  categoricalHinge,
  ctc,
  categoricalGeneralizedCrossEntropy,
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
