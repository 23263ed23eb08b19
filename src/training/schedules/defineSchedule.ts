import { ConfigError } from '../../tensor/index.ts';
import { checkNumber, type DefaultsOf, fillOptions } from '../../tensor/options.ts';
import type { RateAt, ScheduleName, ScheduleOf, ScheduleOptions } from './schedule.ts';

/** What a schedule is made of. */
export interface ScheduleDefinition<K extends ScheduleName> {
  /** Its name. */
  readonly kind: K;
  /** Names of the options that must be given. */
  readonly required: readonly (keyof ScheduleOptions[K] & string)[];
  /** The other options, with Keras' defaults. */
  readonly defaults: DefaultsOf<ScheduleOptions[K]>;
  /** Refuses options that make no sense, with a ConfigError; `owner` is what errors call it. */
  check(options: Required<ScheduleOptions[K]>, owner: string): void;
  /** The rate, computed in float64 by functions with fixed bits. */
  rate(options: Required<ScheduleOptions[K]>): RateAt;
}

/** Makes a schedule from options. */
export interface ScheduleFactory<K extends ScheduleName> {
  (options: ScheduleOptions[K]): ScheduleOf<K>;
  /** The schedule and its rate, from options of any origin, a file perhaps. */
  revive(options: object): { readonly schedule: ScheduleOf<K>; readonly at: RateAt };
}

/**
 * The factory of a schedule. What it makes is frozen and holds every option.
 *
 * @throws ConfigError from the factory for an unknown or a missing option or an impossible value
 */
export function defineSchedule<K extends ScheduleName>(
  definition: ScheduleDefinition<K>,
): ScheduleFactory<K> {
  const { kind, required, defaults } = definition;
  const revive = (given: object): ReturnType<ScheduleFactory<K>['revive']> => {
    const filled = fillOptions<ScheduleOptions[K]>(kind, given, required, defaults);
    definition.check(filled, kind);
    const options = withOwnLists(filled);
    const schedule: ScheduleOf<K> = { kind, ...options };
    Object.freeze(schedule);
    return { schedule, at: definition.rate(options) };
  };
  const factory = (given: ScheduleOptions[K]): ScheduleOf<K> => {
    if (typeof given !== 'object') {
      throw new ConfigError(
        `${kind} wants its options by name, in an object; got ${String(given)}`,
      );
    }
    return revive(given).schedule;
  };
  return Object.assign(factory, { revive });
}

/** The same options with frozen copies of lists, which are the caller's. */
function withOwnLists<O extends object>(options: O): O;
function withOwnLists(options: object): object {
  const entries = Object.entries(options).map(([name, value]: [string, unknown]) => {
    if (!Array.isArray(value)) return [name, value] as const;
    const list: readonly unknown[] = value;
    return [name, Object.freeze([...list])] as const;
  });
  return Object.fromEntries(entries);
}

/** Throws a ConfigError unless the rate is a finite number >= 0. */
export function checkRate(owner: string, option: string, value: unknown): void {
  checkNumber(owner, option, value, '>= 0', (rate) => rate >= 0);
}

/** Throws a ConfigError unless the number of updates is finite and > 0. */
export function checkSteps(owner: string, option: string, value: unknown): void {
  checkNumber(owner, option, value, '> 0', (steps) => steps > 0);
}

/** Throws a ConfigError unless the value is a part of a whole. */
export function checkPart(owner: string, option: string, value: unknown): void {
  checkNumber(owner, option, value, 'in [0, 1]', (part) => part >= 0 && part <= 1);
}
