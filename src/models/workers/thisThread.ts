import { type FloatArray, StateError } from '../../tensor/index.ts';
import type { Compiled } from '../compiled.ts';
import type { Network } from '../network.ts';
import type { Workspace } from '../workspace.ts';
import type { ComputedShard, ShardRun, ShardRunner } from './runner.ts';
import { computeShard, type Shard, type ShardReport } from './shard.ts';
import { scalesOf, WaitingShards } from './waitingShards.ts';

/** Computes shards in this thread, one after the other. */
export class ThisThread implements ShardRunner {
  readonly #network: Network;
  readonly #heads: Compiled['heads'];
  /** What a shard leaves in the store. */
  readonly #left: FloatArray;
  readonly #gradients: FloatArray[] = [];
  readonly #waiting: WaitingShards;

  constructor(network: Network, { heads }: Compiled) {
    this.#network = network;
    this.#heads = heads;
    this.#waiting = new WaitingShards(network, heads);
    this.#left = network.store.trainedGradients.data;
  }

  run(shards: readonly Shard[], workspace: Workspace): ShardRun {
    const keep = (report: ShardReport, shard: number): ComputedShard => ({
      report,
      gradient: this.#keepGradient(shard),
    });
    const between = shards[0]?.order.divided === 'between';
    const computed: ComputedShard[] = [];
    const counts: (readonly number[])[] = [];
    this.#waiting.clear();
    for (const [i, shard] of shards.entries()) {
      try {
        if (between) counts.push(this.#waiting.begin(shard));
        else computed.push(keep(this.#compute(shard, workspace), i));
      } catch (cause) {
        const where = `shard ${i + 1} of ${shards.length} failed in training step ${shard.order.step}`;
        const message = `${where}, though the whole batch does not: ${String(cause)}`;
        return { failure: new StateError(message, { cause }) };
      }
    }
    return { computed: between ? this.#waiting.finish(scalesOf(counts), keep) : computed };
  }

  #compute(shard: Shard, workspace: Workspace): ShardReport {
    return workspace.use((block) =>
      computeShard(this.#network, this.#heads, shard.take(block), shard, block),
    );
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  /** A copy of the gradient: the next shard overwrites that in the store. */
  #keepGradient(shard: number): FloatArray {
    const { trainableSize, memory } = this.#network.store;
    const kept = this.#gradients[shard] ?? memory.floats(trainableSize);
    this.#gradients[shard] = kept;
    kept.set(this.#left);
    return kept;
  }
}
