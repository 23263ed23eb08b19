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

/** Loss and metrics over any number of batches, as ratios of sums over all their steps. */
export class Meter {
  readonly #loss: Loss;
  readonly #metrics: { readonly metric: Metric; state: unknown }[];
  #total = 0;
  #count = 0;

  constructor(loss: Loss, metrics: readonly Metric[]) {
    this.#loss = loss;
    this.#metrics = metrics.map((metric) => ({ metric, state: metric.init() }));
  }

  /** Adds a batch whose loss has gone forward. */
  add(batch: LossBatch, outputs: LossOutputs, compute: Compute): void {
    this.#total += outputs.total;
    this.#count += outputs.count;
    if (this.#metrics.length === 0) return;
    const seen = metricBatch(this.#loss, batch, outputs, compute);
    for (const entry of this.#metrics) entry.state = entry.metric.update(entry.state, seen);
  }

  /** `loss` and every metric by name; loss 0 if no step counted. */
  results(): { loss: number; [metric: string]: number } {
    const loss = this.#count === 0 ? 0 : this.#total / this.#count;
    const results: { loss: number; [metric: string]: number } = { loss };
    for (const { metric, state } of this.#metrics) results[metric.name] = metric.result(state);
    return results;
  }
}
