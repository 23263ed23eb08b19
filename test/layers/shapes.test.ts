import { referenceCompute } from 'unrolled/math';
import { test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { expectLaidOut, expectPooled } from '../laws/shapeLaws.ts';

const place = { layers, compute: referenceCompute('float64') };

test('pooling looks at the steps that count, and gives 0 where none does', () => {
  expectPooled(place);
});

test('repeatVector, reshape and permute put every number where it belongs', () => {
  expectLaidOut(place);
});
