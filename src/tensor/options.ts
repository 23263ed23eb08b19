import { ConfigError } from './errors.ts';

/** Keras options that this library answers otherwise, and how. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  stateful: 'no layer holds state between calls: use model.step, or fit with bptt',
  unroll: 'every pass is unrolled by hand already: leave it out',
  implementation: 'there is one implementation: leave it out',
  saveWeightsOnly:
    'a file has the layers, too: optimizer: false leaves out what the optimizer remembers',
};

/** The options of `O` that may be left out, with what they are then. */
export type DefaultsOf<O extends object> = {
  readonly [Name in keyof O as object extends Pick<O, Name> ? Name : never]-?: O[Name];
};

/**
 * The given options with the defaults filled in; `optional` ones may be given and have no default.
 *
 * @throws ConfigError for an option that is neither required nor has a default, and for a required
 * one that is missing
 */
export function fillOptions<O extends object>(
  owner: string,
  given: object,
  required: readonly string[],
  defaults: DefaultsOf<O>,
  optional?: readonly string[],
): Required<O>;
export function fillOptions(
  owner: string,
  given: object,
  required: readonly string[],
  defaults: object,
  optional: readonly string[] = [],
): object {
  checkOptions(owner, given, [...required, ...Object.keys(defaults), ...optional]);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const filled: object = { ...defaults, ...Object.fromEntries(entries) };
  for (const option of required) {
    if (!(option in filled)) throw new ConfigError(`${owner} wants the option '${option}'`);
  }
  return filled;
}

/** Throws a ConfigError unless every given option is one of `known`. */
export function checkOptions(owner: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null) {
    throw new ConfigError(`${owner} wants options { ${known.join(', ')} }, got ${String(given)}`);
  }
  for (const option of Object.keys(given)) {
    if (known.includes(option)) continue;
    const elsewhere = ELSEWHERE[option];
    throw new ConfigError(
      elsewhere === undefined
        ? `${owner} has no option '${option}': its options are ${known.join(', ')}`
        : `${owner} has no option '${option}': ${elsewhere}`,
    );
  }
}

/** Throws a ConfigError unless the option is a whole number of at least `least`. */
export function checkCount(
  owner: string,
  option: string,
  value: unknown,
  least = 1,
): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) {
    throw new ConfigError(
      `${owner} wants ${option} to be a whole number >= ${least}, got ${shown(value)}`,
    );
  }
}

/** Throws a ConfigError unless the option is a finite number that `holds` accepts. */
export function checkNumber(
  owner: string,
  option: string,
  value: unknown,
  wanted: string,
  holds: (value: number) => boolean,
): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || !holds(value)) {
    throw new ConfigError(`${owner} wants ${option} ${wanted}, got ${shown(value)}`);
  }
}

/** Throws a ConfigError unless the option is true or false. */
export function checkFlag(owner: string, option: string, value: unknown): void {
  if (typeof value !== 'boolean') {
    throw new ConfigError(`${owner} wants ${option} to be true or false, got ${shown(value)}`);
  }
}

/** Throws a ConfigError unless the option is a list. */
export function checkList(owner: string, option: string, value: unknown): void {
  if (!Array.isArray(value)) {
    throw new ConfigError(`${owner} wants ${option} to be a list, got ${shown(value)}`);
  }
}

/** Throws a ConfigError unless the option is one of `choices`. */
export function checkChoice(
  owner: string,
  option: string,
  value: unknown,
  choices: readonly string[],
): void {
  if (typeof value !== 'string' || !choices.includes(value)) {
    throw new ConfigError(
      `${owner} wants ${option} to be one of ${choices.join(', ')}, got ${shown(value)}`,
    );
  }
}

/** A value as errors show it. */
function shown(value: unknown): string {
  return typeof value === 'function' ? 'a function' : String(value);
}
