import type { FloatArray, StateError } from '../../tensor/index.ts';
import type { Workspace } from '../workspace.ts';
import type { Shard, ShardReport } from './shard.ts';

/** A shard that was computed. */
export interface ComputedShard {
  /** What it reports. */
  readonly report: ShardReport;
  /** Its gradient by the trained weights, to be read before the next step. */
  readonly gradient: FloatArray;
}

/** What came of the shards of a step: all of them, in order, or why one of them threw. */
export type ShardRun =
  | { readonly computed: readonly ComputedShard[] }
  | { readonly failure: StateError };

/** Where shards are computed: in this thread or in others. The numbers are the same. */
export interface ShardRunner {
  /**
   * Computes the shards of one step with the weights as they are now, in blocks of the workspace.
   *
   * @throws StateError if a worker died
   */
  run(shards: readonly Shard[], workspace: Workspace): ShardRun | Promise<ShardRun>;
  /** Ends whatever it has started. */
  end(): Promise<void>;
}
