import type { Kernels } from '../../kernels/index.ts';
import { meanScale } from '../../math/losses/lossSteps.ts';
import type { ModelState } from '../builtGraph.ts';
import type { Dataset, Rows, Window } from '../dataset.ts';
import type { Meter } from '../meter.ts';
import type { Network } from '../network.ts';
import type { StepReport, Trainer } from '../trainer.ts';
import type { Workspace } from '../workspace.ts';
import type { ComputedShard, ShardRunner } from './runner.ts';
import { computeShard, type Divided, shardsOf } from './shard.ts';
import { joinStates } from './states.ts';
import { totalCounts } from './waitingShards.ts';

/** How training in shards goes. */
export interface Sharding {
  readonly runner: ShardRunner;
  /** Into how many shards a batch is cut. */
  readonly shards: number;
  /** Whether the final states of a step are asked for. */
  readonly keepsState: boolean;
}

/** What training in shards works on. */
export interface ShardJob {
  readonly trainer: Trainer;
  readonly workspace: Workspace;
  readonly training: Dataset;
}

/**
 * One training step on some rows, cut into shards. Their gradients are added in the order of the
 * rows, whoever was the first to be ready; then clipping and one update, as without shards.
 *
 * @throws whatever the same step throws without shards; StateError if a worker died. The weights are
 * then as after the last whole step.
 */
export async function trainShards(
  { trainer, workspace, training }: ShardJob,
  { runner, shards, keepsState }: Sharding,
  rows: Rows,
  window: Window | undefined,
  state: ModelState,
  meter: Meter,
): Promise<StepReport> {
  const { network, compiled } = trainer;
  trainer.pull();
  const metrics = meter.sums.map(({ states }) => states);
  const order = { step: trainer.step, metrics, keepsState, costs: network.costs };
  const cut = shardsOf(training, rows, window, state, shards, order);
  const run = await runner.run(cut, workspace);
  if ('failure' in run) {
    // An error should name rows as they stand in the batch: the whole batch gives the very error of a
    // step without shards.
    for (const whole of shardsOf(training, rows, window, state, 1, order)) {
      workspace.use((block) =>
        computeShard(network, compiled.heads, whole.take(block), whole, block),
      );
    }
    throw run.failure;
  }
  const reports = run.computed.map(({ report }) => report);
  const { penalty } = trainer;
  const report = workspace.use((block) => {
    addGradients(network, run.computed, cut[0]?.order.divided, block.kernels);
    return trainer.update(block);
  });
  meter.join(reports.map(({ sums }) => sums));
  meter.addPenalty(reports.reduce((sum, one) => sum + one.penalty, penalty));
  return { ...report, state: joinStates(reports.map((shard) => shard.state)) };
}

/** Puts the gradient of the batch into the store: Σ of the shards', divided by now. */
function addGradients(
  { store }: Network,
  shards: readonly ComputedShard[],
  divided: Divided | undefined,
  kernels: Kernels,
): void {
  const [first, ...others] = shards;
  if (first === undefined) return;
  const { gradients, trainableSize } = store;
  for (const path of Object.keys(first.report.touched)) store.touched(path)?.clear();
  for (const { report } of shards) {
    for (const [path, rows] of Object.entries(report.touched)) store.touched(path)?.add(rows);
  }
  gradients.set(first.gradient);
  for (const { gradient } of others) kernels.add(trainableSize, gradient, 0, gradients, 0);
  if (divided !== 'last') return;
  const [count = 0] = totalCounts(shards.map(({ report }) => report.sums.map((sum) => sum.count)));
  kernels.scale(trainableSize, meanScale(count), gradients, 0);
}
