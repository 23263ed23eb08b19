import * as math from 'unrolled/math';
import { expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { ConfigError, randomStream, zeros } from '../../src/tensor/index.ts';
import { expectDropsInTraining, expectFairDropout, expectRowsOfDropout } from './dropoutLaws.ts';

const place = { math, layers, compute: math.referenceCompute('float64') };

test('dropout drops each number with the same probability, and keeps the mean', () => {
  expectFairDropout(place);
});

test('what dropout drops of a row depends on that row alone', () => {
  expectRowsOfDropout(place);
});

test('the layer dropout drops in training, and only then', () => {
  expectDropsInTraining(place);
});

test.each([-0.1, 1, Number.NaN])('dropout refuses the rate %d', (rate) => {
  const drop = () => math.dropoutForward(rate, zeros([1, 1]), () => randomStream(0));
  expect(drop).toThrow(ConfigError);
  expect(drop).toThrow(`dropout wants rate in [0, 1), got ${rate}`);
});
