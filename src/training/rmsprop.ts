import { checkFlag, checkNumber, fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, checkEpsilon, checkShare, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `rmsprop`; names and defaults are Keras'. */
export interface RmspropOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** ρ in [0, 1), how much of the mean square stays at each update; 0.9 by default. */
  readonly rho?: number;
  /** μ in [0, 1]; 0 by default, which keeps no velocity. */
  readonly momentum?: number;
  /** ε > 0; 1e-7 by default. */
  readonly epsilon?: number;
  /** Whether to divide by the deviation from the mean gradient; `false` by default. */
  readonly centered?: boolean;
}

/**
 * RMSprop, in Keras 3's form: each number is divided by the root of a running mean of its squares.
 *
 *     s ← ρ s + (1 − ρ) g²
 *     r ← ρ r + (1 − ρ) g                          if centered, else r = 0
 *     δ = η g / √(s − r² + ε)
 *     w ← w − δ                                    without momentum
 *     v ← μ v + δ;   w ← w − v                     with momentum
 *
 * The state's slots are `s`, `r` where centered, `v` where there is momentum. ε stands under the
 * root; PyTorch adds it to the root, √s + ε, and defaults to ρ = 0.99, ε = 1e-8, η = 0.01.
 *
 * @throws ConfigError for an unknown or impossible option
 * @see Hinton, Srivastava, Swersky: Neural networks for machine learning, lecture 6e (2012);
 * centered: Graves: Generating sequences with recurrent neural networks (2013), section 4.2
 */
export function rmsprop(given: RmspropOptions = {}): Optimizer {
  const kind = 'rmsprop';
  const options = fillOptions<Omit<RmspropOptions, keyof CommonOptions>>(
    kind,
    given,
    [],
    { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
    COMMON,
  );
  const { learningRate, rho, momentum, epsilon, centered } = options;
  checkShare(kind, 'rho', rho);
  checkNumber(kind, 'momentum', momentum, 'in [0, 1]', (mu) => mu >= 0 && mu <= 1);
  checkEpsilon(kind, epsilon);
  checkFlag(kind, 'centered', centered);
  return optimizerOfRule({
    kind,
    options,
    common: commonOf(kind, given, learningRate),
    slots: { s: 0, ...(centered ? { r: 0 } : {}), ...(momentum === 0 ? {} : { v: 0 }) },
    scalars: {},
    begin: (_, rate) => rate,
    apply(k, rate, n, w, g, slot) {
      const v = momentum === 0 ? undefined : slot('v');
      const r = centered ? slot('r') : undefined;
      k.rmsprop(n, rate, rho, epsilon, w, 0, g, 0, slot('s'), 0, momentum, v, 0, r, 0);
    },
  });
}
