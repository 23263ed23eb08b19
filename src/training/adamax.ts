import { fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, checkEpsilon, checkShare, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `adamax`; names and defaults are Keras'. */
export interface AdamaxOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** β₁ in [0, 1), how much of the mean gradient stays at each update; 0.9 by default. */
  readonly beta1?: number;
  /** β₂ in [0, 1), how much of the largest gradient stays; 0.999 by default. */
  readonly beta2?: number;
  /** ε > 0; 1e-7 by default. */
  readonly epsilon?: number;
}

/**
 * Adamax, in Keras 3's form: Adam with the largest gradient, which fades, in the place of the root of
 * the mean square. At update t = 1, 2, …:
 *
 *     m ← m + (1 − β₁) (g − m)
 *     u ← max(β₂ u, |g|)
 *     w ← w − η / (1 − β₁ᵗ) · m / (u + ε)
 *
 * The state's slots are `m` and `u`; its scalar is β₁ᵗ, a running product in float64. PyTorch has ε in
 * u, max(β₂ u, |g| + ε), and defaults to η = 0.002, ε = 1e-8.
 *
 * @throws ConfigError for an unknown or impossible option
 * @see Kingma, Ba: Adam, a method for stochastic optimization (2015), section 7.1
 */
export function adamax(given: AdamaxOptions = {}): Optimizer {
  const kind = 'adamax';
  const options = fillOptions<Omit<AdamaxOptions, keyof CommonOptions>>(
    kind,
    given,
    [],
    { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    COMMON,
  );
  const { learningRate, beta1, beta2, epsilon } = options;
  checkShare(kind, 'beta1', beta1);
  checkShare(kind, 'beta2', beta2);
  checkEpsilon(kind, epsilon);
  return optimizerOfRule({
    kind,
    options,
    common: commonOf(kind, given, learningRate),
    slots: { m: 0, u: 0 },
    scalars: { beta1Power: 1 },
    begin(powers, rate) {
      const power1 = powers.beta1Power! * beta1;
      powers.beta1Power = power1;
      return rate / (1 - power1);
    },
    apply(k, alpha, n, w, g, slot) {
      k.adamax(n, alpha, beta1, beta2, epsilon, w, 0, g, 0, slot('m'), 0, slot('u'), 0);
    },
  });
}
