import fc from 'fast-check';
import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { SAMPLES, SEEDED } from './samples.ts';
import { expectNothingOfNothing, expectPaddingIsNothing } from './sequenceLaws.ts';
import { SEQUENCE_LAYERS } from './sequenceLayers.ts';

const place = { layers, compute: referenceCompute('float64') };

describe.each(SEQUENCE_LAYERS)('$name', (law) => {
  test('gives for a padded row what it gives for the row alone, bit for bit', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectPaddingIsNothing(place, law, sample)),
      SEEDED,
    );
  });

  test.each([
    { B: 2, T: 0 },
    { B: 0, T: 3 },
    { B: 0, T: 0 },
  ])('gives what it should of $B sequences of $T steps', ({ B, T }) => {
    expectNothingOfNothing(place, law, B, T);
  });
});
