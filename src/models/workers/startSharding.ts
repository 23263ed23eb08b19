import type { Seed } from '../../tensor/index.ts';
import { checkMergeable } from '../meter.ts';
import type { Trainer } from '../trainer.ts';
import { Crew } from './crew.ts';
import type { ReplicaPlan } from './messages.ts';
import type { ShardingPlan } from './options.ts';
import { planOf } from './plan.ts';
import type { Sharding } from './shardedStep.ts';
import { ThisThread } from './thisThread.ts';

/** What is needed to share out training steps. */
export interface ShardedModel {
  readonly trainer: Trainer;
  readonly seed: Seed;
  readonly kernels: ReplicaPlan['kernels'];
}

/**
 * Starts what training in shards needs, workers if they are asked for; undefined where a batch is
 * trained on as a whole. The caller ends its `runner`.
 *
 * @throws ConfigError for a metric that cannot be joined, and for a part of the user's own that
 * workers do not get; StateError if a worker does not start
 */
export async function startSharding(
  { trainer, seed, kernels }: ShardedModel,
  { shards, workers }: ShardingPlan,
  keepsState: boolean,
): Promise<Sharding | undefined> {
  if (workers === undefined && shards === 1) return undefined;
  const { network, compiled } = trainer;
  if (shards > 1) checkMergeable(compiled.heads.flatMap(({ metrics }) => metrics));
  if (workers === undefined) {
    return { runner: new ThisThread(network, compiled), shards, keepsState };
  }
  const plan = planOf(network, compiled, seed, kernels, workers.module);
  return { runner: await Crew.start(network, plan, workers.count, shards), shards, keepsState };
}
