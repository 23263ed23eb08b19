import fc from 'fast-check';
import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { expectChunksAreWhole } from './chunkLaws.ts';
import { SAMPLES, SEEDED } from './samples.ts';
import { expectNothingOfNothing, expectPaddingIsNothing } from './sequenceLaws.ts';
import { CARRYING, SEQUENCE_LAYERS } from './sequenceLayers.ts';

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

describe.each(CARRYING)('$name', (law) => {
  test('gives for a sequence cut in two what it gives for the whole, bit for bit', () => {
    fc.assert(
      fc.property(SAMPLES, fc.integer({ min: 0, max: 6 }), (sample, cut) =>
        expectChunksAreWhole(place, law, sample, cut),
      ),
      SEEDED,
    );
  });
});
