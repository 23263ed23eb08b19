import type { Compute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';
import type { Plan } from './heads.ts';
import type { AttentionPast } from './multiHeadInputs.ts';
import type { Packing } from './packing.ts';
import { positionsOf } from './positions.ts';
import { copyRow } from './steps.ts';

// Keys and values of the steps that went before: with them a sequence is attended to piece by piece, and
// each piece has the bits of the whole.

const OWNER = 'multiHeadAttention';

/** How a context grew: how many steps of each row it held before. */
export type ContextCache = readonly number[];

/**
 * Puts packed keys and values `[B, T, …]` after those of the past, in a context of C steps.
 *
 * @throws StateError for a position that is none; ShapeError for a past of other sizes, or where a row
 * comes to more than C steps
 */
export function inContext(
  packing: Packing,
  keys: Tensor<3>,
  values: Tensor<3>,
  past: AttentionPast | undefined,
  C: number,
  compute: Compute,
): {
  readonly past: AttentionPast;
  readonly plan: Pick<Plan, 'keys' | 'before'>;
  readonly cache: ContextCache;
} {
  const { before, after, position } = positionsOf(
    OWNER,
    packing,
    past?.position,
    C,
    'contextLength',
    compute,
  );
  return {
    past: {
      keys: appended('keys', past?.keys, keys, packing, before, C, compute),
      values: appended('values', past?.values, values, packing, before, C, compute),
      position,
    },
    plan: {
      keys: { most: past ? C : packing.T, starts: before.map((_, b) => b * C), counts: after },
      before,
    },
    cache: before,
  };
}

/** Rows `[B, C, N]`: those of the past, then the packed ones, then zeros. */
function appended(
  name: string,
  past: Tensor<3> | undefined,
  rows: Tensor<3>,
  { starts }: Packing,
  before: readonly number[],
  C: number,
  compute: Compute,
): Tensor<3> {
  const [B, , N] = rows.shape;
  if (past) checkTensor(OWNER, name, past, [B, C, N], compute.kernels.dtype);
  const out = compute.zeros<3>([B, C, N]);
  for (let b = 0; b < B; b++) {
    const at = b * C * N;
    const known = before[b]! * N;
    if (past) copyRow(past.data, at, out.data, at, known);
    const from = starts[b]! * N;
    copyRow(rows.data, from, out.data, at + known, starts[b + 1]! * N - from);
  }
  return out;
}

/**
 * Undoes what `inContext` did to keys or values: returns the gradient of the packed rows `[B, T, N]`;
 * what it leaves in `d` `[B, C, N]` is that of the past.
 */
export function inContextBackward(
  d: Tensor<3>,
  { T, starts }: Packing,
  before: ContextCache,
  compute: Compute,
): Tensor<3> {
  const [B, C, N] = d.shape;
  const out = compute.zeros<3>([B, T, N]);
  for (let b = 0; b < B; b++) {
    const at = (b * C + before[b]!) * N;
    const to = starts[b]! * N;
    copyRow(d.data, at, out.data, to, starts[b + 1]! * N - to); // was: the rows after the past
    d.data.fill(0, at, (b + 1) * C * N);
  }
  return out;
}
