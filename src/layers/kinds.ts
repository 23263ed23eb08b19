// Kinds say what a value is to the type checker: what it holds, of which rank, and how many features. What
// is not known when a program is compiled is `number`, and may then be anything.

/** The kind of a value that holds numbers of rank `R`, the batch included, with `N` features. */
export interface Numbers<R extends number, N extends number = number> {
  /** Tells it from ids. */
  readonly holds: 'numbers';
  /** The rank. */
  readonly rank: R;
  /** The size of the last axis. */
  readonly features: N;
}

/** The kind of a value that holds ids of rank `R`, the batch included. */
export interface Tokens<R extends number> {
  /** Tells it from numbers. */
  readonly holds: 'ids';
  /** The rank. */
  readonly rank: R;
}

/** `[batch, features]`, of `N` features. */
export type Features<N extends number = number> = Numbers<2, N>;

/** `[batch, time, features]`, of `N` features. */
export type Sequence<N extends number = number> = Numbers<3, N>;

/** Any value, or the values of a layer that takes several. */
export type AnyKind = AnyValue | readonly AnyValue[];

/** One value. */
export type AnyValue = Numbers<number> | Tokens<number>;

/** The rank of a value of kind `K`. */
export type RankOf<K> = K extends { readonly rank: infer R extends number } ? R : number;

/** How many features a value of kind `K` has; of several values, the first. */
export type FeaturesOf<K> = [K] extends [never]
  ? number
  : K extends readonly [infer First, ...unknown[]]
    ? FeaturesOf<First>
    : K extends { readonly features: infer N extends number }
      ? N
      : number;

/** The kind of numbers that have the sizes `S` after the batch; a size that is null or −1 is not known. */
export type OfShape<S extends readonly unknown[]> = [RankWithBatch<S>, LastSize<S>] extends [
  infer R extends number,
  infer N extends number,
]
  ? Numbers<R, N>
  : never;

/** The rank of what has the sizes `S` after the batch. */
export type RankWithBatch<S extends readonly unknown[]> = Extract<[null, ...S]['length'], number>;

type LastSize<S extends readonly unknown[]> = S extends readonly [
  ...unknown[],
  infer N extends number,
]
  ? -1 extends N
    ? number
    : N
  : number;
