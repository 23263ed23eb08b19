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
      ConfigError FormatError Model ShapeError StateError UnrolledError VERSION View
      WeightStore accuracy activation adadelta adagrad adam adamax adamw additiveAttention asIds asMask asTensor attention bidirectional binaryCrossentropy bitsPerToken categoricalCrossentropy cell charVocabulary checkChoice checkCount checkFlag checkNumber checkOptions clipGradients composeLayer contiguous copy cosineDecay cosineDecayRestarts decodeModel defineCell defineLayer dense dropout embedding encodeModel exponentialDecay featuresOf flatten formatSignature generate generateText gru gruCell idsOf initializers input inverseTimeDecay isIds layerNormLstm layerNormLstmCell leaf lion loadModel logitsOf lstm lstmCell masking meanAbsoluteError meanSquaredError model multiHeadAttention nadam nextTokenWindows numbersOf numbersOfRank ofRank padSequences peepholeLstm peepholeLstmCell perplexity piecewiseConstantDecay polynomialDecay positionalEmbedding projectedLstm projectedLstmCell randomStream reduceLROnPlateau rmsprop rnn rnnLayer sample saveModel sequential sgd simpleRnn simpleRnnCell sparseCategoricalCrossentropy splitWords transformerBlock vocabularyFromJSON
      weight wordVocabulary zeros
      layerNormalization
      globalAveragePooling1d globalMaxPooling1d permute repeatVector reshape
      conv1d timeDistributed
      add average concatenate maximum minimum multiply subtract
    `,
  ],
  [
    'unrolled/math',
    math,
    `
      ACTIVATIONS POINTWISE_ACTIVATIONS activationBackward activationForward
      additiveAttentionBackward additiveAttentionForward attentionBackward attentionForward
      denseBackward
      denseForward dropoutBackward dropoutFactors dropoutForward embeddingBackward embeddingForward
      factor fastCompute gruBackward gruForward kernelsFor layerNormLstmBackward layerNormLstmForward lstmBackward lstmForward
      meanSquaredErrorBackward meanSquaredErrorForward
      multiHeadAttentionBackward multiHeadAttentionForward peepholeLstmBackward peepholeLstmForward positionalEmbeddingBackward positionalEmbeddingForward projectedLstmBackward projectedLstmForward referenceCompute referenceKernels reverseIds reverseMask reverseSteps scaleSteps sigmoidCrossEntropyBackward sigmoidCrossEntropyForward simpleRnnBackward simpleRnnForward sinusoids softmaxCrossEntropyBackward
      softmaxCrossEntropyForward transposedFactor
      layerNormalizationBackward layerNormalizationForward
      globalAveragePoolingBackward globalAveragePoolingForward globalMaxPoolingBackward
      globalMaxPoolingForward permuteBackward permuteForward repeatVectorBackward
      repeatVectorForward
      conv1dBackward conv1dForward
      concatenateBackward concatenateForward mergeBackward mergeForward
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
    expect(Object.keys(entry).sort()).toEqual(names.trim().split(/\s+/).sort());
  });
});

test('VERSION is the version of the package', async () => {
  const file = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const manifest: unknown = JSON.parse(file);
  expect(manifest).toMatchObject({ name: 'unrolled', version: main.VERSION });
});
