import type { Tensor } from '../../tensor/index.ts';

/** Every constraint with its options, whose names and defaults are Keras'. */
export interface ConstraintOptions {
  /** No vector along `axis` is longer than `maxValue`. */
  readonly maxNorm: {
    /** 2 by default. */
    readonly maxValue: number;
    /** 0 by default: the columns of a matrix. */
    readonly axis: number;
  };
  /** No weight is below 0. */
  readonly nonNeg: object;
  /** Every vector along `axis` has length 1. */
  readonly unitNorm: {
    /** 0 by default: the columns of a matrix. */
    readonly axis: number;
  };
  /** The length of every vector along `axis` is between `minValue` and `maxValue`. */
  readonly minMaxNorm: {
    /** 0 by default. */
    readonly minValue: number;
    /** 1 by default. */
    readonly maxValue: number;
    /** How much of the way is gone at each update, in [0, 1]; 1 by default. */
    readonly rate: number;
    /** 0 by default: the columns of a matrix. */
    readonly axis: number;
  };
}

/** The name of a constraint. */
export type ConstraintName = keyof ConstraintOptions;

/** A constraint with all its options; plain JSON. */
export type ConstraintOf<K extends ConstraintName> = { readonly kind: K } & ConstraintOptions[K];

/** Any constraint. */
export type Constraint = { [K in ConstraintName]: ConstraintOf<K> }[ConstraintName];

/** What layers take: a constraint, its name, or `null` for none. */
export type ConstraintOption = ConstraintName | Constraint | null;

/** Changes a weight, after each update, so that it keeps to the constraint. */
export type Constrain = (w: Tensor) => void;
