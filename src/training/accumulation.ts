import type { Kernels } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkCount } from '../tensor/options.ts';
import type { OptimizerState } from './optimizer.ts';

/** Options of an optimizer by which several batches make one update. */
export interface AccumulationOptions {
  /**
   * n >= 2: the gradients of n training steps are added, and each n-th updates the weights by their
   * mean. A sum that an epoch begins the next one completes.
   */
  readonly gradientAccumulationSteps?: number;
}

/** The name of the option. */
export const ACCUMULATION: readonly (keyof AccumulationOptions)[] = ['gradientAccumulationSteps'];

/** The name of the sums among the slots of a state. */
export const SUM = 'sum';

/** The name of the number of gradients in the sums, among the scalars of a state. */
export const SUMMED = 'summed';

/** n among the options of `owner`; 1 without. @throws ConfigError unless it is a whole number >= 2 */
export function accumulationOf(
  owner: string,
  { gradientAccumulationSteps: steps }: AccumulationOptions,
): number {
  if (steps === undefined) return 1;
  checkCount(owner, 'gradientAccumulationSteps', steps, 2);
  return steps;
}

/**
 * Adds gradients to the sums of the state. Where these are `steps` then, the gradients become the
 * mean of all, and the sums begin anew.
 *
 * @returns whether they have become the mean, so that an update is due
 */
export function accumulate(
  steps: number,
  grads: readonly Tensor[],
  { slots, scalars }: OptimizerState,
  kernels: Kernels,
): boolean {
  const due = scalars[SUMMED]! + 1 === steps;
  for (const [i, { data: g }] of grads.entries()) {
    const sum = slots[SUM]![i]!.data;
    kernels.add(g.length, g, 0, sum, 0);
    if (!due) continue;
    g.set(sum);
    kernels.scale(g.length, 1 / steps, g, 0);
    sum.fill(0);
  }
  scalars[SUMMED] = due ? 0 : scalars[SUMMED]! + 1;
  return due;
}
