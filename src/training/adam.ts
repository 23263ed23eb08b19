import { checkFlag, fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, checkEpsilon, checkShare, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `adam`; names and defaults are Keras'. */
export interface AdamOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** β₁ in [0, 1), how much of the mean gradient stays at each update; 0.9 by default. */
  readonly beta1?: number;
  /** β₂ in [0, 1), how much of the mean square stays; 0.999 by default. */
  readonly beta2?: number;
  /** ε > 0; 1e-7 by default. */
  readonly epsilon?: number;
  /** Whether to divide by the largest mean square so far; `false` by default. */
  readonly amsgrad?: boolean;
}

/**
 * Adam, in Keras 3's form, at update t = 1, 2, …:
 *
 *     m ← m + (1 − β₁) (g − m)
 *     v ← v + (1 − β₂) (g² − v)
 *     α = η √(1 − β₂ᵗ) / (1 − β₁ᵗ)
 *     w ← w − α m / (√v + ε)                        AMSGrad: v̂ ← max(v̂, v) in the place of v
 *
 * The state's slots are `m`, `v`, and `vMax` (v̂) for AMSGrad; its scalars are β₁ᵗ and β₂ᵗ, running
 * products in float64. This is the form that the paper's section 2 ends with, whose ε is not
 * corrected for bias. PyTorch divides by √(v / (1 − β₂ᵗ)) + ε, with ε = 1e-8: an ε here acts as
 * ε / √(1 − β₂ᵗ) does there, at t = 1 about 32 times as much, which shows where gradients are small.
 *
 * @throws ConfigError for an unknown or impossible option
 * @see Kingma, Ba: Adam, a method for stochastic optimization (2015);
 * Reddi, Kale, Kumar: On the convergence of Adam and beyond (2018)
 */
export function adam(given: AdamOptions = {}): Optimizer {
  return adamOf('adam', given);
}

/** Adam under the name by which errors and files call it. */
export function adamOf(kind: string, given: AdamOptions): Optimizer {
  const options = fillOptions<Omit<AdamOptions, keyof CommonOptions>>(
    kind,
    given,
    [],
    { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
    COMMON,
  );
  const { learningRate, beta1, beta2, epsilon, amsgrad } = options;
  checkShare(kind, 'beta1', beta1);
  checkShare(kind, 'beta2', beta2);
  checkEpsilon(kind, epsilon);
  checkFlag(kind, 'amsgrad', amsgrad);
  return optimizerOfRule({
    kind,
    options,
    common: commonOf(kind, given, learningRate),
    slots: { m: 0, v: 0, ...(amsgrad ? { vMax: 0 } : {}) },
    scalars: { beta1Power: 1, beta2Power: 1 },
    begin(powers, rate) {
      const power1 = powers.beta1Power! * beta1;
      const power2 = powers.beta2Power! * beta2;
      powers.beta1Power = power1;
      powers.beta2Power = power2;
      return (rate * Math.sqrt(1 - power2)) / (1 - power1);
    },
    apply(k, alpha, n, w, g, slot) {
      const vMax = amsgrad ? slot('vMax') : undefined;
      k.adam(n, alpha, beta1, beta2, epsilon, w, 0, g, 0, slot('m'), 0, slot('v'), 0, vMax, 0);
    },
  });
}
