import type { Layer } from './contract.ts';
import type { DoesNotFit, Fits } from './fits.ts';
import type { AnyValue, Numbers, RankOf } from './kinds.ts';
import type { Attended, Merged, Outcome, Together } from './outcome.ts';
import type { Signature } from './value.ts';

/**
 * A value that is not there yet: what a layer will give once a model runs. `input({ shape })` is one,
 * and calling a layer on one gives the next; `model({ inputs, outputs })` makes a model of them.
 */
export interface Symbolic<K = AnyValue> {
  /** The call that gives it. */
  readonly from: Call;
  /** Which of the layer's outputs it is: 0 the output, then final states, then further outputs. */
  readonly output: number;
  /** What is known of it. */
  readonly signature: Signature;
  /** For the type checker alone: its kind. */
  readonly is?: K;
}

/** One use of a layer. */
export interface Call {
  /** The layer that is called. */
  readonly layer: Layer;
  /** What it reads; nothing if it is an input. */
  readonly inputs: readonly Symbolic[];
  /** The initial states it is given; none if it begins with those of the model. */
  readonly states: readonly Symbolic[];
}

/** Options of a call. */
export interface CallOptions {
  /** What a recurrent layer begins with, e.g. the final states of another; zeros by default. */
  readonly initialState?: Symbolic | readonly Symbolic[];
}

/** A layer that can be called on symbolic values, which gives `More` beside its output. */
export type CallableLayer<In, Out, More extends readonly unknown[] = readonly []> = Layer<In, Out> &
  Callable<In, Out, More>;

/**
 * What makes a call of a layer; a layer that reads several values takes a list. Where nothing is said
 * of what the layer gives (`never`), a call gives what fits everywhere.
 */
export type Callable<In, Out, More extends readonly unknown[]> = [Out] extends [never]
  ? (x: Symbolic | readonly Symbolic[], options?: CallOptions) => never
  : <const X extends Symbolic | readonly Symbolic[]>(
      x: X & Accepts<KindsOf<X>, In, Extract<Out, Together>>,
      options?: CallOptions,
    ) => Called<Outcome<Out, KindsOf<X>>, More>;

/** A symbolic value, or a tuple of it and what the layer gives beside it. */
type Called<Out, More extends readonly unknown[]> = More extends readonly []
  ? Symbolic<Out>
  : readonly [Symbolic<Out>, ...{ readonly [I in keyof More]: Symbolic<More[I]> }];

/** The kind of a symbolic value, or a list of kinds; of what fits everywhere (`never`) nothing is known. */
export type KindsOf<X> =
  X extends Symbolic<infer K> ? K : { readonly [I in keyof X]: KindOf<X[I]> };

type KindOf<X> = [X] extends [never] ? AnyValue : X extends Symbolic<infer K> ? K : never;

/** Nothing to add where the kinds fit; else what the type checker says of it. */
export type Accepts<Kinds, In, Out = never> =
  Fits<Kinds, In> extends true
    ? [Out] extends [never]
      ? unknown
      : [Outcome<Out, Kinds>] extends [never]
        ? DoesNotFit<AsFirst<Out, Kinds>, Kinds>
        : unknown
    : DoesNotFit<In, Kinds>;

/** What goes with the first of several values. */
type AsFirst<Out, Kinds> = Kinds extends readonly [infer First, ...unknown[]]
  ? readonly (Out extends Merged | Attended ? First : Numbers<RankOf<First>>)[]
  : never;

/** Whether something is a symbolic value. */
export function isSymbolic(value: unknown): value is Symbolic {
  return typeof value === 'object' && value !== null && 'from' in value && 'signature' in value;
}
