import type { WeightStore } from '../../layers/index.ts';
import { ConfigError, type FloatArray, StateError } from '../../tensor/index.ts';
import type { Workspace } from '../workspace.ts';
import type { Exchange } from './exchange.ts';
import { type Line, openLine } from './line.ts';
import { type FromWorker, type ReplicaPlan, type ToWorker, weightsText } from './messages.ts';
import type { ShardRun } from './runner.ts';
import { receiveReport, type SentReport, sendShard } from './sent.ts';
import type { Shard } from './shard.ts';
import type { Counts } from './waitingShards.ts';

/** How many steps count in shards that have gone forward, or why one of them threw. */
export type CountRun = { readonly counts: Counts } | { readonly failure: StateError };

/** What is asked in a training step, before arrays travel with it. */
type InStep =
  | Omit<Extract<ToWorker, { kind: 'step' }>, 'exchange'>
  | Omit<Extract<ToWorker, { kind: 'back' }>, 'exchange'>;

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
    const answer = await this.#askInStep(this.#sent(shards, workspace), shards);
    return answer.kind === 'done' ? this.#computed(answer.reports) : this.#failure(answer, shards);
  }

  /** Goes forward with shards that wait, and counts. @throws StateError if the worker dies */
  async count(shards: readonly Shard[], workspace: Workspace): Promise<CountRun> {
    const answer = await this.#askInStep(this.#sent(shards, workspace), shards);
    return answer.kind === 'counted' ? { counts: answer.counts } : this.#failure(answer, shards);
  }

  /** Goes back with the shards that it has counted. @throws StateError if the worker dies */
  async back(scales: readonly number[], shards: readonly Shard[]): Promise<ShardRun> {
    const answer = await this.#askInStep({ kind: 'back', scales }, shards);
    return answer.kind === 'done' ? this.#computed(answer.reports) : this.#failure(answer, shards);
  }

  #sent(shards: readonly Shard[], workspace: Workspace): InStep {
    const sent = shards.map((shard) =>
      workspace.use((block) => sendShard(shard.take(block), shard)),
    );
    return { kind: 'step', shards: sent };
  }

  async #askInStep(question: InStep, shards: readonly Shard[]): Promise<FromWorker> {
    const exchange = this.#shared ? undefined : this.#exchange;
    const answer = await this.#line.ask(
      { ...question, exchange },
      (reason) =>
        `fit lost ${this.#name} ${whenOf(shards)}: ${reason}. The model is that of the step before: ` +
        'fit on, or without workers to see more',
    );
    if ('exchange' in answer) this.#exchange = answer.exchange ?? this.#exchange;
    return answer;
  }

  #computed(reports: readonly SentReport[]): ShardRun {
    const { gradients } = this.#exchange;
    return {
      computed: reports.map((report, i) => ({
        report: receiveReport(report),
        gradient: gradients[i]!,
      })),
    };
  }

  #failure(answer: FromWorker, shards: readonly Shard[]): { readonly failure: StateError } {
    const reason = answer.kind === 'failed' ? answer.message : 'it did something else';
    const when = whenOf(shards);
    return { failure: new StateError(`${this.#name} failed ${when}, but not here: ${reason}`) };
  }

  /** Ends the worker, whatever it does. */
  end(): Promise<void> {
    return this.#line.end();
  }
}

function whenOf(shards: readonly Shard[]): string {
  return `in training step ${shards[0]?.order.step}`;
}
