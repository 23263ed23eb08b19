import { fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, checkShare, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `lion`; names and defaults are Keras'. */
export interface LionOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.001 by default. A tenth of what Adam takes is a good start. */
  readonly learningRate?: LearningRate;
  /** β₁ in [0, 1), how much the mean gradient counts in a step; 0.9 by default. */
  readonly beta1?: number;
  /** β₂ in [0, 1), how much of the mean gradient stays at each update; 0.99 by default. */
  readonly beta2?: number;
}

/**
 * Lion, in Keras 3's form, which is the paper's: steps of one size, by a sign alone.
 *
 *     w ← w − η sign(β₁ m + (1 − β₁) g)
 *     m ← β₂ m + (1 − β₂) g
 *
 * The sign of 0 is 0. The state's slot is `m`. PyTorch has no Lion.
 *
 * @throws ConfigError for an unknown or impossible option
 * @see Chen et al.: Symbolic discovery of optimization algorithms (2023)
 */
export function lion(given: LionOptions = {}): Optimizer {
  const kind = 'lion';
  const options = fillOptions<Omit<LionOptions, keyof CommonOptions>>(
    kind,
    given,
    [],
    { learningRate: 0.001, beta1: 0.9, beta2: 0.99 },
    COMMON,
  );
  const { learningRate, beta1, beta2 } = options;
  checkShare(kind, 'beta1', beta1);
  checkShare(kind, 'beta2', beta2);
  return optimizerOfRule({
    kind,
    options,
    common: commonOf(kind, given, learningRate),
    slots: { m: 0 },
    scalars: {},
    begin: (_, rate) => rate,
    apply(k, rate, n, w, g, slot) {
      k.lion(n, rate, beta1, beta2, w, 0, g, 0, slot('m'), 0);
    },
  });
}
