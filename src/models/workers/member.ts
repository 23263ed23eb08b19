import type { WeightStore } from '../../layers/index.ts';
import { ConfigError, type FloatArray, StateError } from '../../tensor/index.ts';
import type { Workspace } from '../workspace.ts';
import type { Exchange } from './exchange.ts';
import { type Line, openLine } from './line.ts';
import { type ReplicaPlan, weightsText } from './messages.ts';
import type { ShardRun } from './runner.ts';
import { receiveReport, sendShard } from './sent.ts';
import type { Shard } from './shard.ts';

/** One worker of a fit, seen from here. */
export class Member {
  /** What errors call it: `worker 1 of 2`. */
  readonly #name: string;
  readonly #line: Line;
  /** Whether the arrays are in memory that threads share; else they travel with the messages. */
  readonly #shared: boolean;
  #exchange: Exchange;

  private constructor(name: string, line: Line, exchange: Exchange, shared: boolean) {
    this.#name = name;
    this.#line = line;
    this.#exchange = exchange;
    this.#shared = shared;
  }

  /**
   * Starts the worker; it loads while this goes on.
   *
   * @throws ConfigError where there are no workers; StateError where they are forbidden
   */
  static async start(name: string, exchange: Exchange, shared: boolean): Promise<Member> {
    try {
      return new Member(name, await openLine(), exchange, shared);
    } catch (cause) {
      if (cause instanceof ConfigError) throw cause;
      throw new StateError(`fit could not start ${name}: ${String(cause)}`, { cause });
    }
  }

  /** The array that the worker reads weights from, to be written before each step. */
  get weights(): FloatArray {
    return this.#exchange.weights;
  }

  /**
   * Lets it make its copy of the network whose weights are in `store`.
   *
   * @throws ConfigError if it cannot, or has made another; StateError if it did not start
   */
  async begin(plan: ReplicaPlan, store: WeightStore): Promise<void> {
    const exchange = this.#shared ? this.#exchange : undefined;
    const failed = `fit could not start ${this.#name}`;
    const answer = await this.#line.ask(
      { kind: 'begin', plan, exchange },
      (reason) => `${failed}: ${reason}. A bundler has to bring its file along, unrolled/worker`,
    );
    if (answer.kind === 'ready' && answer.weights === weightsText(store)) return;
    if (answer.kind === 'failed' && !answer.config) {
      throw new StateError(`${failed}: ${answer.message}`);
    }
    throw new ConfigError(
      answer.kind === 'failed'
        ? answer.message
        : `the layers of ${plan.module ?? 'the library'} have other weights than those of the model of ` +
            'the same kinds: export the layers that the model is made of',
    );
  }

  /** Computes shards, by the weights that were written. @throws StateError if the worker dies */
  async step(shards: readonly Shard[], workspace: Workspace): Promise<ShardRun> {
    const when = `in training step ${shards[0]?.order.step}`;
    const exchange = this.#shared ? undefined : this.#exchange;
    const sent = shards.map((shard) =>
      workspace.use((block) => sendShard(shard.take(block), shard)),
    );
    const answer = await this.#line.ask(
      { kind: 'step', shards: sent, exchange },
      (reason) =>
        `fit lost ${this.#name} ${when}: ${reason}. The model is that of the step before: fit on, or ` +
        'without workers to see more',
    );
    if (answer.kind !== 'done') {
      const reason = answer.kind === 'failed' ? answer.message : 'it did something else';
      return { failure: new StateError(`${this.#name} failed ${when}, but not here: ${reason}`) };
    }
    this.#exchange = answer.exchange ?? this.#exchange;
    const { gradients } = this.#exchange;
    return {
      computed: answer.reports.map((report, i) => ({
        report: receiveReport(report),
        gradient: gradients[i]!,
      })),
    };
  }

  /** Ends the worker, whatever it does. */
  end(): Promise<void> {
    return this.#line.end();
  }
}
