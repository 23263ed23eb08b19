import type { Compute } from '../kernels/index.ts';
import { type Ids, type Mask, type Tensor, View } from '../tensor/index.ts';
import type { Lookup } from './inputProduct.ts';

/** What dropout leaves of a table: rows of its own for each row of the batch, which drops other features. */
export interface DroppedTable extends Lookup {
  /**
   * One row for each id that occurs in a row of the batch, b, then t rising; `[B · T, I]`, so that it has
   * this size whatever the ids, of which only the first `count` rows are written.
   */
  readonly table: Tensor<2>;
  /** `[B, T]`: which of them each step reads; 0 at masked steps. */
  readonly ids: Ids<2>;
  /** R, how many there are. */
  readonly count: number;
  /** Which row of the whole table each is. */
  readonly rows: Int32Array;
  /** Where those of each row of the batch begin; after the last, where they end. */
  readonly starts: Int32Array;
  /** m, `[B, I]`. */
  readonly factors: Tensor<2>;
}

/**
 * The table that a sequence is looked up in after dropout, x[b, t] = table[ids[b, t]] ⊙ m[b], with one m for
 * all steps of a row: each id that occurs in a row is multiplied once, however often it does. The ids of
 * steps that run are rows of the table; if none runs, nothing is left.
 */
export function dropTable(
  { table, ids }: Lookup,
  mask: Mask | undefined,
  factors: Tensor<2>,
  compute: Compute,
): DroppedTable | undefined {
  const [B, T] = ids.shape;
  const [V, I] = table.shape;
  const k = compute.kernels;
  const rows = compute.ids(B * T);
  const starts = compute.ids(B + 1);
  const own = compute.ids(B * T);
  const places = compute.ids(V); //  after which of the new rows an id stands, if any
  let R = 0;
  for (let b = 0; b < B; b++) {
    starts[b] = R;
    for (let step = b * T; step < (b + 1) * T; step++) {
      if (mask?.data[step] === 0) continue;
      const id = ids.data[step]!;
      if (places[id]! <= starts[b]!) {
        rows[R++] = id;
        places[id] = R;
      }
      own[step] = places[id]! - 1;
    }
  }
  if (R === 0) return undefined;
  starts[B] = R;
  const left = compute.empty<2>([B * T, I]);
  k.gatherRows(R, I, table.data, 0, rows, 0, left.data, 0);
  scale(left, { starts, factors }, left, compute);
  const ofRows = new View<2, Int32Array>(own, [B, T]);
  return { table: left, ids: ofRows, count: R, rows, starts, factors };
}

/** The gradient of the whole table `[V, I]`, from that of what dropout has left of it. */
export function dropTableBackward(
  dropped: DroppedTable,
  d: Tensor<2>,
  V: number,
  compute: Compute,
): Tensor<2> {
  const { count, rows } = dropped;
  const [, I] = d.shape;
  const scaled = compute.empty<2>(d.shape);
  scale(d, dropped, scaled, compute);
  const dTable = compute.zeros<2>([V, I]);
  // was: left = table[rows] ⊙ m
  compute.kernels.scatterAddRows(count, I, scaled.data, 0, rows, 0, dTable.data, 0);
  return dTable;
}

/** out = x ⊙ m, row by row of a dropped table. */
function scale(
  x: Tensor<2>,
  { starts, factors }: Pick<DroppedTable, 'starts' | 'factors'>,
  out: Tensor<2>,
  { kernels }: Compute,
): void {
  const [B, I] = factors.shape;
  for (let b = 0; b < B; b++) {
    for (let at = starts[b]! * I; at < starts[b + 1]! * I; at += I) {
      kernels.multiply(I, x.data, at, factors.data, b * I, out.data, at);
    }
  }
}
