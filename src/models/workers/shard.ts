import type { ModelState } from '../builtGraph.ts';
import type { Compiled } from '../compiled.ts';
import { type Dataset, type Rows, takeRows, type Window } from '../dataset.ts';
import { trainingPass } from '../lossPass.ts';
import { Meter, type MeterSums } from '../meter.ts';
import type { Network } from '../network.ts';
import { copied } from '../trainer.ts';
import type { Block } from '../workspace.ts';
import { cutState } from './states.ts';

/** Some rows of a batch, which are trained on by themselves, before anybody has taken them. */
export interface Shard extends ShardWork {
  /** Its rows, in memory of the block. */
  take(block: Block): Dataset;
}

/** What is to be done with the rows of a shard. */
export interface ShardWork {
  /** Initial states of its rows; zero where left out. */
  readonly state: ModelState;
  /** What is asked of it. */
  readonly order: ShardOrder;
}

/** What is asked of a shard; plain numbers and lists. */
export interface ShardOrder {
  /** Which training step it is. */
  readonly step: number;
  /** Where its first row stands in the batch: what dropout drops in a row depends on that. */
  readonly firstRow: number;
  /** Whether it is all of the batch, so that it knows how many steps count. */
  readonly whole: boolean;
  /** The states that the metrics of each head go on from; undefined: they begin. */
  readonly metrics: readonly (readonly unknown[])[] | undefined;
  /** Whether its final states are asked for. */
  readonly keepsState: boolean;
}

/** What a shard gives beside its gradient. */
export interface ShardReport {
  /** Loss and metrics of each head. */
  readonly sums: readonly MeterSums[];
  /** The final states of the recurrent layers; none if they were not asked for. */
  readonly state: ModelState;
  /** The rows of sparse weights that have a gradient, by path. */
  readonly touched: Readonly<Record<string, readonly number[]>>;
}

/** What a step asks of all shards of its batch. */
export interface StepOrder {
  readonly step: number;
  /** The states that the metrics of each head have come to. */
  readonly metrics: readonly (readonly unknown[])[];
  readonly keepsState: boolean;
}

/**
 * Cuts a batch along its rows into `count` shards, or as many as it has rows: their sizes differ by
 * one at most.
 */
export function shardsOf(
  set: Dataset,
  batch: Rows,
  window: Window | undefined,
  state: ModelState,
  count: number,
  { step, metrics, keepsState }: StepOrder,
): Shard[] {
  const shards = Math.min(count, batch.count);
  return Array.from({ length: shards }, (_, i) => {
    const from = Math.floor((i * batch.count) / shards);
    const to = Math.floor(((i + 1) * batch.count) / shards);
    const rows = { ...batch, start: batch.start + from, count: to - from };
    const order = { step, firstRow: from, whole: shards === 1, keepsState };
    return {
      take: (block) => takeRows(set, rows, block, window),
      state: cutState(state, from, to),
      order: { ...order, metrics: i === 0 ? metrics : undefined },
    };
  });
}

/**
 * Forward and backward of one shard. The store of the network then holds the gradient of the shard's
 * total loss, to be divided by the steps that count in the whole batch once all shards have told
 * theirs; where the shard is the whole batch, the gradient of its mean.
 *
 * @throws StateError if the loss is not finite
 */
export function computeShard(
  network: Network,
  heads: Compiled['heads'],
  { x, y }: Dataset,
  { state, order }: ShardWork,
  block: Block,
): ShardReport {
  const { step, firstRow, whole, keepsState } = order;
  const inputs = { x, y, state, step, firstRow };
  const { pass, measured } = trainingPass(network, heads, inputs, block, whole ? undefined : 1);
  const meter = new Meter(heads, order.metrics);
  meter.add(measured, block);
  const final = keepsState ? copied(pass.state) : {};
  return { sums: meter.sums, state: final, touched: touchedRows(network) };
}

function touchedRows({ store }: Network): ShardReport['touched'] {
  const touched = store.specs.flatMap(({ path }) => {
    const rows = store.touched(path)?.rows;
    return rows === undefined ? [] : [[path, [...rows]] as const];
  });
  return Object.fromEntries(touched);
}
