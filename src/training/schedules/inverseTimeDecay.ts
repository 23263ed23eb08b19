import { checkFlag, checkNumber } from '../../tensor/options.ts';
import { checkRate, checkSteps, defineSchedule, type ScheduleFactory } from './defineSchedule.ts';

/**
 * A rate that falls as time's inverse. After t updates
 *
 *     η = initialLearningRate / (1 + decayRate · t / decaySteps)
 *
 * with ⌊t / decaySteps⌋ where it is a staircase.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 */
export const inverseTimeDecay: ScheduleFactory<'inverseTimeDecay'> = defineSchedule({
  kind: 'inverseTimeDecay',
  required: ['initialLearningRate', 'decaySteps', 'decayRate'],
  defaults: { staircase: false },
  check({ initialLearningRate, decaySteps, decayRate, staircase }, owner) {
    checkRate(owner, 'initialLearningRate', initialLearningRate);
    checkSteps(owner, 'decaySteps', decaySteps);
    checkNumber(owner, 'decayRate', decayRate, '>= 0', (rate) => rate >= 0);
    checkFlag(owner, 'staircase', staircase);
  },
  rate:
    ({ initialLearningRate, decaySteps, decayRate, staircase }) =>
    (t) => {
      const time = t / decaySteps;
      return initialLearningRate / (1 + decayRate * (staircase ? Math.floor(time) : time));
    },
});
