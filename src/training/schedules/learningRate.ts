import { ConfigError } from '../../tensor/index.ts';
import { named } from '../named.ts';
import { cosineDecay } from './cosineDecay.ts';
import { cosineDecayRestarts } from './cosineDecayRestarts.ts';
import { checkRate } from './defineSchedule.ts';
import { exponentialDecay } from './exponentialDecay.ts';
import { inverseTimeDecay } from './inverseTimeDecay.ts';
import { piecewiseConstantDecay } from './piecewiseConstantDecay.ts';
import { polynomialDecay } from './polynomialDecay.ts';
import type { LearningRateSchedule, RateAt, ScheduleName } from './schedule.ts';

/** η: one number >= 0, or a function of the updates so far, e.g. `cosineDecay({ … })`. */
export type LearningRate = number | LearningRateSchedule;

/** A learning rate that was checked. */
export interface Rates {
  /** As it was given, with defaults filled in; plain JSON. */
  readonly given: LearningRate;
  /** η of the update that follows so many. */
  readonly at: RateAt;
}

interface Revived {
  readonly schedule: LearningRateSchedule;
  readonly at: RateAt;
}

const SCHEDULES: Readonly<Record<ScheduleName, { revive(options: object): Revived }>> = {
  exponentialDecay,
  inverseTimeDecay,
  piecewiseConstantDecay,
  polynomialDecay,
  cosineDecay,
  cosineDecayRestarts,
};

/**
 * What a learning rate means, whether code or a file gave it.
 *
 * @throws ConfigError unless it is a finite number >= 0 or a schedule whose options make sense
 */
export function ratesOf(owner: string, given: unknown): Rates {
  if (typeof given === 'object' && given !== null) {
    const { kind, ...options } = { kind: undefined, ...given };
    if (typeof kind === 'string') {
      const { schedule, at } = named('schedule', SCHEDULES, kind).revive(options);
      return { given: schedule, at };
    }
    throw new ConfigError(
      `${owner} wants learningRate >= 0 or a schedule such as cosineDecay({ … }), ` +
        'got an object without a kind',
    );
  }
  checkLearningRate(owner, given);
  return { given, at: () => given };
}

/** Throws a ConfigError unless the learning rate is a finite number >= 0. */
export function checkLearningRate(owner: string, value: unknown): asserts value is number {
  checkRate(owner, 'learningRate', value);
}
