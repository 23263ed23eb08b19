import * as math from 'unrolled/math';
import { describe, test } from 'vitest';
import { expectContract } from './expectContract.ts';
import { expectGradients } from './expectGradients.ts';
import { ACTIVATION_CASES } from './pairs/activation.ts';
import { ATTENTION_CASES } from './pairs/attention.ts';
import { BENT_CASES } from './pairs/bent.ts';
import { CONV1D_CASES } from './pairs/conv1d.ts';
import { CTC_CASES } from './pairs/ctc.ts';
import { DENSE_CASES } from './pairs/dense.ts';
import { DROPOUT_CASES } from './pairs/dropout.ts';
import { EMBEDDING_CASES } from './pairs/embedding.ts';
import { GRU_CASES } from './pairs/gru.ts';
import { LAYER_NORMALIZATION_CASES } from './pairs/layerNormalization.ts';
import { LOOKUP_CASES } from './pairs/lookup.ts';
import {
  GENERALIZED_CROSS_ENTROPY_CASES,
  MEAN_SQUARED_ERROR_CASES,
  SIGMOID_CROSS_ENTROPY_CASES,
  SOFTMAX_CROSS_ENTROPY_CASES,
} from './pairs/losses.ts';
import { LSTM_CASES } from './pairs/lstm.ts';
import { LSTM_VARIANT_CASES } from './pairs/lstmVariants.ts';
import { CONCATENATE_CASES, MERGE_CASES } from './pairs/merge.ts';
import { MULTI_HEAD_ATTENTION_CASES } from './pairs/multiHeadAttention.ts';
import { POSITIONAL_EMBEDDING_CASES } from './pairs/positionalEmbedding.ts';
import { REVERSE_CASES } from './pairs/reverse.ts';
import { SCALE_STEPS_CASES } from './pairs/scaleSteps.ts';
import { LAYOUT_CASES, POOLING_CASES } from './pairs/sequences.ts';
import { SIMPLE_RNN_CASES } from './pairs/simpleRnn.ts';
import { VALUE_LOSS_CASES } from './pairs/valueLosses.ts';

const CASES = [
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
  ...GENERALIZED_CROSS_ENTROPY_CASES,
  ...SIGMOID_CROSS_ENTROPY_CASES,
  ...MEAN_SQUARED_ERROR_CASES,
  ...VALUE_LOSS_CASES,
  ...CTC_CASES,
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
