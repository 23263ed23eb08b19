import * as math from 'unrolled/math';
import { test } from 'vitest';
import { expectIdsInRange } from './idLaws.ts';

test('an embedding refuses an id that has no row, unless its step is masked', () => {
  expectIdsInRange({ math, compute: math.referenceCompute('float64') });
});
