import { describe, test } from 'vitest';
import { checkActivation } from './checks/activation.ts';
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
import { checkOptimizer } from './checks/optimizers.ts';
import { checkSimpleRnn } from './checks/simpleRnn.ts';
import { checkValueLoss } from './checks/valueLosses.ts';
import { type Golden, readGoldens } from './goldens.ts';

const CHECKS: readonly { family: string; check: (golden: Golden) => void }[] = [
  { family: 'activation', check: checkActivation },
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
  { family: 'softmaxCrossEntropy', check: checkSoftmaxCrossEntropy },
  { family: 'sigmoidCrossEntropy', check: checkSigmoidCrossEntropy },
  { family: 'meanSquaredError', check: checkMeanSquaredError },
  { family: 'valueLosses', check: checkValueLoss },
  { family: 'ctc', check: checkCtc },
  { family: 'conv1d', check: checkConv1d },
  { family: 'layerNormalization', check: checkLayerNormalization },
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
