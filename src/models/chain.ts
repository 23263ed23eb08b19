import type {
  AnyKind,
  AnyValue,
  DoesNotFit,
  Fits,
  Layer,
  Outcome,
  Tokens,
} from '../layers/index.ts';

/** The kind a layer takes. */
type InOf<L> = L extends Layer<infer In> ? In : never;

type OutOf<L, K> = L extends { readonly out?: infer Out }
  ? Outcome<Exclude<Out, undefined>, K>
  : never;

/** The layers of a chain, each replaced by `DoesNotFit` where it cannot take what it gets. */
export type Chain<L extends readonly unknown[], K = StartOf<L>> = number extends L['length']
  ? L
  : L extends readonly [infer First, ...infer Rest]
    ? readonly [
        Fits<K, InOf<First>> extends true ? First : DoesNotFit<InOf<First>, K>,
        ...Chain<Rest, OutOf<First, K>>,
      ]
    : readonly [];

/** What a chain of layers takes: ids `[batch, time]` where its first layer reads ids of any rank. */
export type StartOf<L extends readonly unknown[]> = L extends readonly [infer First, ...unknown[]]
  ? Tokens<number> extends InOf<First>
    ? AnyKind extends InOf<First>
      ? AnyValue
      : Tokens<2>
    : InOf<First>
  : AnyValue;

/** What a chain of layers gives. */
export type EndOf<L extends readonly unknown[], K = StartOf<L>> = number extends L['length']
  ? AnyValue
  : L extends readonly [infer First, ...infer Rest]
    ? EndOf<Rest, OutOf<First, K>>
    : K;
