import { pow } from '../elementary/index.ts';
import { checkNumber, fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `ftrl`; names and defaults are Keras'. */
export interface FtrlOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.001 by default. An update with η = 0 changes nothing. */
  readonly learningRate?: LearningRate;
  /** p <= 0, how the rate of a number falls with its squared gradients; −0.5 by default, 0: it does not. */
  readonly learningRatePower?: number;
  /** n >= 0 before the first update; 0.1 by default. */
  readonly initialAccumulatorValue?: number;
  /** λ₁ >= 0: small sums of gradients give a weight of exactly 0; 0 by default. */
  readonly l1RegularizationStrength?: number;
  /** λ₂ >= 0, a penalty on the size of weights; 0 by default. */
  readonly l2RegularizationStrength?: number;
  /** A penalty on the size of weights by the gradient, >= 0; 0 by default. */
  readonly l2ShrinkageRegularizationStrength?: number;
  /** β >= 0 of the paper; 0 by default. */
  readonly beta?: number;
}

/**
 * FTRL-Proximal, in Keras 3's form:
 *
 *     n′ = n + g²
 *     z ← z + g + 2 λₛ w − (n′^−p − n^−p) / η · w
 *     w ← (clip(z, −λ₁, λ₁) − z) / (n′^−p / η + 2 λ₂ + β / η)
 *     n ← n′
 *
 * with the shrinkage λₛ. So a weight is told anew from all gradients at each update: one that never had a
 * gradient becomes 0. Computed in float64 and rounded where it is stored. The state's slots are
 * `accumulator`, n, and `linear`, z. PyTorch has no FTRL.
 *
 * @throws ConfigError for an unknown or impossible option
 * @see McMahan et al.: Ad click prediction: a view from the trenches (2013)
 */
export function ftrl(given: FtrlOptions = {}): Optimizer {
  const kind = 'ftrl';
  const options = fillOptions<Omit<FtrlOptions, keyof CommonOptions>>(
    kind,
    given,
    [],
    {
      learningRate: 0.001,
      learningRatePower: -0.5,
      initialAccumulatorValue: 0.1,
      l1RegularizationStrength: 0,
      l2RegularizationStrength: 0,
      l2ShrinkageRegularizationStrength: 0,
      beta: 0,
    },
    COMMON,
  );
  const { learningRate, learningRatePower, initialAccumulatorValue, beta } = options;
  const { l1RegularizationStrength: l1, l2RegularizationStrength: l2 } = options;
  const { l2ShrinkageRegularizationStrength: shrinkage } = options;
  checkNumber(kind, 'learningRatePower', learningRatePower, '<= 0', (value) => value <= 0);
  for (const [option, value] of Object.entries({
    initialAccumulatorValue,
    l1RegularizationStrength: l1,
    l2RegularizationStrength: l2,
    l2ShrinkageRegularizationStrength: shrinkage,
    beta,
  })) {
    checkNumber(kind, option, value, '>= 0', (strength) => strength >= 0);
  }
  const power = -learningRatePower;
  return optimizerOfRule({
    kind,
    options,
    common: commonOf(kind, given, learningRate),
    slots: { accumulator: initialAccumulatorValue, linear: 0 },
    scalars: {},
    begin: (_, rate) => rate,
    apply(_, rate, n, w, g, slot) {
      if (rate === 0) return;
      const accumulator = slot('accumulator');
      const linear = slot('linear');
      for (let i = 0; i < n; i++) {
        const gi = g[i]!;
        const wi = w[i]!;
        const before = accumulator[i]!;
        const after = before + gi * gi;
        const grown = pow(after, power);
        const z = linear[i]! + gi + 2 * shrinkage * wi - ((grown - pow(before, power)) / rate) * wi;
        const scale = grown / rate + 2 * l2 + beta / rate;
        const pulled = Math.min(Math.max(z, -l1), l1) - z;
        w[i] = scale === 0 ? 0 : pulled / scale; // no gradient yet, and no strength
        linear[i] = z;
        accumulator[i] = after;
      }
    },
  });
}
