import { ConfigError } from '../tensor/index.ts';
import { checkFlag, checkNumber, fillOptions } from '../tensor/options.ts';
import { COMMON, type CommonOptions, commonOf } from './commonOptions.ts';
import type { Optimizer } from './optimizer.ts';
import type { LearningRate } from './schedules/learningRate.ts';
import { optimizerOfRule } from './updateRule.ts';

/** Options of `sgd`; names and defaults are Keras'. */
export interface SgdOptions extends CommonOptions {
  /** η >= 0, or a schedule; 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** μ in [0, 1]; 0 by default, which keeps no velocity. */
  readonly momentum?: number;
  /** Whether to look ahead by one more step of the velocity; wants momentum. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent, in Keras 3's form:
 *
 *     w ← w − η g                                         without momentum
 *     v ← μ v − η g;   w ← w + v                          with momentum
 *     v ← μ v − η g;   w ← w + μ v − η g                  Nesterov's
 *
 * The state's slot is `v`, where there is momentum. PyTorch keeps v without η, so that a new
 * learning rate scales the velocity, too; here it acts on gradients to come.
 *
 * @throws ConfigError for an unknown or impossible option, and for `nesterov` without momentum
 * @see Sutskever et al.: On the importance of initialization and momentum in deep learning (2013)
 */
export function sgd(given: SgdOptions = {}): Optimizer {
  const kind = 'sgd';
  const options = fillOptions<Omit<SgdOptions, keyof CommonOptions>>(
    kind,
    given,
    [],
    { learningRate: 0.01, momentum: 0, nesterov: false },
    COMMON,
  );
  const { learningRate, momentum, nesterov } = options;
  checkNumber(kind, 'momentum', momentum, 'in [0, 1]', (mu) => mu >= 0 && mu <= 1);
  checkFlag(kind, 'nesterov', nesterov);
  if (nesterov && momentum === 0) {
    throw new ConfigError('sgd wants momentum > 0 with nesterov: true, got 0: give momentum, too');
  }
  return optimizerOfRule({
    kind,
    options,
    common: commonOf(kind, given, learningRate),
    slots: momentum === 0 ? {} : { v: 0 },
    scalars: {},
    begin: (_, rate) => rate,
    apply(k, rate, n, w, g, slot) {
      if (momentum === 0) k.sgd(n, rate, w, 0, g, 0);
      else k.sgdMomentum(n, rate, momentum, nesterov, w, 0, g, 0, slot('v'), 0);
    },
  });
}
