import { type DroppedTable, dropTable, dropTableBackward } from '../math/droppedTable.ts';
import {
  dropoutFactors,
  type Lookup,
  reverseIds,
  reverseMask,
  reverseSteps,
  scaleSteps,
} from '../math/index.ts';
import type { Ids, Mask, Tensor } from '../tensor/index.ts';
import type { Context } from './contract.ts';
import { addTableGradient, type ValueLookup } from './tableGradient.ts';
import { numbersOfRank, type Value } from './value.ts';

/** What a recurrence reads, in the order in which it runs, but for x and its lookup where `fromEnd`. */
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
  /**
   * Whether x and its lookup stand from the start of the sequence, but are to be read from its end: so it
   * is where nothing is kept, as a copy of all of x would be.
   */
  readonly fromEnd: boolean;
  /** What dropout multiplied each step of x by, `[B, I]`, if it did. */
  readonly factors: Tensor<2> | undefined;
  /** What dropout has left of the table that x was looked up in, if it did. */
  readonly dropped: DroppedTable | undefined;
}

/** The options that say how a recurrence reads. */
export interface InputForm {
  readonly goBackwards: boolean;
  readonly dropout: number;
}

/**
 * The sequence of a value as the recurrence runs: with `goBackwards` from its end, and in training with
 * what `dropout` leaves, of the table as well.
 */
export function recurrentInput(
  owner: string,
  value: Value | undefined,
  { goBackwards: reversed, dropout }: InputForm,
  ctx: Context,
): RecurrentInput {
  const given = numbersOfRank(owner, value, 3, '[batch, time, features]');
  const [B, , I] = given.shape;
  const factors = factorsOf('dropout', dropout, [B, I], ctx);
  const kept = factors ? scaleSteps(given, factors, ctx) : given;
  const source = lookupOf(value);
  const mask = value?.mask;
  const dropped = factors && source ? dropTable(source, mask, factors, ctx) : undefined;
  const lookup = factors ? dropped : source;
  const common = { source, reversed, factors, dropped };
  if (!reversed) return { x: kept, mask, lookup, fromEnd: false, ...common };
  const turned = mask && reverseMask(mask, ctx);
  if (ctx.keeps === false) return { x: kept, mask: turned, lookup, fromEnd: true, ...common };
  return {
    x: reverseSteps(kept, ctx),
    mask: turned,
    lookup: lookup && withIds(lookup, reverseIds(lookup.ids, ctx)),
    fromEnd: false,
    ...common,
  };
}

/** The gradient of the value that came, from that of x; that of the table goes to its lookup. */
export function recurrentInputGradient(
  { source, reversed, factors, dropped }: RecurrentInput,
  d: { readonly x: Tensor<3> | undefined; readonly table: Tensor<2> | undefined },
  ctx: Context,
): Tensor<3> | undefined {
  if (source && d.table) {
    const V = source.table.shape[0];
    const table = dropped ? dropTableBackward(dropped, d.table, V, ctx) : d.table;
    addTableGradient(source, table, ctx);
  }
  if (d.x === undefined) return undefined;
  const kept = reversed ? reverseSteps(d.x, ctx) : d.x;
  return factors ? scaleSteps(kept, factors, ctx) : kept;
}

/** What dropout multiplies by, drawn once for all steps, or undefined where it drops nothing. */
export function factorsOf(
  purpose: 'dropout' | 'recurrentDropout',
  rate: number,
  shape: readonly [B: number, N: number],
  ctx: Context,
): Tensor<2> | undefined {
  if (!ctx.training || rate === 0) return undefined;
  return dropoutFactors<2>(rate, [...shape], (row) => ctx.random(purpose, row), ctx);
}

/** The same table, read by other ids. */
export function withIds({ table, count }: Lookup, ids: Ids<2>): Lookup {
  return count === undefined ? { table, ids } : { table, ids, count };
}

/**
 * Where the numbers of a value were looked up. A layer in between that gave other numbers or another
 * mask, and the rest of its value as it was, has left a lookup that does not tell of these.
 */
function lookupOf(value: Value | undefined): ValueLookup | undefined {
  const lookup = value?.lookup;
  return lookup?.x === value?.data && lookup?.mask === value?.mask ? lookup : undefined;
}
