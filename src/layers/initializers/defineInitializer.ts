import { ConfigError, type Shape } from '../../tensor/index.ts';
import { checkNumber, fillOptions } from '../../tensor/options.ts';
import type {
  Fill,
  Initialize,
  InitializerName,
  InitializerOf,
  InitializerOptions,
} from './initializer.ts';

/** What an initializer is made of. */
export interface InitializerDefinition<K extends InitializerName> {
  /** Its name. */
  readonly kind: K;
  /** Keras' defaults; there is one for every option. */
  readonly defaults: InitializerOptions[K];
  /** Refuses numbers that make no sense, with a ConfigError; `owner` is what errors call it. */
  check?(options: InitializerOptions[K], owner: string): void;
  /** How a weight of this shape is filled; `owner` is what errors call the initializer. */
  fill(options: InitializerOptions[K], shape: Shape, owner: string): Fill;
}

/** Makes an initializer from options, all of which may be left out. */
export interface InitializerFactory<K extends InitializerName> {
  (options?: Partial<InitializerOptions[K]>): InitializerOf<K>;
  /** Joins options of any origin, a file perhaps, to the values; `owner` is what errors call it. */
  initialize(options: unknown, owner: string): Initialize;
}

/**
 * The factory of an initializer. What it makes is frozen and holds every option.
 *
 * @throws ConfigError from the factory for an unknown option or an impossible value
 */
export function defineInitializer<K extends InitializerName>(
  definition: InitializerDefinition<K>,
): InitializerFactory<K> {
  const { kind, defaults } = definition;
  const complete = (given: unknown, owner: string): InitializerOptions[K] => {
    const options = withDefaults(owner, defaults, given);
    definition.check?.(options, owner);
    return options;
  };
  const factory = (given: Partial<InitializerOptions[K]> = {}): InitializerOf<K> =>
    Object.freeze({ kind, ...complete(given, kind) });
  const initialize = (given: unknown, owner: string): Initialize => {
    const options = complete(given, owner);
    return (shape) => definition.fill(options, shape, owner);
  };
  return Object.assign(factory, { initialize });
}

/** The given numbers, and the defaults where there are none. */
function withDefaults<O extends object>(owner: string, defaults: O, given: unknown): O;
function withDefaults(owner: string, defaults: object, given: unknown): object {
  if (typeof given !== 'object' || given === null) {
    throw new ConfigError(`${owner} wants its options by name, in an object; got ${String(given)}`);
  }
  const [first] = Object.keys(given);
  if (first !== undefined && Object.keys(defaults).length === 0) {
    throw new ConfigError(`${owner} takes no options, got '${first}': leave it out`);
  }
  const options = fillOptions(owner, given, [], defaults);
  for (const [option, value] of Object.entries(options)) {
    if (typeof Reflect.get(defaults, option) !== 'number') continue; // `check` knows what it may be
    checkNumber(owner, option, value, 'to be a finite number', Number.isFinite);
  }
  return options;
}
