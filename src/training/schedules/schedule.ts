/** Options of `exponentialDecay`; names and defaults are Keras'. */
export interface ExponentialDecayOptions {
  /** η at first, >= 0. */
  readonly initialLearningRate: number;
  /** After how many updates the rate is `decayRate` of what it was; > 0. */
  readonly decaySteps: number;
  /** That part, > 0. */
  readonly decayRate: number;
  /** Whether the rate stays as it is for `decaySteps` updates and then falls; `false` by default. */
  readonly staircase?: boolean;
}

/** Options of `inverseTimeDecay`; names and defaults are Keras'. */
export interface InverseTimeDecayOptions {
  /** η at first, >= 0. */
  readonly initialLearningRate: number;
  /** How many updates are one unit of time; > 0. */
  readonly decaySteps: number;
  /** How much a unit of time adds to the divisor, which is 1 at first; >= 0. */
  readonly decayRate: number;
  /** Whether only whole units of time count; `false` by default. */
  readonly staircase?: boolean;
}

/** Options of `piecewiseConstantDecay`; names are Keras'. */
export interface PiecewiseConstantDecayOptions {
  /** After how many updates each rate but the last ends: rising numbers >= 0. */
  readonly boundaries: readonly number[];
  /** The rates, each >= 0; one more than there are boundaries. */
  readonly values: readonly number[];
}

/** Options of `polynomialDecay`; names and defaults are Keras'. */
export interface PolynomialDecayOptions {
  /** η at first, >= 0. */
  readonly initialLearningRate: number;
  /** How many updates the way to `endLearningRate` takes; > 0. */
  readonly decaySteps: number;
  /** η at the end, >= 0; 0.0001 by default. */
  readonly endLearningRate?: number;
  /** > 0; 1 by default, a straight line. */
  readonly power?: number;
  /**
   * Whether the way is made longer, by `decaySteps`, whenever its end is reached; `false` by default.
   */
  readonly cycle?: boolean;
}

/** Options of `cosineDecay`; names and defaults are Keras'. */
export interface CosineDecayOptions {
  /** η at first, >= 0. */
  readonly initialLearningRate: number;
  /** How many updates the way down takes, after those of the warm-up; > 0. */
  readonly decaySteps: number;
  /** Which part of the rate stays at the end, in [0, 1]; 0 by default. */
  readonly alpha?: number;
  /** η after the warm-up, where the way down begins, >= 0; null, the default, goes without warm-up. */
  readonly warmupTarget?: number | null;
  /** How many updates the warm-up takes; 0 by default, and >= 1 with `warmupTarget`. */
  readonly warmupSteps?: number;
}

/** Options of `cosineDecayRestarts`; names and defaults are Keras'. */
export interface CosineDecayRestartsOptions {
  /** η at first, >= 0. */
  readonly initialLearningRate: number;
  /** How many updates the first way down takes; > 0. */
  readonly firstDecaySteps: number;
  /** How many times as long each is as the one before it; >= 1, and 2 by default. */
  readonly tMul?: number;
  /** How many times as high each begins; > 0, and 1 by default. */
  readonly mMul?: number;
  /** Which part of the rate stays at the end of each, in [0, 1]; 0 by default. */
  readonly alpha?: number;
}

/** The options of each schedule, by its name. */
export interface ScheduleOptions {
  /** Of `exponentialDecay`. */
  readonly exponentialDecay: ExponentialDecayOptions;
  /** Of `inverseTimeDecay`. */
  readonly inverseTimeDecay: InverseTimeDecayOptions;
  /** Of `piecewiseConstantDecay`. */
  readonly piecewiseConstantDecay: PiecewiseConstantDecayOptions;
  /** Of `polynomialDecay`. */
  readonly polynomialDecay: PolynomialDecayOptions;
  /** Of `cosineDecay`. */
  readonly cosineDecay: CosineDecayOptions;
  /** Of `cosineDecayRestarts`. */
  readonly cosineDecayRestarts: CosineDecayRestartsOptions;
}

/** A schedule's name. */
export type ScheduleName = keyof ScheduleOptions;

/** One schedule with all of its options; plain JSON. */
export type ScheduleOf<K extends ScheduleName> = { readonly kind: K } & Required<
  ScheduleOptions[K]
>;

/** A learning rate that is a function of the updates so far; plain JSON. */
export type LearningRateSchedule = {
  [K in ScheduleName]: { readonly kind: K } & ScheduleOptions[K];
}[ScheduleName];

/** η of the update that follows so many. */
export type RateAt = (iterations: number) => number;
