import { builtIn } from '../builtIn.ts';
import type { Loss } from '../losses/loss.ts';
import type { Metric, MetricBatch } from './metric.ts';

/** Sums over the steps so far. */
export interface RatioState {
  /** Σ weight · value over the steps that count. */
  readonly total: number;
  /** Σ weight over the same steps. */
  readonly weight: number;
}

/** A ratio of sums over all steps, from the first batch to the last. */
export interface Ratio {
  readonly name: string;
  readonly kind?: string;
  readonly options?: object;
  readonly check?: (loss: Loss) => void;
  /** How to get the value of a step that counts. */
  readonly valuesOf: (batch: MetricBatch) => (step: number) => number;
  /** What to report of Σ weight · value / Σ weight; the ratio itself if left out. */
  readonly finish?: (ratio: number) => number;
}

/**
 * The metric Σ weight · value / Σ weight over the steps that count, in float64, one step after
 * another: cut into batches anywhere, the steps give the same bits. Without any step the ratio is 0.
 */
export function ratioMetric({
  name,
  kind,
  options,
  check,
  valuesOf,
  finish,
}: Ratio): Metric<RatioState> {
  return builtIn<Metric<RatioState>>({
    name,
    ...(kind !== undefined && { kind, options: Object.freeze({ ...options }) }),
    ...(check && { check }),
    init: () => ({ total: 0, weight: 0 }),
    update(state, batch) {
      const value = valuesOf(batch);
      let { total, weight } = state;
      for (let step = 0; step < batch.counts.length; step++) {
        if (batch.counts[step] === 0) continue;
        const factor = batch.stepWeights === undefined ? 1 : batch.stepWeights.data[step]!;
        total += factor * value(step);
        weight += factor;
      }
      return { total, weight };
    },
    merge: (first, second) => ({
      total: first.total + second.total,
      weight: first.weight + second.weight,
    }),
    result({ total, weight }) {
      const ratio = weight === 0 ? 0 : total / weight;
      return finish ? finish(ratio) : ratio;
    },
  });
}
