import { checkNumber, fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, checkEpsilon, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `adagrad`; names and defaults are Keras'. */
export interface AdagradOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** What the sums of squares begin with, >= 0; 0.1 by default. */
  readonly initialAccumulatorValue?: number;
  /** ε > 0; 1e-7 by default. */
  readonly epsilon?: number;
}

/**
 * Adagrad, in Keras 3's form: each number is divided by the root of the sum of its squares so far,
 * so that steps become smaller, most where gradients were large.
 *
 *     s ← s + g²
 *     w ← w − η g / √(s + ε)
 *
 * The state's slot is `s`. ε stands under the root; PyTorch adds it to the root, √s + ε, and defaults
 * to η = 0.01, ε = 1e-10 and sums that begin with 0.
 *
 * @throws ConfigError for an unknown or impossible option
 * @see Duchi, Hazan, Singer: Adaptive subgradient methods for online learning (2011)
 */
export function adagrad(given: AdagradOptions = {}): Optimizer {
  const kind = 'adagrad';
  const options = fillOptions<Omit<AdagradOptions, keyof CommonOptions>>(
    kind,
    given,
    [],
    { learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7 },
    COMMON,
  );
  const { learningRate, initialAccumulatorValue, epsilon } = options;
  checkNumber(kind, 'initialAccumulatorValue', initialAccumulatorValue, '>= 0', (sum) => sum >= 0);
  checkEpsilon(kind, epsilon);
  return optimizerOfRule({
    kind,
    options,
    common: commonOf(kind, given, learningRate),
    slots: { s: initialAccumulatorValue },
    scalars: {},
    begin: (_, rate) => rate,
    apply(k, rate, n, w, g, slot) {
      k.adagrad(n, rate, epsilon, w, 0, g, 0, slot('s'), 0);
    },
  });
}
