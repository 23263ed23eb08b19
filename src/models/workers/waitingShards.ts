import { meanScale } from '../../math/losses/lossSteps.ts';
import type { Compiled } from '../compiled.ts';
import type { Network } from '../network.ts';
import { Block } from '../workspace.ts';
import {
  type BegunShard,
  beginShard,
  finishShard,
  type Shard,
  type ShardOrder,
  type ShardReport,
} from './shard.ts';

/** How many steps count in each loss, of each shard. */
export type Counts = readonly (readonly number[])[];

/** How many steps count in each loss, of all shards. */
export function totalCounts(counts: Counts): readonly number[] {
  const [first = []] = counts;
  return first.map((_, loss) => counts.reduce((sum, shard) => sum + shard[loss]!, 0));
}

/** What turns the totals of losses into means over the steps that count in all shards. */
export function scalesOf(counts: Counts): readonly number[] {
  return totalCounts(counts).map(meanScale);
}

/**
 * Shards of several losses, or of outputs that cost something, which go forward all together before any goes
 * back: each loss is divided by the steps that count in all of them. Each waits in memory of its own, as much as the batch needs in one.
 */
export class WaitingShards {
  readonly #network: Network;
  readonly #heads: Compiled['heads'];
  readonly #blocks: Block[] = [];
  readonly #waiting: (BegunShard & { readonly order: ShardOrder })[] = [];

  constructor(network: Network, heads: Compiled['heads']) {
    this.#network = network;
    this.#heads = heads;
  }

  /** Goes forward with a shard, behind those that wait, and counts. @throws StateError if a loss is not finite */
  begin(shard: Shard): readonly number[] {
    const at = this.#waiting.length;
    const block = this.#blocks[at] ?? new Block(this.#network.store.memory);
    this.#blocks[at] = block;
    block.restart();
    const begun = beginShard(this.#network, this.#heads, shard.take(block), shard, block);
    this.#waiting.push({ ...begun, order: shard.order });
    return begun.sums.map(({ count }) => count);
  }

  /**
   * Goes back with all that wait, in their order; each loss is multiplied by its scale. After each the
   * store holds its gradient, to be kept.
   */
  finish<T>(scales: readonly number[], keep: (report: ShardReport, shard: number) => T): T[] {
    return this.#waiting.splice(0).map(({ order, ...begun }, i) => {
      const block = this.#blocks[i]!;
      return keep(finishShard(this.#network, this.#heads, begun, order, block, scales), i);
    });
  }

  /** Forgets all that wait. */
  clear(): void {
    this.#waiting.length = 0;
  }
}
