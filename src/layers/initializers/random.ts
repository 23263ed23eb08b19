import { checkNumber } from '../../tensor/options.ts';
import { defineInitializer, type InitializerFactory } from './defineInitializer.ts';
import { drawNormal, drawTruncatedNormal, drawUniform } from './distributions.ts';
import type { NormalOptions } from './initializer.ts';

/**
 * w ~ U(minval, maxval): evenly distributed, mean (minval + maxval) / 2, variance
 * (maxval − minval)² / 12.
 *
 * @throws ConfigError for an unknown option, a value that is not a finite number, or a `maxval`
 * below `minval`
 */
export const randomUniform: InitializerFactory<'randomUniform'> = defineInitializer({
  kind: 'randomUniform',
  defaults: { minval: -0.05, maxval: 0.05 },
  check({ minval, maxval }, owner) {
    const wanted = `to be at least minval (${minval})`;
    checkNumber(owner, 'maxval', maxval, wanted, (value) => value >= minval);
  },
  fill:
    ({ minval, maxval }) =>
    (out, random) => {
      drawUniform(out, random, minval, maxval);
    },
});

/**
 * w ~ N(mean, stddev²): normally distributed.
 *
 * @throws ConfigError for an unknown option, a value that is not a finite number, or a negative
 * `stddev`
 */
export const randomNormal: InitializerFactory<'randomNormal'> = defineInitializer({
  kind: 'randomNormal',
  defaults: { mean: 0, stddev: 0.05 },
  check: checkSpread,
  fill:
    ({ mean, stddev }) =>
    (out, random) => {
      drawNormal(out, random, mean, stddev);
    },
});

/**
 * N(mean, stddev²) without its tails: a value further than 2 stddev from the mean is drawn again.
 * What remains has a standard deviation of 0.8796 stddev.
 *
 * @throws ConfigError for an unknown option, a value that is not a finite number, or a negative
 * `stddev`
 */
export const truncatedNormal: InitializerFactory<'truncatedNormal'> = defineInitializer({
  kind: 'truncatedNormal',
  defaults: { mean: 0, stddev: 0.05 },
  check: checkSpread,
  fill:
    ({ mean, stddev }) =>
    (out, random) => {
      drawTruncatedNormal(out, random, mean, stddev);
    },
});

function checkSpread({ stddev }: NormalOptions, owner: string): void {
  checkNumber(owner, 'stddev', stddev, 'to be at least 0', (value) => value >= 0);
}
