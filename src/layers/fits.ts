import type { AnyValue } from './kinds.ts';

/**
 * Whether what has the kind `K` may be of the kind `In`: one value, or a list. A rank or a size that is
 * not known may be any.
 */
export type Fits<K, In> = [K] extends [In]
  ? true
  : [In] extends [K]
    ? true
    : [K] extends [AnyValue]
      ? Overlap<K, Extract<In, AnyValue>>
      : true extends EachFits<K, In>
        ? true
        : false;

/** Whether there is a kind that is both: two that differ in rank or size have none in common. */
type Overlap<K, In> = [K & In] extends [never] ? false : true;

/** The same for lists of equal length, of each of the lists that `In` may be. */
type EachFits<K, In> = In extends { readonly length: infer Length }
  ? K extends { readonly length: Length }
    ? false extends { [I in keyof K]: Fits<K[I], At<In, I>> }[keyof K & number]
      ? false
      : true
    : false
  : false;

/** What stands at a place of a list; of one of any length, what stands everywhere. */
type At<In, I> = I extends keyof In ? In[I] : In extends readonly (infer Each)[] ? Each : never;

/** What the type checker says of a layer that does not fit what it is to read. */
export interface DoesNotFit<Wants, Gets> {
  /** The kind that the layer takes. */
  readonly wants: Wants;
  /** The kind that it gets. */
  readonly gets: Gets;
}
