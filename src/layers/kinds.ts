/** The kind of a value that holds numbers of rank `R`, the batch included. */
export interface Numbers<R extends number> {
  /** The rank. */
  readonly numbers: R;
}

/** The kind of a value that holds ids of rank `R`, the batch included. */
export interface Tokens<R extends number> {
  /** The rank. */
  readonly tokens: R;
}

/** `[batch, features]`. */
export type Features = Numbers<2>;

/** `[batch, time, features]`. */
export type Sequence = Numbers<3>;

/** Any value, or the values of a layer that takes several. */
export type AnyKind = AnyValue | readonly AnyValue[];

/** One value. */
export type AnyValue = Numbers<number> | Tokens<number>;

/** As an `Out`: the layer gives the kind it got. */
export interface Same {
  /** Tells it from other kinds. */
  readonly same: true;
}

/** As an `Out`: the layer turns ids of rank `R` into numbers of rank `R + 1`. */
export interface Embedded {
  /** Tells it from other kinds. */
  readonly embedded: true;
}

/** As an `Out`: the layer takes several values of one kind and gives that kind. */
export interface Merged {
  /** Tells it from other kinds. */
  readonly merged: true;
}

/** What a layer with the outcome `Out` gives for a value of kind `K`. */
export type Outcome<Out, K> = Out extends Same
  ? K
  : Out extends Embedded
    ? K extends Tokens<infer R>
      ? Numbers<R extends 1 ? 2 : R extends 2 ? 3 : number>
      : never
    : Out extends Merged
      ? K extends readonly (infer Each)[]
        ? Each
        : never
      : Out;

/** The rank of a value of kind `K`. */
export type RankOf<K> = K extends Numbers<infer R> ? R : K extends Tokens<infer R> ? R : number;
