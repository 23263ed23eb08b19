import fc from 'fast-check';
import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import {
  ATTENDING,
  expectAttentionDrops,
  expectAttentionIsTruncated,
  expectContextIsWhole,
  expectKeyMasksJoin,
  expectNoFuture,
  expectOrderOfValuesIsNothing,
  expectQueryMaskGoesOn,
  GOING_ON,
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

  test('gives the mask of its queries on', () => {
    expectQueryMaskGoesOn(place, attending);
  });

  // queries that are the values have their order
  if (!attending.alone) {
    test('does not care for the order of what it attends to', () => {
      fc.assert(
        fc.property(SAMPLES, (sample) => {
          expectOrderOfValuesIsNothing(place, attending, sample);
        }),
        SEEDED,
      );
    });
  }
});

test.each(Object.entries(GOING_ON))('%s, in two pieces, has the bits of the whole', (_, layer) => {
  fc.assert(
    fc.property(SAMPLES, fc.integer({ min: 0, max: 6 }), (sample, cut) => {
      expectContextIsWhole(place, layer, sample, cut);
    }),
    SEEDED,
  );
});

test('weights are dropped in training alone, each row its own, and keep their mean', () => {
  expectAttentionDrops(place);
});

test.each([false, true])('masks of values and keys join, causal %s', (causal) => {
  fc.assert(
    fc.property(SAMPLES, (sample) => {
      expectKeyMasksJoin(place, causal, sample);
    }),
    SEEDED,
  );
});
