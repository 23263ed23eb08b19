import fc from 'fast-check';
import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { expectBackwardsIsReversed, expectZerosForMask } from './directionLaws.ts';
import { OPTIONED } from './optionedRecurrences.ts';
import { SAMPLES, SEEDED } from './samples.ts';

const place = { layers, compute: referenceCompute('float64') };

describe.each(OPTIONED)('$name', (one) => {
  test('going backwards gives what it gives forwards for the reversed sequence and mask', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectBackwardsIsReversed(place, one, sample)),
      SEEDED,
    );
  });

  test('gives, with zeroOutputForMask, zeros at masked steps, from which nothing goes back', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectZerosForMask(place, one, sample)),
      SEEDED,
    );
  });
});
