import type { Kernels } from '../kernels/index.ts';
import { ConfigError, type Tensor } from '../tensor/index.ts';
import { checkFlag, checkNumber } from '../tensor/options.ts';
import type { OptimizerState } from './optimizer.ts';

/** Options of an optimizer by which it keeps averages of the weights. */
export interface AveragingOptions {
  /**
   * Whether to keep a moving average of every weight, ā ← μ ā + (1 − μ) w after each update, which
   * begins with the w of the first. At its end `fit` puts the averages in the place of the weights;
   * until then they train, and are validated, as without. `false` by default.
   */
  readonly useEma?: boolean;
  /** μ in [0, 1); 0.99 by default. */
  readonly emaMomentum?: number;
}

/** How averages move. */
export interface Averaging {
  /** μ: how much of an average stays at each update. */
  readonly momentum: number;
}

/** The names of the options. */
export const AVERAGING: readonly (keyof AveragingOptions)[] = ['useEma', 'emaMomentum'];

/** The name of the averages among the slots of a state. */
export const AVERAGE = 'average';

/**
 * The averaging among the options of `owner`, if there is one.
 *
 * @throws ConfigError for a μ that is not in [0, 1), and for one without `useEma`
 */
export function averagingOf(owner: string, options: AveragingOptions): Averaging | undefined {
  const { useEma = false, emaMomentum: momentum = 0.99 } = options;
  checkFlag(owner, 'useEma', useEma);
  checkNumber(owner, 'emaMomentum', momentum, 'in [0, 1)', (mu) => mu >= 0 && mu < 1);
  if (useEma) return Object.freeze({ momentum });
  if (options.emaMomentum === undefined) return undefined;
  throw new ConfigError(
    `${owner} wants useEma: true with emaMomentum: give it, or leave emaMomentum out`,
  );
}

/** Moves the averages towards the weights, after an update that the state has counted. */
export function average(
  { momentum }: Averaging,
  weights: readonly Tensor[],
  { iterations, slots }: OptimizerState,
  kernels: Kernels,
): void {
  for (const [i, { data: w }] of weights.entries()) {
    const averages = slots[AVERAGE]![i]!.data;
    if (iterations === 1) averages.set(w);
    else kernels.moveAverage(w.length, momentum, w, 0, averages, 0);
  }
}
