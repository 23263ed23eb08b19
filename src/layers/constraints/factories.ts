import { ConfigError } from '../../tensor/index.ts';
import { checkNumber, fillOptions } from '../../tensor/options.ts';
import type { ConstraintName, ConstraintOf, ConstraintOptions } from './constraint.ts';

/** Makes a constraint from options, all of which may be left out. */
export type ConstraintFactory<K extends ConstraintName> = (
  options?: Partial<ConstraintOptions[K]>,
) => ConstraintOf<K>;

/** The options of every constraint where nothing is said. */
export const CONSTRAINT_DEFAULTS: { readonly [K in ConstraintName]: ConstraintOptions[K] } = {
  maxNorm: { maxValue: 2, axis: 0 },
  nonNeg: {},
  unitNorm: { axis: 0 },
  minMaxNorm: { minValue: 0, maxValue: 1, rate: 1, axis: 0 },
};

/**
 * No vector along `axis` is longer than `maxValue`: longer ones are shortened after each update.
 *
 * @throws ConfigError for an unknown option or an impossible value
 */
export const maxNorm: ConstraintFactory<'maxNorm'> = (options = {}) =>
  Object.freeze({ kind: 'maxNorm', ...completed('maxNorm', 'maxNorm', options) });

/**
 * No weight is below 0: those that are become 0 after each update.
 *
 * @throws ConfigError for any option
 */
export const nonNeg: ConstraintFactory<'nonNeg'> = (options = {}) =>
  Object.freeze({ kind: 'nonNeg', ...completed('nonNeg', 'nonNeg', options) });

/**
 * Every vector along `axis` is scaled to length 1 after each update.
 *
 * @throws ConfigError for an unknown option or an impossible value
 */
export const unitNorm: ConstraintFactory<'unitNorm'> = (options = {}) =>
  Object.freeze({ kind: 'unitNorm', ...completed('unitNorm', 'unitNorm', options) });

/**
 * The length of every vector along `axis` goes to [`minValue`, `maxValue`] after each update, a share of
 * `rate` of the way.
 *
 * @throws ConfigError for an unknown option or an impossible value
 */
export const minMaxNorm: ConstraintFactory<'minMaxNorm'> = (options = {}) =>
  Object.freeze({ kind: 'minMaxNorm', ...completed('minMaxNorm', 'minMaxNorm', options) });

/** All options of a constraint, given ones and defaults, once they are possible. */
export function completed<K extends ConstraintName>(
  kind: K,
  owner: string,
  given: object,
): ConstraintOptions[K];
export function completed(kind: ConstraintName, owner: string, given: object): object {
  const defaults = CONSTRAINT_DEFAULTS[kind];
  const [first] = Object.keys(given);
  if (first !== undefined && Object.keys(defaults).length === 0) {
    throw new ConfigError(`${owner} takes no options, got '${first}': leave it out`);
  }
  const options: Readonly<Record<string, unknown>> = {
    ...fillOptions<object>(owner, given, [], defaults),
  };
  for (const [option, value] of Object.entries(options)) {
    if (option === 'axis') {
      checkNumber(owner, option, value, 'to be a whole number', Number.isInteger);
    } else if (option === 'rate') {
      checkNumber(owner, option, value, 'in [0, 1]', (rate) => rate >= 0 && rate <= 1);
    } else checkNumber(owner, option, value, '>= 0', (length) => length >= 0);
  }
  const { minValue = 0, maxValue = Number.POSITIVE_INFINITY } = options;
  if (typeof minValue === 'number' && typeof maxValue === 'number' && minValue > maxValue) {
    throw new ConfigError(`${owner} wants minValue <= maxValue, got ${minValue} and ${maxValue}`);
  }
  return options;
}
