import type { AnyValue, Sequence } from '../layers/index.ts';
import type { Loss, LossName } from '../training/index.ts';

/** A loss of predictions of kind `K`, or its name: one of sequences does not go with another rank. */
export type OneLoss<K = AnyValue> = LossNameFor<K> | Loss<unknown, K>;

type LossNameFor<K> = [K] extends [Sequence]
  ? LossName
  : [Sequence] extends [K]
    ? LossName
    : Exclude<LossName, 'ctc'>;

/** The losses of a model that gives `Out`: one for all of its outputs, or one for each. */
export type LossesFor<Out> = [Out] extends [AnyValue]
  ? OneOrMore<OneLoss<Out>>
  : unknown extends Out
    ? OneOrMore<OneLoss>
    :
        | OneLoss<Out[keyof Out]>
        | (Out extends readonly unknown[] ? LossList<Out> : LossesByName<Out>);

type OneOrMore<L> = L | readonly L[] | Readonly<Record<string, L>>;

/** A loss for each output, or by the names of their layers. */
type LossList<Out extends readonly unknown[]> =
  | { readonly [I in keyof Out]: OneLoss<Out[I]> }
  | Readonly<Record<string, OneLoss>>;

/** Losses by the names of outputs, any of which may be without one, or in their order. */
type LossesByName<Out> =
  | { readonly [Name in keyof Out]?: OneLoss<Out[Name]> }
  | readonly OneLoss<Out[keyof Out]>[];
