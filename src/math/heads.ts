import type { Compute } from '../kernels/index.ts';
import type { FloatArray, Tensor } from '../tensor/index.ts';
import type { Packing } from './packing.ts';
import { copyRow } from './steps.ts';

/** Where the queries or the keys of each row of a batch stand: next to each other. */
export interface Stretches {
  /** The most that one row may have. */
  readonly most: number;
  /** The first of each row. */
  readonly starts: readonly number[];
  /** How many each row has. */
  readonly counts: readonly number[];
}

/** What attends to what. Letters: B batch, H heads, T the most queries of a row, S the most keys. */
export interface Plan {
  /** How many heads look at the same steps, each with numbers of its own. */
  readonly H: number;
  /** Where the queries of each row stand. */
  readonly queries: Stretches;
  /** Where the keys of each row stand. */
  readonly keys: Stretches;
  /**
   * Where a query sees no further than its own place: how many keys each row has before that of its
   * first query. Left out, every query sees all keys of its row.
   */
  readonly before: readonly number[] | undefined;
}

/** One head of one row of the batch, which has at least one query and one key. */
export interface Head {
  /** Which row of the batch. */
  readonly b: number;
  /** Which head. */
  readonly h: number;
  /** Its first query. */
  readonly q: number;
  /** How many queries it has. */
  readonly queries: number;
  /** Its first key. */
  readonly k: number;
  /** How many keys it has. */
  readonly keys: number;
  /** Where its block of the weights `[B, H, T, S]` begins. */
  readonly at: number;
  /** How many keys query i sees, the first ones of its row. */
  readonly sees: (i: number) => number;
}

/**
 * Adds the scores of `count` queries of a head, from its i-th on, with the first `seen` of its keys to
 * what stands in `scores` from `at` on, in rows of as many numbers as a row of the batch may have keys.
 */
export type ScoreBlock = (
  head: Head,
  i: number,
  count: number,
  seen: number,
  scores: FloatArray,
  at: number,
) => void;

/** The steps of a packing as stretches. */
export function stretchesOf({ T, starts }: Packing): Stretches {
  const counts = starts.slice(1).map((end, b) => end - starts[b]!);
  return { most: T, starts: starts.slice(0, -1), counts };
}

/** Visits every head of every row. */
export function forHeads({ H, queries, keys, before }: Plan, visit: (head: Head) => void): void {
  const block = queries.most * keys.most;
  for (let b = 0; b < queries.counts.length; b++) {
    const count = keys.counts[b]!;
    if (queries.counts[b] === 0 || count === 0) continue; // nothing sees nothing
    const first = before?.[b];
    const sees = (i: number): number =>
      first === undefined ? count : Math.min(count, first + i + 1);
    for (let h = 0; h < H; h++) {
      const at = (b * H + h) * block;
      const q = queries.starts[b]!;
      const k = keys.starts[b]!;
      visit({ b, h, q, queries: queries.counts[b]!, k, keys: count, at, sees });
    }
  }
}

/** Of queries that see ever more keys, so many are computed at once. */
const QUERIES_AT_ONCE = 32;

/**
 * Visits the queries of a head, some at a time: the first of them, how many, and how many keys the
 * last of them sees. Where all see the same keys it is a single visit, unless there are more than `most`.
 */
export function forBlocks(
  { queries, sees }: Head,
  visit: (i: number, count: number, seen: number) => void,
  most: number = queries,
): void {
  const atOnce = sees(0) === sees(queries - 1) ? most : QUERIES_AT_ONCE;
  for (let i = 0; i < queries; i += atOnce) {
    const count = Math.min(atOnce, queries - i);
    visit(i, count, sees(i + count - 1));
  }
}

/**
 * Weights `[B, H, T, S]` whose queries and keys are packed, laid out by the places of the sequences:
 * 0 where a query or a key does not count. The weights themselves where all count.
 */
export function placedWeights(
  weights: Tensor<4>,
  plan: Plan,
  queries: Packing,
  keys: Packing,
  compute: Compute,
): Tensor<4> {
  if (queries.places === undefined && keys.places === undefined) return weights;
  const out = compute.zeros<4>(weights.shape);
  forPlaces(plan, queries, keys, (from, to) => copyRow(weights.data, from, out.data, to, 1));
  return out;
}

/** Undoes `placedWeights`, for gradients. */
export function packedWeights(
  placed: Tensor<4>,
  plan: Plan,
  queries: Packing,
  keys: Packing,
  compute: Compute,
): Tensor<4> {
  if (queries.places === undefined && keys.places === undefined) return placed;
  const out = compute.zeros<4>(placed.shape);
  forPlaces(plan, queries, keys, (to, from) => copyRow(placed.data, from, out.data, to, 1));
  return out;
}

/** Visits every pair of a query and a key that count: where it stands packed, and in its place. */
function forPlaces(
  plan: Plan,
  queries: Packing,
  keys: Packing,
  visit: (packed: number, placed: number) => void,
): void {
  const { T } = queries;
  const S = keys.T;
  forHeads(plan, (head) => {
    for (let i = 0; i < head.queries; i++) {
      const t = placeIn(queries, head.q + i);
      for (let j = 0; j < head.keys; j++) {
        visit(head.at + i * S + j, head.at + (t % T) * S + (placeIn(keys, head.k + j) % S));
      }
    }
  });
}

function placeIn({ places }: Packing, step: number): number {
  return places?.[step] ?? step;
}
