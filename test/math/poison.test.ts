import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { LAYER_CASES, LOGIT_CASES } from '../layers/cases.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { expectBits } from './closeness.ts';
import { ACTIVATION_CASES, EMPTY_ACTIVATION_CASES } from './pairs/activation.ts';
import { DENSE_CASES, EMPTY_DENSE_CASES } from './pairs/dense.ts';
import { DROPOUT_CASES, EMPTY_DROPOUT_CASES } from './pairs/dropout.ts';
import { EMBEDDING_CASES, EMPTY_EMBEDDING_CASES } from './pairs/embedding.ts';
import { EMPTY_LOOKUP_CASES, LOOKUP_CASES } from './pairs/lookup.ts';
import {
  EMPTY_LOSS_CASES,
  MEAN_SQUARED_ERROR_CASES,
  SIGMOID_CROSS_ENTROPY_CASES,
  SOFTMAX_CROSS_ENTROPY_CASES,
} from './pairs/losses.ts';
import { EMPTY_LSTM_CASES, LSTM_CASES } from './pairs/lstm.ts';
import { EMPTY_SIMPLE_RNN_CASES, SIMPLE_RNN_CASES } from './pairs/simpleRnn.ts';
import { runBothWays } from './passes.ts';
import type { Subject } from './subject.ts';

const clean = math.referenceCompute('float64');

/** Gives NaN where numbers may be whatever they are. */
const poisoned: math.Compute = {
  ...clean,
  empty(shape) {
    const tensor = clean.zeros(shape);
    tensor.data.fill(Number.NaN);
    return tensor;
  },
};

/** Throws unless a pass gives the same numbers in memory of NaN as in memory of zeros. */
function expectNothingUnwrittenIsRead(subject: Subject): void {
  const expected = runBothWays(subject, clean);
  const actual = runBothWays(subject, poisoned);
  for (const [i, output] of expected.outputs.entries()) {
    expect(output.some(Number.isNaN)).toBe(false);
    expectBits(actual.outputs[i], output, `output ${i}`);
  }
  expect(Object.keys(actual.gradients)).toEqual(Object.keys(expected.gradients));
  for (const [name, gradient] of Object.entries(expected.gradients)) {
    expectBits(actual.gradients[name], gradient, `the gradient of ${name}`);
  }
}

describe('what a pair has not written into memory that holds anything it does not read', () => {
  test.each([
    ...DENSE_CASES,
    ...ACTIVATION_CASES,
    ...DROPOUT_CASES,
    ...EMBEDDING_CASES,
    ...SIMPLE_RNN_CASES,
    ...LSTM_CASES,
    ...LOOKUP_CASES,
    ...SOFTMAX_CROSS_ENTROPY_CASES,
    ...SIGMOID_CROSS_ENTROPY_CASES,
    ...MEAN_SQUARED_ERROR_CASES,
    ...EMPTY_DENSE_CASES,
    ...EMPTY_ACTIVATION_CASES,
    ...EMPTY_DROPOUT_CASES,
    ...EMPTY_EMBEDDING_CASES,
    ...EMPTY_SIMPLE_RNN_CASES,
    ...EMPTY_LSTM_CASES,
    ...EMPTY_LOOKUP_CASES,
    ...EMPTY_LOSS_CASES,
  ])('$name', ({ subject }) => {
    expectNothingUnwrittenIsRead(subject(math, 0));
  });
});

describe('neither does a layer', () => {
  test.each([...LAYER_CASES, ...LOGIT_CASES])('$name', ({ layer, run }) => {
    expectNothingUnwrittenIsRead(layerSubject(layers, layer(layers), 0, run(0)));
  });
});
