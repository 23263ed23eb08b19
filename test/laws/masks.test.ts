import fc from 'fast-check';
import { referenceCompute } from 'unrolled/math';
import { test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { expectMarkedIsMasked, expectMasksJoin, expectZeroIsMasked } from './maskLaws.ts';
import { SAMPLES, SEEDED } from './samples.ts';

const place = { layers, compute: referenceCompute('float64') };

test.each([
  { law: expectMarkedIsMasked, what: 'masking does by a value what a mask does' },
  { law: expectZeroIsMasked, what: 'maskZero does by id 0 what a mask does' },
  { law: expectMasksJoin, what: 'maskZero leaves out what either id 0 or the mask leaves out' },
])('$what', ({ law }) => {
  fc.assert(
    fc.property(SAMPLES, (sample) => law(place, sample)),
    SEEDED,
  );
});
