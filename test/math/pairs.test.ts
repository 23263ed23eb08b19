import * as math from 'unrolled/math';
import { describe, test } from 'vitest';
import { expectContract } from './expectContract.ts';
import { expectGradients } from './expectGradients.ts';
import { ACTIVATION_CASES } from './pairs/activation.ts';
import { DENSE_CASES } from './pairs/dense.ts';
import { DROPOUT_CASES } from './pairs/dropout.ts';
import { EMBEDDING_CASES } from './pairs/embedding.ts';
import { GRU_CASES } from './pairs/gru.ts';
import { LOOKUP_CASES } from './pairs/lookup.ts';
import {
  MEAN_SQUARED_ERROR_CASES,
  SIGMOID_CROSS_ENTROPY_CASES,
  SOFTMAX_CROSS_ENTROPY_CASES,
} from './pairs/losses.ts';
import { LSTM_CASES } from './pairs/lstm.ts';
import { REVERSE_CASES } from './pairs/reverse.ts';
import { SIMPLE_RNN_CASES } from './pairs/simpleRnn.ts';

const CASES = [
  ...DENSE_CASES,
  ...ACTIVATION_CASES,
  ...DROPOUT_CASES,
  ...EMBEDDING_CASES,
  ...SIMPLE_RNN_CASES,
  ...LSTM_CASES,
  ...GRU_CASES,
  ...LOOKUP_CASES,
  ...REVERSE_CASES,
  ...SOFTMAX_CROSS_ENTROPY_CASES,
  ...SIGMOID_CROSS_ENTROPY_CASES,
  ...MEAN_SQUARED_ERROR_CASES,
];

describe('a backward pass gives the gradients that central differences give', () => {
  test.each(CASES)('$name', ({ subject }) => {
    expectGradients((seed) => subject(math, seed));
  });
});

describe('a pair adds to the gradients of its weights, and writes to nothing it was given', () => {
  test.each(CASES)('$name', ({ subject }) => {
    expectContract((seed) => subject(math, seed));
  });
});
