import { type Compute, referenceCompute } from '../kernels/index.ts';
import { type Mask, ShapeError, type Tensor } from '../tensor/index.ts';
import type { AttentionInputs, PackedInputs } from './attentionInputs.ts';
import { checkMask, checkRank, checkTensor } from './check.ts';
import { stretchesOf } from './heads.ts';
import { bothMasks, type Packing, packed, packingOf } from './packing.ts';
import { copyRow } from './steps.ts';

// Values that queries ask one after the other are read once: what counts of them, and with heads their
// projections, is remembered. Each query then has the bits of attention over whole sequences.

/** What attention remembers of values, for queries to come. */
export interface AttentionMemory {
  /** `[B, S, D]`: what queries are compared with, of each row those that count first. */
  readonly keys: Tensor<3>;
  /** `[B, S, E]`, in the same order. */
  readonly values: Tensor<3>;
  /** `[B, 1]`: how many count. */
  readonly counts: Tensor<2>;
}

/** Queries that are asked of a memory. */
export interface MemoryQuery {
  /** `[B, T, D]`. */
  readonly query: Tensor<3>;
  /** `[B, T]`: queries that do not count give 0. */
  readonly queryMask?: Mask | undefined;
}

/** Values, and the keys that queries are compared with. */
export type RememberedInputs = Pick<AttentionInputs, 'value' | 'key' | 'valueMask' | 'keyMask'>;

/**
 * The memory of values, for `attentionOfMemory` and `additiveAttentionOfMemory`: the values that count, and
 * their keys, which are the values themselves if left out.
 *
 * @throws ShapeError if batch, time, masks or precision do not fit each other
 */
export function attentionMemory(
  inputs: RememberedInputs,
  compute: Compute = referenceCompute(inputs.value.dtype),
): AttentionMemory {
  return memoryOf('attention', inputs, (_, x) => x, compute);
}

/** The memory of what `project` makes of packed keys and values. @throws as `attentionMemory` */
export function memoryOf(
  owner: string,
  { value, key, valueMask, keyMask }: RememberedInputs,
  project: (name: 'key' | 'value', x: Tensor<3>) => Tensor<3>,
  compute: Compute,
): AttentionMemory {
  const { dtype } = compute.kernels;
  checkRank(owner, 'value', value, 3, '[batch, time, features]');
  const [B, S, E] = value.shape;
  checkTensor(owner, 'value', value, [B, S, E], dtype);
  if (key) checkRank(owner, 'key', key, 3, '[batch, time, features]');
  if (key) checkTensor(owner, 'key', key, [B, S, key.shape[2]], dtype);
  checkMask(owner, valueMask, B, S);
  checkMask(owner, keyMask, B, S);
  const packing = packingOf(bothMasks(valueMask, keyMask, compute), B, S, compute);
  const own = packed(value, packing, compute);
  const compared = key === undefined || key === value ? own : packed(key, packing, compute);
  const keys = project('key', compared);
  const values = project('value', own);
  const counts = compute.zeros<2>([B, 1]);
  for (let b = 0; b < B; b++) counts.data[b] = packing.starts[b + 1]! - packing.starts[b]!;
  const rows = inRows(keys, packing, compute);
  return { keys: rows, values: values === keys ? rows : inRows(values, packing, compute), counts };
}

/**
 * Queries with what they are asked of, for H heads. All rows may share one memory: a view that comes to
 * the next row by a stride of 0.
 *
 * @throws ShapeError if batch, masks or precision do not fit each other
 */
export function remembered(
  owner: string,
  { query, queryMask }: MemoryQuery,
  { keys, values, counts }: AttentionMemory,
  H: number,
  compute: Compute,
): PackedInputs {
  const { dtype } = compute.kernels;
  checkRank(owner, 'query', query, 3, '[batch, time, features]');
  const [B, T, D] = query.shape;
  const [, S, E] = values.shape;
  checkTensor(owner, 'query', query, [B, T, D], dtype);
  checkMask(owner, queryMask, B, T);
  const shared = keys.stride[0] === 0 && values.stride[0] === 0;
  for (const [name, tensor, N] of [
    ['keys', keys, keys.shape[2]],
    ['values', values, E],
  ] as const) {
    checkTensor(owner, name, shared ? tensor.hi(1) : tensor, [shared ? 1 : B, S, N], dtype);
  }
  const queries = packingOf(queryMask, B, T, compute);
  const starts = Array.from({ length: B }, (_, b) => (shared ? 0 : b * S));
  const known = starts.map((_, b) => countIn(owner, counts, b, S));
  return {
    queries,
    keys: { B, T: S, starts, places: undefined },
    plan: {
      H,
      queries: stretchesOf(queries),
      keys: { most: S, starts, counts: known },
      before: undefined,
    },
    query: packed(query, queries, compute),
    key: keys,
    value: values,
    ownKey: keys !== values,
  };
}

/** How many values row b has. */
function countIn(owner: string, counts: Tensor<2>, b: number, S: number): number {
  const count = counts.get(b, 0);
  if (Number.isInteger(count) && count >= 0 && count <= S) return count;
  throw new ShapeError(`${owner} wants counts from 0 to ${S}, got ${count}`);
}

/** Packed steps `[B, S, N]`, each row at the place of its own. */
function inRows(x: Tensor<3>, { starts, places }: Packing, compute: Compute): Tensor<3> {
  if (places === undefined) return x;
  const [B, S, N] = x.shape;
  const out = compute.zeros<3>(x.shape);
  for (let b = 0; b < B; b++) {
    const from = starts[b]! * N;
    copyRow(x.data, from, out.data, b * S * N, starts[b + 1]! * N - from);
  }
  return out;
}
