import { referenceCompute } from 'unrolled/math';
import { test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import {
  expectEachStepAlone,
  expectMaskGoesOn,
  expectStepsDrawTheirOwn,
} from '../laws/timeDistributedLaws.ts';

const place = { layers, compute: referenceCompute('float64') };

test('timeDistributed gives for each step what its layer gives for it alone, bit for bit', () => {
  expectEachStepAlone(place);
});

test('dropout in timeDistributed draws anew at each step, by the place of the row', () => {
  expectStepsDrawTheirOwn(place);
});

test('a mask goes on through timeDistributed', () => {
  expectMaskGoesOn(place);
});
