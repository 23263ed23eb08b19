import { pow } from '../../elementary/index.ts';
import { checkFlag, checkNumber } from '../../tensor/options.ts';
import { checkRate, checkSteps, defineSchedule, type ScheduleFactory } from './defineSchedule.ts';

/**
 * A rate on its way from one number to another. After t updates
 *
 *     η = (initialLearningRate − endLearningRate) · (1 − min(t, D) / D)^power + endLearningRate
 *
 * D is `decaySteps`; in cycles it is the least multiple of `decaySteps`, from one on, that is ≥ t.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 */
export const polynomialDecay: ScheduleFactory<'polynomialDecay'> = defineSchedule({
  kind: 'polynomialDecay',
  required: ['initialLearningRate', 'decaySteps'],
  defaults: { endLearningRate: 0.0001, power: 1, cycle: false },
  check({ initialLearningRate, decaySteps, endLearningRate, power, cycle }, owner) {
    checkRate(owner, 'initialLearningRate', initialLearningRate);
    checkSteps(owner, 'decaySteps', decaySteps);
    checkRate(owner, 'endLearningRate', endLearningRate);
    checkNumber(owner, 'power', power, '> 0', (exponent) => exponent > 0);
    checkFlag(owner, 'cycle', cycle);
  },
  rate:
    ({ initialLearningRate, decaySteps, endLearningRate, power, cycle }) =>
    (t) => {
      const end = cycle ? decaySteps * Math.max(1, Math.ceil(t / decaySteps)) : decaySteps;
      const left = 1 - Math.min(t, end) / end;
      return (initialLearningRate - endLearningRate) * pow(left, power) + endLearningRate;
    },
});
