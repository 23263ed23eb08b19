import type { AnyValue, Fits, Numbers, Sequence } from '../layers/index.ts';
import type { Loss, LossName, Predictions } from '../training/index.ts';

/** A loss of predictions of kind `K`, or its name: one of another rank, or of another size, does not go. */
export type OneLoss<K = AnyValue> = LossNameFor<readonly [K]> | LossOf<K>;

/** The losses of a model that gives `Out`: one for all of its outputs, or one for each. */
export type LossesFor<Out> = [Out] extends [AnyValue]
  ? OneOrMore<OneLoss<Out>>
  : unknown extends Out
    ? OneOrMore<OneLoss>
    : LossNameFor<Out> | LossOfAll<Out> | LossOfEach<Out>;

type OneOrMore<L> = L | readonly L[] | Readonly<Record<string, L>>;

/** A loss for each output: in their order or by the names of their layers; or by their own names. */
type LossOfEach<Out> = Out extends readonly unknown[]
  ? { readonly [I in keyof Out]: OneLoss<Out[I]> } | Readonly<Record<string, OneLoss>>
  : { readonly [Name in keyof Out]?: OneLoss<Out[Name]> } | readonly OneLoss<Out[keyof Out]>[];

/** The names of losses that go with all of several outputs. */
type LossNameFor<Out> =
  AllFit<Out, Predictions> extends true
    ? AllFit<Out, Sequence> extends true
      ? LossName
      : Exclude<LossName, 'ctc'>
    : never;

type AllFit<Out, In> = false extends { [Name in keyof Out]: Fits<Out[Name], In> }[PlaceIn<Out>]
  ? false
  : true;

/** A loss of predictions of kind `K`: for the type checker that is one of any of the ranks that `K` may have. */
type LossOf<K> = [K] extends [never]
  ? Loss
  : K extends Numbers<infer R, infer N>
    ? number extends R
      ? Loss<unknown, K> | LossOfRank<Predictions['rank'], N>
      : LossOfRank<R, N>
    : Loss<unknown, K>;

type LossOfRank<R, N extends number> = R extends number ? Loss<unknown, Numbers<R, N>> : never;

/** A loss that goes with all of several outputs: as a parameter, the intersection of one for each. */
type LossOfAll<Out> = {
  [Name in keyof Out]: (loss: LossOf<Out[Name]>) => void;
}[PlaceIn<Out>] extends (loss: infer L) => void
  ? L
  : never;

/** The places of a list, or the names of an object. */
type PlaceIn<Out> = Out extends readonly unknown[] ? keyof Out & number : keyof Out;
