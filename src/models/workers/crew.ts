import type { Network } from '../network.ts';
import type { Workspace } from '../workspace.ts';
import { canShare, newExchanges } from './exchange.ts';
import { Member } from './member.ts';
import type { ReplicaPlan } from './messages.ts';
import type { ComputedShard, ShardRun, ShardRunner } from './runner.ts';
import type { Shard } from './shard.ts';
import { scalesOf } from './waitingShards.ts';

/**
 * Workers that compute shards, each with a copy of the network. Of n workers the i-th takes the
 * shards i, i + n, i + 2n, …; nothing but time depends on who takes which.
 */
export class Crew implements ShardRunner {
  readonly #network: Network;
  readonly #members: Member[] = [];

  private constructor(network: Network) {
    this.#network = network;
  }

  /**
   * Starts workers: as many as asked for, but no more than there are shards.
   *
   * @throws ConfigError if they cannot make the network; StateError if one does not start
   */
  static async start(
    network: Network,
    plan: ReplicaPlan,
    most: number,
    shards: number,
  ): Promise<Crew> {
    const workers = Math.min(most, shards);
    const shares = Array.from({ length: workers }, (_, i) => Math.ceil((shards - i) / workers));
    const shared = canShare();
    const crew = new Crew(network);
    try {
      for (const [i, exchange] of newExchanges(network.store, shares, shared).entries()) {
        crew.#members.push(await Member.start(`worker ${i + 1} of ${workers}`, exchange, shared));
      }
      await Promise.all(crew.#members.map((member) => member.begin(plan, network.store)));
    } catch (error) {
      await crew.end();
      throw error;
    }
    return crew;
  }

  async run(shards: readonly Shard[], workspace: Workspace): Promise<ShardRun> {
    const workers = this.#members.length;
    const busy = this.#members.slice(0, shards.length);
    const { values } = this.#network.store;
    for (const weights of new Set(busy.map((member) => member.weights))) weights.set(values);
    const shares = busy.map((_, i) => shards.filter((_shard, at) => at % workers === i));
    const runs =
      shards[0]?.order.divided === 'between'
        ? await countAndGoBack(busy, shares, workspace)
        : await Promise.all(busy.map((member, i) => member.step(shares[i]!, workspace)));
    const parts: (readonly ComputedShard[])[] = [];
    for (const run of runs) {
      if ('failure' in run) return run;
      parts.push(run.computed);
    }
    const computed = shards.flatMap((_, i) => parts[i % workers]?.[Math.floor(i / workers)] ?? []);
    return { computed };
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()));
  }
}

/** Lets members go forward with shards that are divided in between, and back when all have counted. */
async function countAndGoBack(
  members: readonly Member[],
  shares: readonly (readonly Shard[])[],
  workspace: Workspace,
): Promise<readonly ShardRun[]> {
  const counted = await Promise.all(
    members.map((member, i) => member.count(shares[i]!, workspace)),
  );
  const counts: (readonly number[])[] = [];
  for (const run of counted) {
    if ('failure' in run) return [run];
    counts.push(...run.counts);
  }
  const scales = scalesOf(counts);
  return Promise.all(members.map((member, i) => member.back(scales, shares[i]!)));
}
