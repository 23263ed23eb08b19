import type { Random, Shape } from '../../tensor/index.ts';

/** No options at all. */
export type NoOptions = object;

/** The options of `randomUniform`. */
export interface UniformOptions {
  /** The least value; -0.05 by default. */
  readonly minval: number;
  /** The greatest value; 0.05 by default. */
  readonly maxval: number;
}

/** The options of `randomNormal` and `truncatedNormal`. */
export interface NormalOptions {
  /** Of the values; 0 by default. */
  readonly mean: number;
  /** Their standard deviation (of `truncatedNormal` before it truncates); 0.05 by default. */
  readonly stddev: number;
}

/** The options of `orthogonal` and `identity`. */
export interface GainOptions {
  /** What the matrix is multiplied by; 1 by default. */
  readonly gain: number;
}

/** The options of `varianceScaling`. */
export interface VarianceScalingOptions {
  /** What the variance is, times a fan; 1 by default. */
  readonly scale: number;
  /** Which fan divides it, `fanIn` by default; `fanAvg` is the mean of both. */
  readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
  /** How values are distributed, `truncatedNormal` by default. */
  readonly distribution: 'truncatedNormal' | 'untruncatedNormal' | 'uniform';
}

/** Every initializer with its options, whose names and defaults are Keras'. */
export interface InitializerOptions {
  /** All values 0. */
  readonly zeros: NoOptions;
  /** All values 1. */
  readonly ones: NoOptions;
  /** All values the same. */
  readonly constant: {
    /** That value; 0 by default. */
    readonly value: number;
  };
  /** Evenly distributed between two values. */
  readonly randomUniform: UniformOptions;
  /** Normally distributed. */
  readonly randomNormal: NormalOptions;
  /** Normally distributed without the tails. */
  readonly truncatedNormal: NormalOptions;
  /** Uniform with variance 2 / (fanIn + fanOut). */
  readonly glorotUniform: NoOptions;
  /** Truncated normal with variance 2 / (fanIn + fanOut). */
  readonly glorotNormal: NoOptions;
  /** Uniform with variance 2 / fanIn. */
  readonly heUniform: NoOptions;
  /** Truncated normal with variance 2 / fanIn. */
  readonly heNormal: NoOptions;
  /** Uniform with variance 1 / fanIn. */
  readonly lecunUniform: NoOptions;
  /** Truncated normal with variance 1 / fanIn. */
  readonly lecunNormal: NoOptions;
  /** Variance scale / fan, by any of three distributions. */
  readonly varianceScaling: VarianceScalingOptions;
  /** A random matrix with orthogonal rows or columns. */
  readonly orthogonal: GainOptions;
  /** The identity matrix. */
  readonly identity: GainOptions;
}

/** The name of an initializer. */
export type InitializerName = keyof InitializerOptions;

/** An initializer of one kind with its options: plain JSON, e.g. `{ kind: 'constant', value: 1 }`. */
export type InitializerOf<K extends InitializerName> = Readonly<
  {
    /** Its name. */
    kind: K;
  } & InitializerOptions[K]
>;

/** An initializer with its options: plain JSON. */
export type Initializer = { [K in InitializerName]: InitializerOf<K> }[InitializerName];

/** What a layer's option takes: `'glorotUniform'`, or with options `orthogonal({ gain: 0.5 })`. */
export type InitializerOption = InitializerName | Initializer;

/**
 * Writes the initial values of a weight in row-major order, in float64, whatever stood there;
 * `random` is the weight's own stream.
 */
export type Fill = (out: Float64Array, random: Random) => void;

/**
 * How a weight of the given shape gets its initial values.
 *
 * @throws ConfigError if the initializer is not made for such a shape
 */
export type Initialize = (shape: Shape) => Fill;
