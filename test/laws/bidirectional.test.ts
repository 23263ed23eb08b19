import fc from 'fast-check';
import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { expectBothWaysTruncated, expectTwoLayers, PAIRS } from './bidirectionalLaws.ts';
import { OPTIONED_LAYERS } from './optionedRecurrences.ts';
import { SAMPLES, SEEDED } from './samples.ts';

const place = { layers, compute: referenceCompute('float64') };

describe.each(OPTIONED_LAYERS)('bidirectional of $name', (one) => {
  test('gives what two layers give, one of which reads the sequence from its end', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectTwoLayers(place, one, sample)),
      SEEDED,
    );
  });

  test('gives for padded sequences what it gives for truncated ones, and zeros for padding', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectBothWaysTruncated(place, one, sample)),
      SEEDED,
    );
  });
});

test.each(PAIRS)('bidirectional of $one.name and $other.name gives what they give', (pair) => {
  fc.assert(
    fc.property(SAMPLES, (sample) => expectTwoLayers(place, pair.one, sample, pair.other)),
    SEEDED,
  );
});
