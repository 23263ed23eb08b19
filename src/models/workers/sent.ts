import type { Value } from '../../layers/index.ts';
import { type FloatArray, type Ids, type Tensor, View } from '../../tensor/index.ts';
import type { ModelState } from '../builtGraph.ts';
import type { Dataset } from '../dataset.ts';
import type { Block } from '../workspace.ts';
import type { ShardOrder, ShardReport, ShardWork } from './shard.ts';

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
  readonly x: readonly {
    readonly data: Sent<FloatArray | Int32Array>;
    readonly mask: Sent<Uint8Array> | undefined;
  }[];
  readonly y: readonly Sent<FloatArray | Int32Array>[];
  readonly weights: readonly Sent<FloatArray>[] | undefined;
  readonly state: SentState;
  readonly order: ShardOrder;
}

/** What a shard gave, on its way back. */
export interface SentReport {
  readonly sums: ShardReport['sums'];
  readonly penalty: number;
  readonly state: SentState;
  readonly touched: ShardReport['touched'];
}

/** States on their way. */
type SentState = Readonly<Record<string, Sent<FloatArray>>>;

/** Packs a shard. */
export function sendShard({ x, y, weights }: Dataset, { state, order }: ShardWork): SentShard {
  const inputs = x.map(({ data, mask }) => ({
    data: send(data),
    mask: mask && { data: mask.data.slice(), shape: [...mask.shape] },
  }));
  const sent = weights?.map(sendNumbers);
  return { x: inputs, y: y.map(send), weights: sent, state: sendState(state), order };
}

/** Unpacks the rows of a shard, into memory of the block, where the kernels need not copy them. */
export function receiveRows({ x, y, weights }: SentShard, block: Block): Dataset {
  const inputs = x.map(({ data, mask }): Value => {
    const numbers = receive(data, block);
    if (mask === undefined) return { data: numbers };
    const [B = 0, T = 0] = mask.shape;
    const steps = block.flags(B * T);
    steps.set(mask.data);
    return { data: numbers, mask: new View<2, Uint8Array>(steps, [B, T]) };
  });
  const received = weights?.map((sent) => receiveNumbers(sent, block));
  return { x: inputs, y: y.map((targets) => receive(targets, block)), weights: received };
}

/** Unpacks what is to be done with them. */
export function receiveWork({ state, order }: SentShard): ShardWork {
  return { state: receiveState(state), order };
}

/** Packs what a shard gave. */
export function sendReport({ sums, penalty, state, touched }: ShardReport): SentReport {
  return { sums, penalty, state: sendState(state), touched };
}

/** Unpacks what a shard gave. */
export function receiveReport({ sums, penalty, state, touched }: SentReport): ShardReport {
  return { sums, penalty, state: receiveState(state), touched };
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

function sendNumbers({ data, shape }: Tensor): Sent<FloatArray> {
  return { data: data.slice(), shape: [...shape] };
}

function receive({ data, shape }: Sent<FloatArray | Int32Array>, block: Block): Tensor | Ids {
  if (!(data instanceof Int32Array)) return receiveNumbers({ data, shape }, block);
  const own = block.emptyIds([...shape]);
  own.data.set(data);
  return own;
}

function receiveNumbers({ data, shape }: Sent<FloatArray>, block: Block): Tensor {
  const own = block.empty([...shape]);
  own.data.set(data);
  return own;
}
