import { fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, checkEpsilon, checkShare, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `adadelta`; names and defaults are Keras'. */
export interface AdadeltaOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.001 by default, and 1 in the paper. */
  readonly learningRate?: LearningRate;
  /** ρ in [0, 1), how much of the mean squares stays at each update; 0.95 by default. */
  readonly rho?: number;
  /** ε > 0; 1e-7 by default. */
  readonly epsilon?: number;
}

/**
 * Adadelta, in Keras 3's form: a step has the size of the steps before it, so that it needs no η.
 *
 *     s ← ρ s + (1 − ρ) g²
 *     δ = g √(d + ε) / √(s + ε)
 *     d ← ρ d + (1 − ρ) δ²
 *     w ← w − η δ
 *
 * The state's slots are `s` and `d`, which begin with 0. PyTorch has the same formula, and defaults to
 * η = 1, ρ = 0.9, ε = 1e-6.
 *
 * @throws ConfigError for an unknown or impossible option
 * @see Zeiler: ADADELTA, an adaptive learning rate method (2012)
 */
export function adadelta(given: AdadeltaOptions = {}): Optimizer {
  const kind = 'adadelta';
  const options = fillOptions<Omit<AdadeltaOptions, keyof CommonOptions>>(
    kind,
    given,
    [],
    { learningRate: 0.001, rho: 0.95, epsilon: 1e-7 },
    COMMON,
  );
  const { learningRate, rho, epsilon } = options;
  checkShare(kind, 'rho', rho);
  checkEpsilon(kind, epsilon);
  return optimizerOfRule({
    kind,
    options,
    common: commonOf(kind, given, learningRate),
    slots: { s: 0, d: 0 },
    scalars: {},
    begin: (_, rate) => rate,
    apply(k, rate, n, w, g, slot) {
      k.adadelta(n, rate, rho, epsilon, w, 0, g, 0, slot('s'), 0, slot('d'), 0);
    },
  });
}
