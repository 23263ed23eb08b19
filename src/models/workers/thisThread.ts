import { type FloatArray, StateError } from '../../tensor/index.ts';
import type { Compiled } from '../compiled.ts';
import type { Network } from '../network.ts';
import type { Workspace } from '../workspace.ts';
import type { ComputedShard, ShardRun, ShardRunner } from './runner.ts';
import { computeShard, type Shard } from './shard.ts';

/** Computes shards in this thread, one after the other. */
export class ThisThread implements ShardRunner {
  readonly #network: Network;
  readonly #heads: Compiled['heads'];
  /** What a shard leaves in the store. */
  readonly #left: FloatArray;
  readonly #gradients: FloatArray[] = [];

  constructor(network: Network, { heads }: Compiled) {
    this.#network = network;
    this.#heads = heads;
    this.#left = network.store.trainedGradients.data;
  }

  run(shards: readonly Shard[], workspace: Workspace): ShardRun {
    const computed: ComputedShard[] = [];
    for (const [i, shard] of shards.entries()) {
      try {
        const report = workspace.use((block) =>
          computeShard(this.#network, this.#heads, shard.take(block), shard, block),
        );
        computed.push({ report, gradient: this.#keepGradient(i) });
      } catch (cause) {
        const where = `shard ${i + 1} of ${shards.length} failed in training step ${shard.order.step}`;
        const message = `${where}, though the whole batch does not: ${String(cause)}`;
        return { failure: new StateError(message, { cause }) };
      }
    }
    return { computed };
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
