import type { MetricBatch } from './metric.ts';

/** Visits every step that counts, in order, with its weight. */
export function forSteps(
  { counts, stepWeights }: MetricBatch,
  visit: (step: number, weight: number) => void,
): void {
  for (let step = 0; step < counts.length; step++) {
    if (counts[step] === 0) continue;
    visit(step, stepWeights === undefined ? 1 : stepWeights.data[step]!);
  }
}
