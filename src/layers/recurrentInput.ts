import { type Lookup, reverseIds, reverseMask, reverseSteps } from '../math/index.ts';
import type { Mask, Tensor } from '../tensor/index.ts';
import type { Context } from './contract.ts';
import { addTableGradient, type ValueLookup } from './tableGradient.ts';
import { numbersOfRank, type Value } from './value.ts';

/** What a recurrence reads, in the order in which it runs. */
export interface RecurrentInput {
  /** `[B, T, I]`. */
  readonly x: Tensor<3>;
  /** `[B, T]`. */
  readonly mask: Mask | undefined;
  /** Where x was looked up. */
  readonly lookup: Lookup | undefined;
  /** The lookup of the value that came, which gets the gradient of the table. */
  readonly source: ValueLookup | undefined;
  /** Whether all of this stands from the end of the sequence. */
  readonly reversed: boolean;
}

/** The sequence of a value as the recurrence runs: with `goBackwards` from its end. */
export function recurrentInput(
  owner: string,
  value: Value | undefined,
  { goBackwards }: { readonly goBackwards: boolean },
  ctx: Context,
): RecurrentInput {
  const x = numbersOfRank(owner, value, 3, '[batch, time, features]');
  const source = lookupOf(value);
  if (!goBackwards) return { x, mask: value?.mask, lookup: source, source, reversed: false };
  return {
    x: reverseSteps(x, ctx),
    mask: value?.mask && reverseMask(value.mask, ctx),
    lookup: source && { table: source.table, ids: reverseIds(source.ids, ctx) },
    source,
    reversed: true,
  };
}

/** The gradient of the value that came, from that of x; that of the table goes to its lookup. */
export function recurrentInputGradient(
  { source, reversed }: RecurrentInput,
  d: { readonly x: Tensor<3> | undefined; readonly table: Tensor<2> | undefined },
  ctx: Context,
): Tensor<3> | undefined {
  if (source && d.table) addTableGradient(source, d.table, ctx);
  return d.x && reversed ? reverseSteps(d.x, ctx) : d.x;
}

/**
 * Where the numbers of a value were looked up. A layer in between that gave other numbers or another
 * mask, and the rest of its value as it was, has left a lookup that does not tell of these.
 */
function lookupOf(value: Value | undefined): ValueLookup | undefined {
  const lookup = value?.lookup;
  return lookup?.x === value?.data && lookup?.mask === value?.mask ? lookup : undefined;
}
