import type { Dims } from '../tensor/index.ts';

// Ranks are counted in tuples: `Dims<R>` has R members. A rank that is not known is `number`, and so
// is what follows from it.

/** The rank A + B. */
export type SumOfRanks<A extends number, B extends number> = [...Dims<A>, ...Dims<B>]['length'] &
  number;

/** The rank A − B; `never` where B is larger. */
export type RankWithout<A extends number, B extends number> = number extends A | B
  ? number
  : Dims<A> extends [...Dims<B>, ...infer Rest]
    ? Rest['length']
    : never;

/** The larger of two ranks: that of an operation whose operands are broadcast. */
export type BroadcastRank<A extends number, B extends number> = number extends A | B
  ? number
  : Dims<A> extends [...Dims<B>, ...(readonly unknown[])]
    ? A
    : B;
