import { fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, checkEpsilon, checkShare, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `nadam`; names and defaults are Keras'. */
export interface NadamOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** β₁ in [0, 1), how much of the mean gradient stays at each update; 0.9 by default. */
  readonly beta1?: number;
  /** β₂ in [0, 1), how much of the mean square stays; 0.999 by default. */
  readonly beta2?: number;
  /** ε > 0; 1e-7 by default. */
  readonly epsilon?: number;
}

/** How fast the momentum μ comes near to β₁. */
const WARM_UP = 0.96;

/**
 * Nadam, in Keras 3's form: Adam with Nesterov's look ahead. At update t = 1, 2, …, with the momentum
 * μₜ = β₁ (1 − ½ · 0.96ᵗ) and the products Πₜ = μ₁ · … · μₜ:
 *
 *     m ← m + (1 − β₁) (g − m)
 *     v ← v + (1 − β₂) (g² − v)
 *     m̂ = μₜ₊₁ m / (1 − Πₜ₊₁) + (1 − μₜ) g / (1 − Πₜ)
 *     v̂ = v / (1 − β₂ᵗ)
 *     w ← w − η m̂ / (√v̂ + ε)
 *
 * It is computed with both sides of the fraction multiplied by √(1 − β₂ᵗ). The state's slots are `m`
 * and `v`; its scalars are 0.96ᵗ, Πₜ and β₂ᵗ, running products in float64. PyTorch has the same formula
 * where its `momentum_decay` ψ, of 0.96^(t ψ), is 1; it defaults to ψ = 0.004, η = 0.002, ε = 1e-8.
 *
 * @throws ConfigError for an unknown or impossible option
 * @see Dozat: Incorporating Nesterov momentum into Adam (2016)
 */
export function nadam(given: NadamOptions = {}): Optimizer {
  const kind = 'nadam';
  const options = fillOptions<Omit<NadamOptions, keyof CommonOptions>>(
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
    slots: { m: 0, v: 0 },
    scalars: { warmUpPower: 1, momentumProduct: 1, beta2Power: 1 },
    begin(products, rate) {
      const warmUp = products.warmUpPower! * WARM_UP;
      const momentum = beta1 * (1 - 0.5 * warmUp);
      const next = beta1 * (1 - 0.5 * (warmUp * WARM_UP));
      const product = products.momentumProduct! * momentum;
      const power2 = products.beta2Power! * beta2;
      products.warmUpPower = warmUp;
      products.momentumProduct = product;
      products.beta2Power = power2;
      const root = Math.sqrt(1 - power2);
      return {
        mean: (rate * root * next) / (1 - product * next),
        gradient: (rate * root * (1 - momentum)) / (1 - product),
        epsilon: epsilon * root,
      };
    },
    apply(k, rates, n, w, g, slot) {
      const shares = [rates.mean, rates.gradient, beta1, beta2, rates.epsilon] as const;
      k.nadam(n, ...shares, w, 0, g, 0, slot('m'), 0, slot('v'), 0);
    },
  });
}
