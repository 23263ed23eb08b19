import { pow } from '../../elementary/index.ts';
import { checkFlag, checkNumber } from '../../tensor/options.ts';
import { checkRate, checkSteps, defineSchedule, type ScheduleFactory } from './defineSchedule.ts';

/**
 * A rate that falls by the same part in the same number of updates. After t updates
 *
 *     η = initialLearningRate · decayRate^(t / decaySteps)
 *
 * with ⌊t / decaySteps⌋ in the exponent where it is a staircase.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 */
export const exponentialDecay: ScheduleFactory<'exponentialDecay'> = defineSchedule({
  kind: 'exponentialDecay',
  required: ['initialLearningRate', 'decaySteps', 'decayRate'],
  defaults: { staircase: false },
  check({ initialLearningRate, decaySteps, decayRate, staircase }, owner) {
    checkRate(owner, 'initialLearningRate', initialLearningRate);
    checkSteps(owner, 'decaySteps', decaySteps);
    checkNumber(owner, 'decayRate', decayRate, '> 0', (rate) => rate > 0);
    checkFlag(owner, 'staircase', staircase);
  },
  rate:
    ({ initialLearningRate, decaySteps, decayRate, staircase }) =>
    (t) => {
      const time = t / decaySteps;
      return initialLearningRate * pow(decayRate, staircase ? Math.floor(time) : time);
    },
});
