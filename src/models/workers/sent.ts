import { type FloatArray, type Ids, type Tensor, View } from '../../tensor/index.ts';
import type { ModelState } from '../network.ts';
import type { Shard, ShardOrder, ShardReport } from './shard.ts';

// A message between threads carries arrays and plain objects, but no classes: a view goes as its
// numbers and its shape. The numbers are a copy, because a message would take all of the memory that
// a view looks into.

/** A view on its way. */
interface Sent<D> {
  readonly data: D;
  readonly shape: readonly number[];
}

/** A shard on its way. */
export interface SentShard {
  readonly x: Sent<FloatArray | Int32Array>;
  readonly mask: Sent<Uint8Array> | undefined;
  readonly y: Sent<FloatArray | Int32Array>;
  readonly state: SentState;
  readonly order: ShardOrder;
}

/** What a shard gave, on its way back. */
export interface SentReport {
  readonly sums: ShardReport['sums'];
  readonly state: SentState;
  readonly touched: ShardReport['touched'];
}

/** States on their way. */
type SentState = Readonly<Record<string, Sent<FloatArray>>>;

/** Packs a shard. */
export function sendShard({ x, y, state, order }: Shard): SentShard {
  const mask = x.mask && { data: x.mask.data.slice(), shape: [...x.mask.shape] };
  return { x: send(x.data), mask, y: send(y), state: sendState(state), order };
}

/** Unpacks a shard. */
export function receiveShard({ x, mask, y, state, order }: SentShard): Shard {
  const [B = 0, T = 0] = mask?.shape ?? [];
  const steps = mask && new View<2, Uint8Array>(mask.data, [B, T]);
  const value = { data: receive(x), mask: steps };
  return { x: value, y: receive(y), state: receiveState(state), order };
}

/** Packs what a shard gave. */
export function sendReport({ sums, state, touched }: ShardReport): SentReport {
  return { sums, state: sendState(state), touched };
}

/** Unpacks what a shard gave. */
export function receiveReport({ sums, state, touched }: SentReport): ShardReport {
  return { sums, state: receiveState(state), touched };
}

function sendState(state: ModelState): SentState {
  const entries = Object.entries(state).map(([name, { data, shape }]) => {
    return [name, { data: data.slice(), shape: [...shape] }] as const;
  });
  return Object.fromEntries(entries);
}

function receiveState(state: SentState): ModelState {
  const entries = Object.entries(state).map(([name, { data, shape }]) => {
    return [name, new View<number, FloatArray>(data, [...shape])] as const;
  });
  return Object.fromEntries(entries);
}

function send(view: Tensor | Ids): Sent<FloatArray | Int32Array> {
  return { data: view.data.slice(), shape: [...view.shape] };
}

function receive({ data, shape }: Sent<FloatArray | Int32Array>): Tensor | Ids {
  return data instanceof Int32Array
    ? new View<number, Int32Array>(data, [...shape])
    : new View<number, FloatArray>(data, [...shape]);
}
