import { memoryFor } from '../../kernels/index.ts';
import type { WeightSource } from '../../layers/index.ts';
import { isJsonObject } from '../../storage/json.ts';
import { ConfigError, type FloatArray, zeros } from '../../tensor/index.ts';
import { type Loss, lossFrom, type Metric, metricFrom } from '../../training/index.ts';
import type { Compiled } from '../compiled.ts';
import { foreignKind } from '../describe.ts';
import type { Graph } from '../graph.ts';
import { graphFrom } from '../graphFile.ts';
import { Network } from '../network.ts';
import { Workspace } from '../workspace.ts';
import type { Exchange } from './exchange.ts';
import { type HeadPlan, type ReplicaPlan, weightsText } from './messages.ts';
import { importOwnParts, type OwnParts } from './ownParts.ts';
import { receiveRows, receiveWork, type SentReport, type SentShard, sendReport } from './sent.ts';
import { computeShard, type ShardReport } from './shard.ts';
import { type Counts, WaitingShards } from './waitingShards.ts';

/** A worker's copy of the network of a fit. */
export class Replica {
  readonly #network: Network;
  readonly #heads: Compiled['heads'];
  readonly #workspace: Workspace;
  readonly #waiting: WaitingShards;

  private constructor(plan: ReplicaPlan, own: OwnParts) {
    const { seed, dtype, kernels, inputs, module, names } = plan;
    const memory = memoryFor(dtype, kernels);
    // Its weights come with every step: none is initialized.
    const source: WeightSource = ({ shape }) => zeros([...shape], dtype);
    this.#network = new Network(graphOf(plan, own), inputs, seed, { memory, source, names });
    this.#heads = plan.heads.map((head) => ({
      ...head,
      loss: lossOf(head, module, own),
      metrics: metricsOf(head, module, own),
    }));
    this.#workspace = new Workspace(memory);
    this.#waiting = new WaitingShards(this.#network, this.#heads);
  }

  /** Makes it. @throws ConfigError if the user's module lacks a layer, loss or metric */
  static async make(plan: ReplicaPlan): Promise<Replica> {
    return new Replica(plan, await importOwnParts(plan.module));
  }

  /** The paths and shapes of its weights. */
  get weightsText(): string {
    return weightsText(this.#network.store);
  }

  /** Computes shards by the weights in the exchange, and leaves their gradients there. */
  step(shards: readonly SentShard[], { weights, gradients }: Exchange): SentReport[] {
    this.#take(weights);
    return shards.map((shard, i) => {
      const work = receiveWork(shard);
      const report = this.#workspace.use((block) =>
        computeShard(this.#network, this.#heads, receiveRows(shard, block), work, block),
      );
      return this.#leave(report, gradients[i]);
    });
  }

  /** Goes forward with shards that wait, by the weights in the exchange, and counts. */
  count(shards: readonly SentShard[], { weights }: Exchange): Counts {
    this.#take(weights);
    this.#waiting.clear();
    return shards.map((shard) => {
      const work = receiveWork(shard);
      return this.#waiting.begin({ ...work, take: (block) => receiveRows(shard, block) });
    });
  }

  /** Goes back with them, and leaves their gradients in the exchange. */
  back(scales: readonly number[], { gradients }: Exchange): SentReport[] {
    return this.#waiting.finish(scales, (report, i) => this.#leave(report, gradients[i]));
  }

  #take(weights: FloatArray): void {
    const { store } = this.#network;
    store.change(() => store.values.set(weights));
  }

  /** Leaves the gradient that the store has now. */
  #leave(report: ShardReport, gradient: FloatArray | undefined): SentReport {
    const { gradients, trainableSize } = this.#network.store;
    gradient?.set(gradients.subarray(0, trainableSize));
    return sendReport(report);
  }
}

function graphOf({ model, module }: ReplicaPlan, { layers: own }: OwnParts): Graph {
  const parsed: unknown = JSON.parse(model);
  const { layers, graph } = isJsonObject(parsed) ? parsed : {};
  const kind = foreignKind(layers, own);
  if (kind !== undefined) throw missing(module, 'layers', `one of kind '${kind}'`);
  return graphFrom(Array.isArray(layers) ? layers : [], graph, own, 'the model');
}

function lossOf({ loss }: HeadPlan, module: string | undefined, { losses }: OwnParts): Loss {
  if (!loss.own) return lossFrom(loss.name, loss.options);
  const found = losses.find(({ name }) => name === loss.name);
  if (found === undefined) throw missing(module, 'losses', `the loss ${loss.name}`);
  return found;
}

function metricsOf(
  { metrics }: HeadPlan,
  module: string | undefined,
  own: OwnParts,
): readonly Metric[] {
  return metrics.map((wanted) => {
    if (!wanted.own) return metricFrom(wanted.kind, wanted.options);
    const found = own.metrics.find(({ name }) => name === wanted.name);
    if (found === undefined) throw missing(module, 'metrics', `the metric ${wanted.name}`);
    return found;
  });
}

function missing(module: string | undefined, list: string, what: string): ConfigError {
  return new ConfigError(`${module} exports no ${list} with ${what}, which the model has: add it`);
}
