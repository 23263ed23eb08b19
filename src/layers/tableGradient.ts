import type { Compute, Lookup } from '../math/index.ts';
import type { Mask, Tensor } from '../tensor/index.ts';

/**
 * Where a value was looked up. A layer may read the table instead of the value, and then leaves the
 * gradient here and gives none of the value.
 */
export interface ValueLookup extends Lookup {
  /** The numbers that were looked up, `[B, T, I]`. */
  readonly x: Tensor;
  /** Which of their steps were. */
  readonly mask: Mask | undefined;
  /** Of the table, `[V, I]`, from the layers that have read it; undefined until the first. */
  gradient: Tensor<2> | undefined;
}

/** Adds the gradient of the table from one of the layers that have read it. */
export function addTableGradient(lookup: ValueLookup, d: Tensor<2>, { kernels }: Compute): void {
  if (lookup.gradient === undefined) lookup.gradient = d;
  else kernels.add(d.data.length, d.data, 0, lookup.gradient.data, 0);
}
