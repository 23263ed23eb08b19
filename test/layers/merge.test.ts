import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import {
  expectConcatenated,
  expectMasksOfInputsMerge,
  expectMerged,
  MERGED,
} from '../laws/mergeLaws.ts';

const place = { layers, compute: referenceCompute('float64') };

describe('merges, element by element,', () => {
  test.each(MERGED)('$kind', (merged) => {
    expectMerged(place, merged);
  });
});

test('a step of a merge counts if it counts in all inputs; others give 0', () => {
  expectMasksOfInputsMerge(place);
});

test('concatenate puts features side by side, and sequences with their masks one after the other', () => {
  expectConcatenated(place);
});
