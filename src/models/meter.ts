import type { Compute } from '../kernels/index.ts';
import type { LossOutputs } from '../math/index.ts';
import { ConfigError } from '../tensor/index.ts';
import { checkList } from '../tensor/options.ts';
import {
  type Loss,
  type LossBatch,
  type Metric,
  type MetricName,
  metricBatch,
  metricOf,
} from '../training/index.ts';

/**
 * The metrics that are meant, to be computed beside `loss`.
 *
 * @throws ConfigError for what is no metric, and where two would be called the same
 */
export function metricsOf(options: readonly (MetricName | Metric)[], loss: Loss): Metric[] {
  checkList('compile', 'metrics', options);
  const metrics = options.map((option) => metricOf(option, loss));
  const names = ['loss', ...metrics.map(({ name }) => name)];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ConfigError(`compile wants every metric once, got two results called '${twice}'`);
  }
  return metrics;
}

/** What a meter has seen: sums that those of another can be added to. */
export interface MeterSums {
  /** Σ weight · loss. */
  readonly total: number;
  /** How many steps count. */
  readonly count: number;
  /** The state of each metric. */
  readonly states: readonly unknown[];
}

/** Throws a ConfigError unless what two meters have seen can be joined. */
export function checkMergeable(metrics: readonly Metric[]): void {
  const stuck = metrics.find((metric) => metric.merge === undefined);
  if (stuck === undefined) return;
  throw new ConfigError(
    `fit in several shards wants the metric ${stuck.name} to have merge(first, second), which joins ` +
      'what two of them have seen: add it, or set shards to 1',
  );
}

/** Loss and metrics over any number of batches, as ratios of sums over all their steps. */
export class Meter {
  readonly #loss: Loss;
  readonly #metrics: { readonly metric: Metric; state: unknown }[];
  #total = 0;
  #count = 0;

  /** @param states what the metrics go on from; by default they begin */
  constructor(loss: Loss, metrics: readonly Metric[], states?: readonly unknown[]) {
    this.#loss = loss;
    this.#metrics = metrics.map((metric, i) => ({
      metric,
      state: states === undefined ? metric.init() : states[i],
    }));
  }

  /** What it has seen so far. */
  get sums(): MeterSums {
    const states = this.#metrics.map(({ state }) => state);
    return { total: this.#total, count: this.#count, states };
  }

  /** Adds a batch whose loss has gone forward. */
  add(batch: LossBatch, outputs: LossOutputs, compute: Compute): void {
    this.#total += outputs.total;
    this.#count += outputs.count;
    if (this.#metrics.length === 0) return;
    const seen = metricBatch(this.#loss, batch, outputs, compute);
    for (const entry of this.#metrics) entry.state = entry.metric.update(entry.state, seen);
  }

  /**
   * Adds what the meters of shards have seen, in their order. The first one's metrics went on from the
   * states of this meter, the others' began: so a single shard gives what `add` gives, bit for bit.
   */
  join(shards: readonly MeterSums[]): void {
    for (const [i, { total, count, states }] of shards.entries()) {
      this.#total += total;
      this.#count += count;
      for (const [m, entry] of this.#metrics.entries()) {
        const { metric, state } = entry;
        entry.state = i === 0 ? states[m] : metric.merge?.(state, states[m]);
      }
    }
  }

  /** `loss` and every metric by name; loss 0 if no step counted. */
  results(): { loss: number; [metric: string]: number } {
    const loss = this.#count === 0 ? 0 : this.#total / this.#count;
    const results: { loss: number; [metric: string]: number } = { loss };
    for (const { metric, state } of this.#metrics) results[metric.name] = metric.result(state);
    return results;
  }
}
