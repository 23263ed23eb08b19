import { describe, test } from 'vitest';
import { checkActivation } from './checks/activation.ts';
import { checkAdditiveAttention, checkAttention } from './checks/attention.ts';
import { checkBent } from './checks/bent.ts';
import { checkClipping } from './checks/clipping.ts';
import { checkConv1d } from './checks/conv1d.ts';
import { checkCtc } from './checks/ctc.ts';
import { checkDense } from './checks/dense.ts';
import { checkDirections } from './checks/directions.ts';
import { checkEmbedding } from './checks/embedding.ts';
import { checkGru } from './checks/gru.ts';
import { checkLanguageModel } from './checks/languageModel.ts';
import { checkLayerNormalization } from './checks/layerNormalization.ts';
import {
  checkGeneralizedCrossEntropy,
  checkMeanSquaredError,
  checkSigmoidCrossEntropy,
  checkSoftmaxCrossEntropy,
} from './checks/losses.ts';
import { checkLstm } from './checks/lstm.ts';
import {
  checkLayerNormLstm,
  checkPeepholeLstm,
  checkProjectedLstm,
} from './checks/lstmVariants.ts';
import { checkMultiHeadAttention } from './checks/multiHeadAttention.ts';
import { checkOptimizer } from './checks/optimizers.ts';
import { checkPositionalEmbedding } from './checks/positionalEmbedding.ts';
import { checkRecurrentDropout } from './checks/recurrentDropout.ts';
import { checkSimpleRnn } from './checks/simpleRnn.ts';
import { checkTransformerBlock } from './checks/transformerBlock.ts';
import { checkValueLoss } from './checks/valueLosses.ts';
import { type Golden, readGoldens } from './goldens.ts';

const CHECKS: readonly { family: string; check: (golden: Golden) => void }[] = [
  { family: 'activation', check: checkActivation },
  { family: 'bent', check: checkBent },
  { family: 'dense', check: checkDense },
  { family: 'embedding', check: checkEmbedding },
  { family: 'simpleRnn', check: checkSimpleRnn },
  { family: 'simpleRnnMasked', check: checkSimpleRnn },
  { family: 'lstm', check: checkLstm },
  { family: 'lstmMasked', check: checkLstm },
  { family: 'layerNormLstm', check: checkLayerNormLstm },
  { family: 'peepholeLstm', check: checkPeepholeLstm },
  { family: 'projectedLstm', check: checkProjectedLstm },
  { family: 'gru', check: checkGru },
  { family: 'gruMasked', check: checkGru },
  { family: 'gruResetBefore', check: checkGru },
  { family: 'directions', check: checkDirections },
  { family: 'attention', check: checkAttention },
  { family: 'additiveAttention', check: checkAdditiveAttention },
  { family: 'multiHeadAttention', check: checkMultiHeadAttention },
  { family: 'positionalEmbedding', check: checkPositionalEmbedding },
  { family: 'transformerBlock', check: checkTransformerBlock },
  { family: 'recurrentDropout', check: checkRecurrentDropout },
  { family: 'softmaxCrossEntropy', check: checkSoftmaxCrossEntropy },
  { family: 'categoricalGeneralizedCrossEntropy', check: checkGeneralizedCrossEntropy },
  { family: 'sigmoidCrossEntropy', check: checkSigmoidCrossEntropy },
  { family: 'meanSquaredError', check: checkMeanSquaredError },
  { family: 'conv1d', check: checkConv1d },
  { family: 'layerNormalization', check: checkLayerNormalization },
  { family: 'valueLosses', check: checkValueLoss },
  { family: 'ctc', check: checkCtc },
  { family: 'languageModel', check: checkLanguageModel },
];

const FORMULAS: readonly { family: string; check: (golden: Golden) => void }[] = [
  { family: 'clipping', check: checkClipping },
  { family: 'optimizers', check: checkOptimizer },
];

describe.each(CHECKS)('$family agrees with PyTorch, forward and backward', ({ family, check }) => {
  test.each(readGoldens(family))('$name', (golden) => {
    check(golden);
  });
});

describe.each(FORMULAS)('$family agrees with the formulas of Keras 3', ({ family, check }) => {
  test.each(readGoldens(family))('$name', (golden) => {
    check(golden);
  });
});
