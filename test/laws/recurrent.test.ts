import fc from 'fast-check';
import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { RECURRENCES } from './recurrences.ts';
import {
  expectBatchIsPerSample,
  expectChunkedIsWhole,
  expectLastOfSequence,
  expectPaddedIsTruncated,
} from './recurrentLaws.ts';
import { SAMPLES, SEEDED } from './samples.ts';

const place = { layers, compute: referenceCompute('float64') };

describe.each(RECURRENCES)('$name', (recurrence) => {
  test('gives for padded sequences what it gives for truncated ones', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectPaddedIsTruncated(place, recurrence, sample)),
      SEEDED,
    );
  });

  test('gives for a row the same bits whatever rows are beside it', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectBatchIsPerSample(place, recurrence, sample)),
      SEEDED,
    );
  });

  test('gives for a sequence cut in two, the state carried, what it gives for the whole', () => {
    fc.assert(
      fc.property(SAMPLES, fc.integer({ min: 0, max: 6 }), (sample, cut) =>
        expectChunkedIsWhole(place, recurrence, sample, cut),
      ),
      SEEDED,
    );
  });

  test('gives, without returnSequences, the output of the last step', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectLastOfSequence(place, recurrence, sample)),
      SEEDED,
    );
  });
});
