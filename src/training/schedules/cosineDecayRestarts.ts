import { cos, pow } from '../../elementary/index.ts';
import { checkNumber } from '../../tensor/options.ts';
import {
  checkPart,
  checkRate,
  checkSteps,
  defineSchedule,
  type ScheduleFactory,
} from './defineSchedule.ts';

/**
 * A rate that falls along half a wave, and begins again. The way down number i = 0, 1, … takes
 * firstDecaySteps · tMulⁱ updates; after the part u of it
 *
 *     η = initialLearningRate · ((1 − alpha) · mMulⁱ · (1 + cos(π · u)) / 2 + alpha)
 *
 * Keras finds i by a logarithm, whose last bit can put a restart one update too late; here the ways
 * are counted.
 *
 * @throws ConfigError for an unknown, missing or impossible option
 * @see Loshchilov, Hutter: SGDR: Stochastic gradient descent with warm restarts (2017)
 */
export const cosineDecayRestarts: ScheduleFactory<'cosineDecayRestarts'> = defineSchedule({
  kind: 'cosineDecayRestarts',
  required: ['initialLearningRate', 'firstDecaySteps'],
  defaults: { tMul: 2, mMul: 1, alpha: 0 },
  check({ initialLearningRate, firstDecaySteps, tMul, mMul, alpha }, owner) {
    checkRate(owner, 'initialLearningRate', initialLearningRate);
    checkSteps(owner, 'firstDecaySteps', firstDecaySteps);
    checkNumber(owner, 'tMul', tMul, '>= 1', (times) => times >= 1);
    checkNumber(owner, 'mMul', mMul, '> 0', (times) => times > 0);
    checkPart(owner, 'alpha', alpha);
  },
  rate:
    ({ initialLearningRate, firstDecaySteps, tMul, mMul, alpha }) =>
    (t) => {
      const { i, u } = wayDown(t, firstDecaySteps, tMul);
      const wave = 0.5 * pow(mMul, i) * (1 + cos(Math.PI * u));
      return initialLearningRate * ((1 - alpha) * wave + alpha);
    },
});

/** Which way down it is after t updates, and which part of it is done. */
function wayDown(
  t: number,
  first: number,
  tMul: number,
): { readonly i: number; readonly u: number } {
  if (tMul === 1) {
    const i = Math.floor(t / first); // there may be too many to count
    return { i, u: t / first - i };
  }
  let [i, left, length] = [0, t, first];
  for (; left >= length; i++) {
    left -= length;
    length *= tMul;
  }
  return { i, u: left / length };
}
