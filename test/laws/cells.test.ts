import { referenceCompute } from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import {
  CELLS_OF_LAYERS,
  expectRnnIsLayer,
  expectStackIsChain,
  expectStackIsStepped,
  expectSteppedByHand,
  expectStepsAreLayer,
  STACKS,
} from './cellLaws.ts';

const place = { layers, compute: referenceCompute('float64') };

describe.each(CELLS_OF_LAYERS)('$name', (one) => {
  test('in rnn() is its layer, weights and gradients included, bit for bit', () => {
    expectRnnIsLayer(place, one);
  });

  test('run step by step gives what its layer gives', () => {
    expectStepsAreLayer(place, one);
  });

  test('stepped by hand gives every output and the last states of its layer, bit for bit', () => {
    expectSteppedByHand(place, one);
  });
});

describe('a stack of cells', () => {
  test.each(STACKS)('$name, is the layers in a row, bit for bit', (stack) => {
    expectStackIsChain(place, stack);
  });

  test('gives at each step to a cell what the one before it gave', () => {
    expectStackIsStepped(place);
  });
});
