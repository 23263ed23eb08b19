import fc from 'fast-check';
import * as math from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { OPTIONED_LAYERS } from './optionedRecurrences.ts';
import { SAMPLES, SEEDED } from './samples.ts';
import {
  expectCellsDropAsLayers,
  expectChunksDropTheSame,
  expectFewDraws,
  expectInputIsDropped,
  expectLstmDropsAsCell,
  expectNothingIsDroppedInUse,
  expectRowsDropAlone,
} from './sequenceDropoutLaws.ts';

const place = { math, layers, compute: math.referenceCompute('float64') };

describe.each(OPTIONED_LAYERS)('dropout within $name', (one) => {
  test('depends on the place of a row, not on the rows beside it, nor on padding', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectRowsDropAlone(place, one, sample)),
      SEEDED,
    );
  });

  test('is the same at every step: a sequence cut in two gives the whole, bit for bit', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectChunksDropTheSame(place, one, sample)),
      SEEDED,
    );
  });

  test('is not there in use', () => {
    expectNothingIsDroppedInUse(place, one);
  });

  test('draws as many numbers for one step as for forty', () => {
    expectFewDraws(place, one);
  });
});

const ONE_CELL = OPTIONED_LAYERS.filter(({ name }) => !name.includes('built-in'));

describe.each(ONE_CELL)('dropout of the input of $name', (one) => {
  test.each([false, true])('multiplies every step, backwards %s', (goBackwards) => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectInputIsDropped(place, one, sample, goBackwards)),
      SEEDED,
    );
  });
});

test('a built-in cell drops what its layer drops', () => {
  expectCellsDropAsLayers(place);
});

test('an lstm drops what an LSTM cell of one’s own drops', () => {
  expectLstmDropsAsCell(place);
});
