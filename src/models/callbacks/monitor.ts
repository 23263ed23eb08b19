import { ConfigError } from '../../tensor/index.ts';
import { checkChoice } from '../../tensor/options.ts';
import type { Logs } from '../callbacks.ts';

/** What better is: `min` less, `max` more, `auto` what the name says. */
export type MonitorMode = 'auto' | 'min' | 'max';

/** One of the numbers that epochs report, and which of two is better. */
export interface Monitor {
  /** What is worse than any number. */
  readonly worst: number;
  /** The number. @throws ConfigError if it is not reported */
  read(logs: Logs): number;
  /** Whether `value` is better than `reference` by more than `minDelta`; NaN never is. */
  isBetter(value: number, reference: number, minDelta?: number): boolean;
}

/** Names of which more is better, and of which less is. */
const MORE = /(accuracy|precision|recall|f1|f1score|auc|r2|r2score)$/i;
const LESS = /(loss|error|perplexity|bitsPerToken|entropy|divergence|hinge)$/i;

/**
 * What a callback looks at.
 *
 * @param owner the callback, for errors
 * @throws ConfigError for an unknown mode, and for `auto` if the name does not say what is better
 */
export function monitorOf(owner: string, name: string, mode: MonitorMode): Monitor {
  if (typeof name !== 'string' || name === '') {
    throw new ConfigError(`${owner} wants monitor to be a name, got ${name}`);
  }
  const sign = signOf(owner, name, mode);
  return {
    worst: sign * Number.POSITIVE_INFINITY,
    read(logs) {
      const value = logs[name];
      if (value !== undefined) return value;
      throw new ConfigError(
        `${owner} wants to monitor ${name}, but ${Object.keys(logs).join(', ')} are reported: give ` +
          'fit data to validate with, or monitor one of these',
      );
    },
    isBetter: (value, reference, minDelta = 0) => sign * value < sign * reference - minDelta,
  };
}

/** 1 if less is better, −1 if more is. */
function signOf(owner: string, name: string, mode: MonitorMode): 1 | -1 {
  checkChoice(owner, 'mode', mode, ['auto', 'min', 'max']);
  if (mode === 'max' || (mode === 'auto' && MORE.test(name))) return -1;
  if (mode === 'min' || LESS.test(name)) return 1;
  throw new ConfigError(
    `${owner} cannot tell whether more or less of ${name} is better: say mode 'max' or 'min'`,
  );
}
