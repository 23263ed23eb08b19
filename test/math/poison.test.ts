import * as math from 'unrolled/math';
import { describe, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { LAYER_CASES, LOGIT_CASES } from '../layers/cases.ts';
import { layerSubject } from '../layers/layerSubject.ts';
import { ACTIVATION_CASES, EMPTY_ACTIVATION_CASES } from './pairs/activation.ts';
import { ATTENTION_CASES, EMPTY_ATTENTION_CASES } from './pairs/attention.ts';
import { BENT_CASES, EMPTY_BENT_CASES } from './pairs/bent.ts';
import { CONV1D_CASES, EMPTY_CONV1D_CASES } from './pairs/conv1d.ts';
import { CTC_CASES, EMPTY_CTC_CASES } from './pairs/ctc.ts';
import { DENSE_CASES, EMPTY_DENSE_CASES } from './pairs/dense.ts';
import { DROPOUT_CASES, EMPTY_DROPOUT_CASES } from './pairs/dropout.ts';
import { EMBEDDING_CASES, EMPTY_EMBEDDING_CASES } from './pairs/embedding.ts';
import { EMPTY_GRU_CASES, GRU_CASES } from './pairs/gru.ts';
import {
  EMPTY_LAYER_NORMALIZATION_CASES,
  LAYER_NORMALIZATION_CASES,
} from './pairs/layerNormalization.ts';
import { EMPTY_LOOKUP_CASES, LOOKUP_CASES } from './pairs/lookup.ts';
import {
  EMPTY_LOSS_CASES,
  MEAN_SQUARED_ERROR_CASES,
  SIGMOID_CROSS_ENTROPY_CASES,
  SOFTMAX_CROSS_ENTROPY_CASES,
} from './pairs/losses.ts';
import { EMPTY_LSTM_CASES, LSTM_CASES } from './pairs/lstm.ts';
import { EMPTY_LSTM_VARIANT_CASES, LSTM_VARIANT_CASES } from './pairs/lstmVariants.ts';
import { CONCATENATE_CASES, EMPTY_MERGE_CASES, MERGE_CASES } from './pairs/merge.ts';
import {
  EMPTY_MULTI_HEAD_ATTENTION_CASES,
  MULTI_HEAD_ATTENTION_CASES,
} from './pairs/multiHeadAttention.ts';
import {
  EMPTY_POSITIONAL_EMBEDDING_CASES,
  POSITIONAL_EMBEDDING_CASES,
} from './pairs/positionalEmbedding.ts';
import { EMPTY_REVERSE_CASES, REVERSE_CASES } from './pairs/reverse.ts';
import { EMPTY_SCALE_STEPS_CASES, SCALE_STEPS_CASES } from './pairs/scaleSteps.ts';
import {
  EMPTY_LAYOUT_CASES,
  EMPTY_POOLING_CASES,
  LAYOUT_CASES,
  POOLING_CASES,
} from './pairs/sequences.ts';
import { EMPTY_SIMPLE_RNN_CASES, SIMPLE_RNN_CASES } from './pairs/simpleRnn.ts';
import { EMPTY_VALUE_LOSS_CASES, VALUE_LOSS_CASES } from './pairs/valueLosses.ts';
import { expectNothingUnwrittenIsRead } from './poison.ts';

describe('what a pair has not written into memory that holds anything it does not read', () => {
  test.each([
    ...DENSE_CASES,
    ...ACTIVATION_CASES,
    ...BENT_CASES,
    ...DROPOUT_CASES,
    ...EMBEDDING_CASES,
    ...SIMPLE_RNN_CASES,
    ...LSTM_CASES,
    ...GRU_CASES,
    ...Object.values(LSTM_VARIANT_CASES).flat(),
    ...ATTENTION_CASES,
    ...MULTI_HEAD_ATTENTION_CASES,
    ...POSITIONAL_EMBEDDING_CASES,
    ...LAYER_NORMALIZATION_CASES,
    ...MERGE_CASES,
    ...CONV1D_CASES,
    ...POOLING_CASES,
    ...LAYOUT_CASES,
    ...CONCATENATE_CASES,
    ...LOOKUP_CASES,
    ...REVERSE_CASES,
    ...SCALE_STEPS_CASES,
    ...SOFTMAX_CROSS_ENTROPY_CASES,
    ...SIGMOID_CROSS_ENTROPY_CASES,
    ...MEAN_SQUARED_ERROR_CASES,
    ...EMPTY_DENSE_CASES,
    ...EMPTY_ACTIVATION_CASES,
    ...EMPTY_BENT_CASES,
    ...EMPTY_DROPOUT_CASES,
    ...EMPTY_EMBEDDING_CASES,
    ...EMPTY_SIMPLE_RNN_CASES,
    ...EMPTY_LSTM_CASES,
    ...EMPTY_GRU_CASES,
    ...EMPTY_LSTM_VARIANT_CASES,
    ...EMPTY_ATTENTION_CASES,
    ...EMPTY_MULTI_HEAD_ATTENTION_CASES,
    ...EMPTY_POSITIONAL_EMBEDDING_CASES,
    ...EMPTY_LAYER_NORMALIZATION_CASES,
    ...EMPTY_MERGE_CASES,
    ...EMPTY_CONV1D_CASES,
    ...EMPTY_POOLING_CASES,
    ...EMPTY_LAYOUT_CASES,
    ...EMPTY_LOOKUP_CASES,
    ...EMPTY_REVERSE_CASES,
    ...EMPTY_SCALE_STEPS_CASES,
    ...EMPTY_LOSS_CASES,
    ...VALUE_LOSS_CASES,
    ...EMPTY_VALUE_LOSS_CASES,
    ...CTC_CASES,
    ...EMPTY_CTC_CASES,
  ])('$name', ({ subject }) => {
    expectNothingUnwrittenIsRead(subject(math, 0));
  });
});

describe('neither does a layer', () => {
  test.each([...LAYER_CASES, ...LOGIT_CASES])('$name', ({ layer, run }) => {
    expectNothingUnwrittenIsRead(layerSubject(layers, layer(layers), 0, run(0)));
  });
});
