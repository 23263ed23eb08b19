import { checkChoice, checkNumber, fillOptions } from '../../tensor/options.ts';
import type { RegularizerName, RegularizerOf, RegularizerOptions } from './regularizer.ts';

/** Makes a regularizer from options, all of which may be left out. */
export type RegularizerFactory<K extends RegularizerName> = (
  options?: Partial<RegularizerOptions[K]>,
) => RegularizerOf<K>;

/** The options of every regularizer where nothing is said. */
export const REGULARIZER_DEFAULTS: { readonly [K in RegularizerName]: RegularizerOptions[K] } = {
  l1: { l1: 0.01 },
  l2: { l2: 0.01 },
  l1l2: { l1: 0, l2: 0 },
  orthogonalRegularizer: { factor: 0.01, mode: 'rows' },
};

/**
 * l1 · Σ |w|: weights that are of no use go to 0.
 *
 * @throws ConfigError for an unknown option, or a factor that is not a finite number >= 0
 */
export const l1: RegularizerFactory<'l1'> = (options = {}) =>
  Object.freeze({ kind: 'l1', ...completed('l1', 'l1', options) });

/**
 * l2 · Σ w²: large weights cost most.
 *
 * @throws ConfigError for an unknown option, or a factor that is not a finite number >= 0
 */
export const l2: RegularizerFactory<'l2'> = (options = {}) =>
  Object.freeze({ kind: 'l2', ...completed('l2', 'l2', options) });

/**
 * l1 · Σ |w| + l2 · Σ w².
 *
 * @throws ConfigError for an unknown option, or a factor that is not a finite number >= 0
 */
export const l1l2: RegularizerFactory<'l1l2'> = (options = {}) =>
  Object.freeze({ kind: 'l1l2', ...completed('l1l2', 'l1l2', options) });

/**
 * The mean size of the cosine between two of the rows, or columns, of a matrix, times `factor`: 0 where all
 * are at right angles.
 *
 * @throws ConfigError for an unknown option, a factor that is not a finite number >= 0, or a mode other than
 * `'rows'` and `'columns'`; where a weight is built, for one that is no matrix
 */
export const orthogonalRegularizer: RegularizerFactory<'orthogonalRegularizer'> = (options = {}) =>
  Object.freeze({
    kind: 'orthogonalRegularizer',
    ...completed('orthogonalRegularizer', 'orthogonalRegularizer', options),
  });

/** All options of a regularizer, given ones and defaults, once they are possible. */
export function completed<K extends RegularizerName>(
  kind: K,
  owner: string,
  given: object,
): RegularizerOptions[K];
export function completed(kind: RegularizerName, owner: string, given: object): object {
  const options = fillOptions<object>(owner, given, [], REGULARIZER_DEFAULTS[kind]);
  for (const [option, value] of Object.entries(options)) {
    if (option === 'mode') checkChoice(owner, option, value, ['rows', 'columns']);
    else checkNumber(owner, option, value, '>= 0', (factor) => factor >= 0);
  }
  return options;
}
