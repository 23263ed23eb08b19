import fc from 'fast-check';
import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import {
  ATTENDING,
  expectAttentionIsTruncated,
  expectNoFuture,
  expectOrderOfValuesIsNothing,
} from './attentionLaws.ts';
import { SAMPLES, SEEDED } from './samples.ts';

const place = { layers, compute: referenceCompute('float64') };

describe.each(ATTENDING)('$name', (attending) => {
  test.each([false, true])('padded ≡ truncated, causal %s', (causal) => {
    fc.assert(
      fc.property(SAMPLES, (sample) => {
        expectAttentionIsTruncated(place, attending, causal, sample);
      }),
      SEEDED,
    );
  });

  test('causal, sees the past and no more', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => {
        expectNoFuture(place, attending, sample);
      }),
      SEEDED,
    );
  });

  test.skipIf(attending.alone)('does not care for the order of what it attends to', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => {
        expectOrderOfValuesIsNothing(place, attending, sample);
      }),
      SEEDED,
    );
  });
});
