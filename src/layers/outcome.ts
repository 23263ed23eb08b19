import type { FeaturesOf, Numbers, Sequence, Tokens } from './kinds.ts';
import type { Sum } from './sum.ts';

// What a layer gives may depend on what it gets. As the `Out` of a layer these say how.

/** As an `Out`: the layer gives the kind it got. */
export interface Same {
  /** Tells it from other kinds. */
  readonly same: true;
}

/** As an `Out`: the layer gives numbers of the rank it got, with `N` features. */
export interface Resized<N extends number = number> {
  /** How many features. */
  readonly resized: N;
}

/** As an `Out`: the layer gives numbers of rank `R`, with as many features as it got. */
export interface OfRank<R extends number> extends Numbers<R> {
  /** The rank. */
  readonly ofRank: R;
}

/** As an `Out`: the layer gives `[batch, features]`, with as many features as it got. */
export type AsFeatures = OfRank<2>;

/** As an `Out`: the layer gives `[batch, time, features]`, with as many features as it got. */
export type AsSequence = OfRank<3>;

/** As an `Out`: the layer turns ids of rank `R` into numbers of rank `R + 1`, with `N` features. */
export interface Embedded<N extends number = number> {
  /** How many features. */
  readonly embedded: N;
}

/** As an `Out`: the layer takes several values of one kind and gives that kind. */
export interface Merged {
  /** Tells it from other kinds. */
  readonly merged: true;
}

/**
 * As an `Out`: the layer takes several values of one rank and puts them side by side, so that there are
 * as many features as they have together; or, with `'otherwise'`, along an axis that is not said here.
 */
export interface Joined<Along extends 'features' | 'otherwise' = 'features'> {
  /** Along what. */
  readonly joined: Along;
}

/** As an `Out`: the layer compares queries with keys of as many features and gives values for them. */
export interface Attended extends Sequence {
  /** Tells it from other kinds. */
  readonly attended: true;
}

/** The outcomes that several values have only if they go together. */
export type Together = Merged | Joined<'features' | 'otherwise'> | Attended;

/** What a layer with the outcome `Out` gives for a value of kind `K`; `never` if it cannot take that. */
export type Outcome<Out, K> = Out extends Same
  ? K
  : Out extends Resized<infer N>
    ? ResizedTo<N, K>
    : Out extends OfRank<infer R>
      ? Numbers<R, FeaturesOf<K>>
      : Out extends Embedded<infer N>
        ? EmbeddedIn<N, K>
        : Out extends Together
          ? OutcomeTogether<Out, K>
          : Out;

type ResizedTo<N extends number, K> = K extends Numbers<infer R> ? Numbers<R, N> : never;

type EmbeddedIn<N extends number, K> =
  K extends Tokens<infer R> ? Numbers<R extends 1 ? 2 : R extends 2 ? 3 : number, N> : never;

type OutcomeTogether<Out extends Together, K> = Out extends Attended
  ? ValuesOf<K>
  : K extends readonly [infer First, ...infer Rest]
    ? Rest extends readonly []
      ? First
      : Out extends Joined<infer Along>
        ? Beside<First, OutcomeTogether<Out, Rest>, Along>
        : Both<First, OutcomeTogether<Out, Rest>>
    : K extends readonly (infer Each)[]
      ? Out extends Merged
        ? Each
        : ResizedTo<number, Each>
      : never;

/** The kind of two values that are alike; `never` if they differ in rank or size. */
type Both<A, B> =
  A extends Numbers<infer R, infer N>
    ? B extends Numbers<infer S, infer M>
      ? Known<R & S, N & M>
      : never
    : never;

/** The kind of two values side by side; `never` if they differ in rank. */
type Beside<A, B, Along> =
  A extends Numbers<infer R, infer N>
    ? B extends Numbers<infer S, infer M>
      ? Known<R & S, Along extends 'features' ? Sum<N, M> : number>
      : never
    : never;

/** Numbers of that rank and size, if there can be. */
type Known<R extends number, N extends number> = [R] extends [never]
  ? never
  : [N] extends [never]
    ? never
    : Numbers<R, N>;

/** The kind of the values of `[query, value]` or `[query, value, key]`; keys are the values if left out. */
type ValuesOf<K> = K extends readonly [
  Numbers<number, infer Q>,
  Numbers<number, infer V>,
  ...infer Keys,
]
  ? [Q & FeaturesOf<Keys extends readonly [unknown] ? Keys : Numbers<number, V>>] extends [never]
    ? never
    : Sequence<V>
  : Sequence;
