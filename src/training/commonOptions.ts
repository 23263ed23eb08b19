import { checkNumber } from '../tensor/options.ts';
import { ACCUMULATION, type AccumulationOptions, accumulationOf } from './accumulation.ts';
import { AVERAGING, type Averaging, type AveragingOptions, averagingOf } from './averaging.ts';
import { CLIPPINGS, type Clipping, type ClippingOptions, clippingOf } from './clipping.ts';
import { type LearningRate, type Rates, ratesOf } from './schedules/learningRate.ts';
import {
  WEIGHT_DECAY,
  type WeightDecay,
  type WeightDecayOptions,
  weightDecayOf,
} from './weightDecay.ts';

/** Options of every optimizer, beside its learning rate; each may be left out. */
export interface CommonOptions
  extends ClippingOptions,
    WeightDecayOptions,
    AveragingOptions,
    AccumulationOptions {}

/** What they say. */
export interface Common {
  readonly rates: Rates;
  readonly clipping: Clipping | undefined;
  readonly weightDecay: WeightDecay | undefined;
  readonly averaging: Averaging | undefined;
  /** How many gradients make an update. */
  readonly accumulation: number;
}

/** The names of the options. */
export const COMMON: readonly (keyof CommonOptions)[] = [
  ...CLIPPINGS,
  ...WEIGHT_DECAY,
  ...AVERAGING,
  ...ACCUMULATION,
];

/** Reads the options that every optimizer has. @throws ConfigError for an impossible one */
export function commonOf(
  owner: string,
  options: CommonOptions,
  learningRate: LearningRate,
): Common {
  return {
    rates: ratesOf(owner, learningRate),
    clipping: clippingOf(owner, options),
    weightDecay: weightDecayOf(owner, options),
    averaging: averagingOf(owner, options),
    accumulation: accumulationOf(owner, options),
  };
}

/** Throws a ConfigError unless the share of a running mean that stays is in [0, 1). */
export function checkShare(owner: string, option: string, value: unknown): void {
  checkNumber(owner, option, value, 'in [0, 1)', (share) => share >= 0 && share < 1);
}

/** Throws a ConfigError unless ε > 0. */
export function checkEpsilon(owner: string, epsilon: unknown): void {
  checkNumber(owner, 'epsilon', epsilon, '> 0', (value) => value > 0);
}
