import { ConfigError } from '../../tensor/index.ts';
import type { ModelState } from '../builtGraph.ts';
import type { Compiled } from '../compiled.ts';
import { type Dataset, type Rows, takeRows, type Window } from '../dataset.ts';
import { type LossPass, lossBackward, lossForward, PenaltySum } from '../lossPass.ts';
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

/**
 * When losses are divided by the steps that count in the whole batch, each by its own number of them:
 * `atOnce` in a shard that is all of the batch; `last`, where there is one loss, when the gradients of
 * the shards are added, which then have all the same divisor; `between`, where there are several, or
 * outputs of layers cost something, when all shards have gone forward and none has gone back.
 */
export type Divided = 'atOnce' | 'last' | 'between';

/** What is asked of a shard; plain numbers and lists. */
export interface ShardOrder {
  /** Which training step it is. */
  readonly step: number;
  /** Where its first row stands in the batch: what dropout drops in a row depends on that. */
  readonly firstRow: number;
  /** Which share of the rows of the batch it has. */
  readonly share: number;
  /** When its losses are divided by the steps that count in the whole batch. */
  readonly divided: Divided;
  /** The states that the metrics of each head go on from; undefined: they begin. */
  readonly metrics: readonly (readonly unknown[])[] | undefined;
  /** Whether its final states are asked for. */
  readonly keepsState: boolean;
}

/** What a shard gives beside its gradient. */
export interface ShardReport {
  /** Loss and metrics of each head. */
  readonly sums: readonly MeterSums[];
  /** Its part of what the outputs of layers cost in the batch. */
  readonly penalty: number;
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
  /** Whether outputs of layers cost something. */
  readonly costs: boolean;
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
  { step, metrics, keepsState, costs }: StepOrder,
): Shard[] {
  const shards = Math.min(count, batch.count);
  const several = metrics.length > 1; // there are metrics of each loss
  const later = several || costs ? 'between' : 'last';
  const divided: Divided = shards === 1 ? 'atOnce' : later;
  return Array.from({ length: shards }, (_, i) => {
    const from = Math.floor((i * batch.count) / shards);
    const to = Math.floor(((i + 1) * batch.count) / shards);
    const rows = { ...batch, start: batch.start + from, count: to - from };
    const share = (to - from) / batch.count;
    const order = { step, firstRow: from, share, divided, keepsState };
    return {
      take: (block) => takeRows(set, rows, block, window),
      state: cutState(state, from, to),
      order: { ...order, metrics: i === 0 ? metrics : undefined },
    };
  });
}

/** What outputs cost is not divided by what divides the loss, so it cannot wait for that. */
class Undeclared extends PenaltySum {
  override add(): never {
    throw new ConfigError(
      'fit in shards found an output that costs something, of a layer that does not say so: let what it ' +
        'is built to have costs: true, or leave out shards and workers',
    );
  }
}

/** A shard that has gone forward. */
export interface BegunShard {
  readonly run: LossPass;
  /** What it has seen: among it, how many steps count in each loss. */
  readonly sums: readonly MeterSums[];
  /** Its part of what the outputs of layers cost in the batch. */
  readonly penalty: number;
}

/** Forward of one shard. @throws StateError if a loss is not finite */
export function beginShard(
  network: Network,
  heads: Compiled['heads'],
  set: Dataset,
  { state, order }: ShardWork,
  block: Block,
): BegunShard {
  const { step, firstRow, share, divided } = order;
  const penalties = divided === 'last' ? new Undeclared() : new PenaltySum(share);
  const inputs = { ...set, state, step, firstRow, penalties };
  const run = lossForward(network, heads, inputs, block);
  const meter = new Meter(heads, order.metrics);
  meter.add(run.measured, block);
  return { run, sums: meter.sums, penalty: penalties.total };
}

/**
 * Its way back. The store of the network then holds the gradient of the sum of its losses, each times
 * its scale; by default that of their means.
 */
export function finishShard(
  network: Network,
  heads: Compiled['heads'],
  { run, sums, penalty }: BegunShard,
  { keepsState }: ShardOrder,
  block: Block,
  scales?: readonly number[],
): ShardReport {
  lossBackward(network, heads, run, block, scales);
  const state = keepsState ? copied(run.pass.state) : {};
  return { sums, penalty, state, touched: touchedRows(network) };
}

/** One loss as it is, to be divided later. */
const UNDIVIDED: readonly number[] = [1];

/** Forward and backward of one shard whose losses are not divided in between. @throws as `beginShard` */
export function computeShard(
  network: Network,
  heads: Compiled['heads'],
  set: Dataset,
  work: ShardWork,
  block: Block,
): ShardReport {
  const begun = beginShard(network, heads, set, work, block);
  const scales = work.order.divided === 'last' ? UNDIVIDED : undefined;
  return finishShard(network, heads, begun, work.order, block, scales);
}

function touchedRows({ store }: Network): ShardReport['touched'] {
  const touched = store.specs.flatMap(({ path }) => {
    const rows = store.touched(path)?.rows;
    return rows === undefined ? [] : [[path, [...rows]] as const];
  });
  return Object.fromEntries(touched);
}
