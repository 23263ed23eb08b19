import type { Tensor } from '../../tensor/index.ts';

/** Every regularizer with its options, whose names and defaults are Keras'. */
export interface RegularizerOptions {
  /** l1 · Σ |w|. */
  readonly l1: {
    /** 0.01 by default. */
    readonly l1: number;
  };
  /** l2 · Σ w². */
  readonly l2: {
    /** 0.01 by default. */
    readonly l2: number;
  };
  /** l1 · Σ |w| + l2 · Σ w². */
  readonly l1l2: {
    /** 0 by default. */
    readonly l1: number;
    /** 0 by default. */
    readonly l2: number;
  };
  /** How far the rows or columns of a matrix are from right angles. */
  readonly orthogonalRegularizer: {
    /** 0.01 by default. */
    readonly factor: number;
    /** `'rows'` by default. */
    readonly mode: 'rows' | 'columns';
  };
}

/** The name of a regularizer. */
export type RegularizerName = keyof RegularizerOptions;

/** A regularizer with all its options; plain JSON. */
export type RegularizerOf<K extends RegularizerName> = { readonly kind: K } & RegularizerOptions[K];

/** Any regularizer. */
export type Regularizer = { [K in RegularizerName]: RegularizerOf<K> }[RegularizerName];

/** What layers take: a regularizer, its name, or `null` for none. */
export type RegularizerOption = RegularizerName | Regularizer | null;

/** What one number costs. */
export interface ElementPenalty {
  /** The penalty of w. */
  of(w: number): number;
  /** Its derivative at w. */
  slope(w: number): number;
}

/** A penalty on a weight, which is added to the loss. */
export interface Penalty {
  /** The penalty, in float64. */
  of(w: Tensor): number;
  /** Adds its gradient by the weight to `d`, computed in float64 and rounded as it is added. */
  addGradient(w: Tensor, d: Tensor): void;
  /** Where it is a sum over the numbers of the weight: of one of them, and its slope there. */
  readonly element?: ElementPenalty | undefined;
}
