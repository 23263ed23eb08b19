import { cos } from '../../elementary/index.ts';
import { ConfigError } from '../../tensor/index.ts';
import { checkCount } from '../../tensor/options.ts';
import {
  checkPart,
  checkRate,
  checkSteps,
  defineSchedule,
  type ScheduleFactory,
} from './defineSchedule.ts';

/**
 * A rate that falls along half a wave, after a warm-up if there is one. After t updates
 *
 *     η = initialLearningRate + (warmupTarget − initialLearningRate) · t / warmupSteps
 *                                                     while t < warmupSteps, and then
 *     η = peak · ((1 − alpha) · (1 + cos(π · u)) / 2 + alpha)
 *                                                     u = min(t − warmupSteps, decaySteps) / decaySteps
 *
 * The peak is `warmupTarget`, or without warm-up `initialLearningRate`.
 *
 * @throws ConfigError for an unknown, missing or impossible option; for a warm-up of which only
 * length or target are given
 * @see Loshchilov, Hutter: SGDR: Stochastic gradient descent with warm restarts (2017)
 */
export const cosineDecay: ScheduleFactory<'cosineDecay'> = defineSchedule({
  kind: 'cosineDecay',
  required: ['initialLearningRate', 'decaySteps'],
  defaults: { alpha: 0, warmupTarget: null, warmupSteps: 0 },
  check({ initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps }, owner) {
    checkRate(owner, 'initialLearningRate', initialLearningRate);
    checkSteps(owner, 'decaySteps', decaySteps);
    checkPart(owner, 'alpha', alpha);
    checkCount(owner, 'warmupSteps', warmupSteps, 0);
    if (warmupTarget !== null) checkRate(owner, 'warmupTarget', warmupTarget);
    if ((warmupTarget === null) !== (warmupSteps === 0)) {
      throw new ConfigError(
        `${owner} wants both warmupTarget and warmupSteps >= 1, or neither, got ${warmupTarget} and ` +
          `${warmupSteps}: a warm-up ends at a rate after some updates`,
      );
    }
  },
  rate:
    ({ initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps }) =>
    (t) => {
      const peak = warmupTarget ?? initialLearningRate;
      if (t < warmupSteps) {
        return initialLearningRate + (peak - initialLearningRate) * (t / warmupSteps);
      }
      const u = Math.min(t - warmupSteps, decaySteps) / decaySteps;
      return peak * ((1 - alpha) * (0.5 * (1 + cos(Math.PI * u))) + alpha);
    },
});
