import type { Shape } from '../../tensor/index.ts';
import { checkChoice, checkNumber } from '../../tensor/options.ts';
import { defineInitializer, type InitializerFactory } from './defineInitializer.ts';
import { drawNormal, drawTruncatedNormal, drawUniform } from './distributions.ts';
import { fansOf } from './fans.ts';
import type { Fill } from './initializer.ts';

// An output is a sum of `fanIn` products; variances in inverse proportion keep it from growing or
// shrinking from layer to layer. The six by name differ in that proportion and in the distribution.

/** The standard deviation of a standard normal number, given that it lies within ±2. */
const TRUNCATED_STDDEV = 0.87962566103423978;

/**
 * w ~ U(−a, a) with a = √(6 / (fanIn + fanOut)), so the variance is 2 / (fanIn + fanOut).
 *
 * Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks.
 *
 * @throws ConfigError for any option
 */
export const glorotUniform: InitializerFactory<'glorotUniform'> = defineInitializer({
  kind: 'glorotUniform',
  defaults: {},
  fill: (_, shape) => uniformOf(1 / meanFan(shape)),
});

/**
 * Truncated normal, variance 2 / (fanIn + fanOut).
 *
 * Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks.
 *
 * @throws ConfigError for any option
 */
export const glorotNormal: InitializerFactory<'glorotNormal'> = defineInitializer({
  kind: 'glorotNormal',
  defaults: {},
  fill: (_, shape) => normalOf(1 / meanFan(shape)),
});

/**
 * w ~ U(−a, a) with a = √(6 / fanIn), so the variance is 2 / fanIn: for relu, which drops half.
 *
 * He, Zhang, Ren and Sun 2015, Delving Deep into Rectifiers.
 *
 * @throws ConfigError for any option
 */
export const heUniform: InitializerFactory<'heUniform'> = defineInitializer({
  kind: 'heUniform',
  defaults: {},
  fill: (_, shape) => uniformOf(2 / fansOf(shape).fanIn),
});

/**
 * Truncated normal, variance 2 / fanIn: for relu, which drops half.
 *
 * He, Zhang, Ren and Sun 2015, Delving Deep into Rectifiers.
 *
 * @throws ConfigError for any option
 */
export const heNormal: InitializerFactory<'heNormal'> = defineInitializer({
  kind: 'heNormal',
  defaults: {},
  fill: (_, shape) => normalOf(2 / fansOf(shape).fanIn),
});

/**
 * w ~ U(−a, a) with a = √(3 / fanIn), so the variance is 1 / fanIn.
 *
 * LeCun, Bottou, Orr and Müller 1998, Efficient BackProp.
 *
 * @throws ConfigError for any option
 */
export const lecunUniform: InitializerFactory<'lecunUniform'> = defineInitializer({
  kind: 'lecunUniform',
  defaults: {},
  fill: (_, shape) => uniformOf(1 / fansOf(shape).fanIn),
});

/**
 * Truncated normal, variance 1 / fanIn: what selu is made for.
 *
 * LeCun, Bottou, Orr and Müller 1998, Efficient BackProp; Klambauer, Unterthiner, Mayr and
 * Hochreiter 2017, Self-Normalizing Neural Networks.
 *
 * @throws ConfigError for any option
 */
export const lecunNormal: InitializerFactory<'lecunNormal'> = defineInitializer({
  kind: 'lecunNormal',
  defaults: {},
  fill: (_, shape) => normalOf(1 / fansOf(shape).fanIn),
});

/**
 * Any of these: w has the variance scale / fan, where the fan is fanIn, fanOut or the mean of both, and is
 * uniform, normal, or normal without its tails. `heNormal` has a scale of 2, `glorotUniform` the mode
 * `fanAvg`.
 *
 * @throws ConfigError for an unknown option or an impossible value
 */
export const varianceScaling: InitializerFactory<'varianceScaling'> = defineInitializer({
  kind: 'varianceScaling',
  defaults: { scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' },
  check({ scale, mode, distribution }, owner) {
    checkNumber(owner, 'scale', scale, '> 0', (value) => value > 0);
    checkChoice(owner, 'mode', mode, ['fanIn', 'fanOut', 'fanAvg']);
    const known = ['truncatedNormal', 'untruncatedNormal', 'uniform'];
    checkChoice(owner, 'distribution', distribution, known);
  },
  fill({ scale, mode, distribution }, shape) {
    const fan = mode === 'fanAvg' ? meanFan(shape) : fansOf(shape)[mode];
    const variance = scale / Math.max(1, fan);
    if (distribution === 'uniform') return uniformOf(variance);
    if (distribution === 'truncatedNormal') return normalOf(variance);
    return (out, random) => {
      drawNormal(out, random, 0, Math.sqrt(variance));
    };
  },
});

function meanFan(shape: Shape): number {
  const { fanIn, fanOut } = fansOf(shape);
  return (fanIn + fanOut) / 2;
}

/** U(−a, a) has the variance a² / 3. */
function uniformOf(variance: number): Fill {
  const limit = Math.sqrt(3 * variance);
  return (out, random) => {
    drawUniform(out, random, -limit, limit);
  };
}

/** Drawn wider by what truncation takes away. */
function normalOf(variance: number): Fill {
  const stddev = Math.sqrt(variance) / TRUNCATED_STDDEV;
  return (out, random) => {
    drawTruncatedNormal(out, random, 0, stddev);
  };
}
