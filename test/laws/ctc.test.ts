import * as math from 'unrolled/math';
import { test } from 'vitest';
import { expectCtcSumsOverAllWays, expectMaskedFramesAreLeftOut } from './ctcLaws.ts';

const place = { math, compute: math.referenceCompute('float64') };

test('ctc sums over all ways to spell the labels', () => {
  expectCtcSumsOverAllWays(place);
});

test('ctc leaves out masked frames, to the bit, and sequences that have no other', () => {
  expectMaskedFramesAreLeftOut(place);
});
