import { readFile } from 'node:fs/promises';
import * as main from 'unrolled';
import * as math from 'unrolled/math';
import * as tensor from 'unrolled/tensor';
import * as testing from 'unrolled/testing';
import { describe, expect, test } from 'vitest';

/** What each entry gives: a name that comes or goes is a decision, and is made here. */
const EXPORTS: readonly [string, object, string][] = [
  [
    'unrolled',
    main,
    `
      ConfigError FormatError Model NonFiniteError ShapeError StateError UnrolledError VERSION
      View WeightStore accuracy activation adadelta adagrad adam adamax adamw asIds asMask
      asTensor binaryCrossentropy bitsPerToken categoricalCrossentropy cell charVocabulary
      checkChoice checkCount checkFlag checkNumber checkOptions clipGradients composeLayer
      contiguous copy cosineDecay cosineDecayRestarts csvLogger decodeModel defineCell
      defineLayer dense dropout earlyStopping embedding encodeModel exponentialDecay
      featuresOf flatten formatSignature generate generateText gru gruCell idsOf initializers
      input inverseTimeDecay isIds leaf learningRateScheduler lion loadModel logitsOf lstm
      lstmCell masking meanAbsoluteError meanSquaredError model modelCheckpoint nadam
      nextTokenWindows numbersOf numbersOfRank ofRank padSequences perplexity
      piecewiseConstantDecay polynomialDecay randomStream reduceLROnPlateau rmsprop rnn
      rnnLayer sample saveModel sequential sgd simpleRnn simpleRnnCell
      sparseCategoricalCrossentropy splitWords tensorBoard terminateOnNaN vocabularyFromJSON
      weight wordVocabulary zeros
    `,
  ],
  [
    'unrolled/math',
    math,
    `
      ACTIVATIONS POINTWISE_ACTIVATIONS activationBackward activationForward denseBackward
      denseForward dropoutBackward dropoutForward embeddingBackward embeddingForward
      factor fastCompute gruBackward gruForward kernelsFor lstmBackward lstmForward
      meanSquaredErrorBackward meanSquaredErrorForward
      referenceCompute referenceKernels reverseIds reverseMask reverseSteps sigmoidCrossEntropyBackward sigmoidCrossEntropyForward
      simpleRnnBackward simpleRnnForward softmaxCrossEntropyBackward
      softmaxCrossEntropyForward transposedFactor
    `,
  ],
  [
    'unrolled/tensor',
    tensor,
    `
      ConfigError ShapeError UnrolledError View abs add allClose arange argmax broadcastTo
      cast clip concat copy div equal equals exp fromNested full gather greater greaterEqual
      less lessEqual log matmul max maximum mean min minimum mul norm notEqual oneHot ones pad
      pick reshape sigmoid slice softmax split sqrt stack sub sum tanh tensor toNested
      toString transpose where zeros
    `,
  ],
  [
    'unrolled/testing',
    testing,
    `
      checkGradients compareGradients
    `,
  ],
];

describe('the values that an entry exports', () => {
  test.each(EXPORTS)('%s', (_, entry, names) => {
    expect(Object.keys(entry).sort()).toEqual(names.trim().split(/\s+/));
  });
});

test('VERSION is the version of the package', async () => {
  const file = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const manifest: unknown = JSON.parse(file);
  expect(manifest).toMatchObject({ name: 'unrolled', version: main.VERSION });
});
