import * as math from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { LAYER_CASES, LOGIT_CASES } from '../layers/cases.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { ACTIVATION_CASES, EMPTY_ACTIVATION_CASES } from './pairs/activation.ts';
import { DENSE_CASES, EMPTY_DENSE_CASES } from './pairs/dense.ts';
import { DROPOUT_CASES, EMPTY_DROPOUT_CASES } from './pairs/dropout.ts';
import { EMBEDDING_CASES, EMPTY_EMBEDDING_CASES } from './pairs/embedding.ts';
import { EMPTY_GRU_CASES, GRU_CASES } from './pairs/gru.ts';
import { EMPTY_LOOKUP_CASES, LOOKUP_CASES } from './pairs/lookup.ts';
import {
  EMPTY_LOSS_CASES,
  MEAN_SQUARED_ERROR_CASES,
  SIGMOID_CROSS_ENTROPY_CASES,
  SOFTMAX_CROSS_ENTROPY_CASES,
} from './pairs/losses.ts';
import { EMPTY_LSTM_CASES, LSTM_CASES } from './pairs/lstm.ts';
import { EMPTY_REVERSE_CASES, REVERSE_CASES } from './pairs/reverse.ts';
import { EMPTY_SIMPLE_RNN_CASES, SIMPLE_RNN_CASES } from './pairs/simpleRnn.ts';
import { expectNothingUnwrittenIsRead } from './poison.ts';

describe('what a pair has not written into memory that holds anything it does not read', () => {
  test.each([
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
    ...EMPTY_DENSE_CASES,
    ...EMPTY_ACTIVATION_CASES,
    ...EMPTY_DROPOUT_CASES,
    ...EMPTY_EMBEDDING_CASES,
    ...EMPTY_SIMPLE_RNN_CASES,
    ...EMPTY_LSTM_CASES,
    ...EMPTY_GRU_CASES,
    ...EMPTY_LOOKUP_CASES,
    ...EMPTY_REVERSE_CASES,
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
