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
import type { Head } from './head.ts';

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

/** What a meter has seen of one output: sums that those of another can be added to. */
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

/** What the loss of one output has compared, once it has gone forward. */
export interface Measured {
  readonly batch: LossBatch;
  readonly outputs: LossOutputs;
}

/** What a meter has seen of one output. */
interface Gauge {
  readonly head: Head;
  total: number;
  count: number;
  /** The state of each metric. */
  states: unknown[];
}

/** Losses and metrics over any number of batches, as ratios of sums over all their steps. */
export class Meter {
  readonly #gauges: readonly Gauge[];
  #penalty = 0;
  #steps = 0;

  /** @param states what the metrics of each output go on from; by default they begin */
  constructor(heads: readonly Head[], states?: readonly (readonly unknown[])[]) {
    this.#gauges = heads.map((head, i) => ({
      head,
      total: 0,
      count: 0,
      states: head.metrics.map((metric, m) =>
        states === undefined ? metric.init() : states[i]?.[m],
      ),
    }));
  }

  /** What it has seen so far of each output. */
  get sums(): readonly MeterSums[] {
    return this.#gauges.map(({ total, count, states }) => ({ total, count, states: [...states] }));
  }

  /** Adds a batch: what the loss of each output has compared. */
  add(measured: readonly Measured[], compute: Compute): void {
    for (let i = 0; i < this.#gauges.length; i++) {
      const gauge = this.#gauges[i]!;
      const { batch, outputs } = measured[i]!;
      const { loss, metrics } = gauge.head;
      gauge.total += outputs.total;
      gauge.count += outputs.count;
      if (metrics.length === 0) continue;
      const seen = metricBatch(loss, batch, outputs, compute);
      gauge.states = metrics.map((metric, m) => metric.update(gauge.states[m], seen));
    }
  }

  /**
   * Adds what the meters of shards have seen, in their order. The first one's metrics went on from the
   * states of this meter, the others' began: so a single shard gives what `add` gives, bit for bit.
   */
  join(shards: readonly (readonly MeterSums[])[]): void {
    for (const [i, sums] of shards.entries()) {
      for (const [g, gauge] of this.#gauges.entries()) {
        const { total, count, states } = sums[g]!;
        gauge.total += total;
        gauge.count += count;
        gauge.states = gauge.head.metrics.map((metric, m) =>
          i === 0 ? states[m] : metric.merge?.(gauge.states[m], states[m]),
        );
      }
    }
  }

  /** Adds what regularizers made of weights and outputs in one training step, or one batch of a test. */
  addPenalty(penalty: number): void {
    this.#penalty += penalty;
    this.#steps++;
  }

  /**
   * `loss` and every metric by name; a loss is 0 if no step counted. With several outputs `loss` is
   * the weighted sum of theirs, which stand as `<output>_loss`, and their metrics have its name, too. The
   * mean of the penalties is part of `loss` alone.
   */
  results(): { loss: number; [metric: string]: number } {
    const penalty = this.#steps === 0 ? 0 : this.#penalty / this.#steps;
    const results: { loss: number; [metric: string]: number } = { loss: penalty };
    const alone = this.#gauges.length === 1;
    for (const { head, total, count, states } of this.#gauges) {
      const loss = count === 0 ? 0 : total / count;
      results.loss += head.weight * loss;
      const of = alone ? '' : `${head.output}_`;
      if (!alone) results[`${of}loss`] = loss;
      for (const [m, metric] of head.metrics.entries()) {
        const name = `${of}${metric.name}`;
        const several = metric.results?.(states[m]);
        if (several === undefined) results[name] = metric.result(states[m]);
        else for (const [key, value] of Object.entries(several)) results[`${name}_${key}`] = value;
      }
    }
    return results;
  }
}
