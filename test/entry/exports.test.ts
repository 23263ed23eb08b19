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
      ConfigError FormatError Model NonFiniteError ShapeError StateError UnrolledError VERSION View WeightStore accuracy activation activityRegularization adadelta adagrad adam adamax adamw add additiveAttention asIds asMask asTensor attention auc average batched beamSearch bidirectional binaryAccuracy binaryCrossentropy binaryFocalCrossentropy bitsPerToken bucketByLength bytePairVocabulary categoricalAccuracy categoricalCrossentropy categoricalFocalCrossentropy categoricalGeneralizedCrossEntropy categoricalHinge cell charVocabulary checkChoice checkCount checkFlag checkNumber checkOptions clipGradients composeLayer concatenate confusionMatrix confusionTable constraints contiguous conv1d copy cosineDecay cosineDecayRestarts cosineSimilarity csvLogger ctc decodeModel defineCell defineLayer dense dropout earlyStopping elu embedding encodeModel exponentialDecay f1Score fBetaScore falseNegatives falsePositives featuresOf flatten formatSignature ftrl gatherState generate generateBatch generateText globalAveragePooling1d globalMaxPooling1d glu gru gruCell hinge huber idsOf initializers input inverseTimeDecay isIds klDivergence layerNormLstm layerNormLstmCell layerNormalization leaf leakyRelu learningRateScheduler lion loadModel logCosh logitsOf lstm lstmCell masking maximum meanAbsoluteError meanAbsolutePercentageError meanSquaredError meanSquaredLogarithmicError minimum model modelCheckpoint multiHeadAttention multiply nadam nextTokenWindows numbersOf numbersOfRank ofRank padSequences peepholeLstm peepholeLstmCell permute perplexity piecewiseConstantDecay poisson polynomialDecay positionalEmbedding precision precisionAtRecall prelu projectedLstm projectedLstmCell r2Score randomStream recall recallAtPrecision reduceLROnPlateau regularizers relu repeatVector reshape rmsprop rnn rnnLayer rootMeanSquaredError sample saveModel scoreText sensitivityAtSpecificity sequential sgd shuffled simpleRnn simpleRnnCell sparseCategoricalAccuracy sparseCategoricalCrossentropy sparseTopKCategoricalAccuracy specificityAtSensitivity splitByTime splitWords squaredHinge subtract tensorBoard terminateOnNaN timeDistributed timeSeriesWindows topKCategoricalAccuracy transformerBlock trueNegatives truePositives vocabularyFromJSON weight wordVocabulary zeros
    `,
  ],
  [
    'unrolled/math',
    math,
    `
      ACTIVATIONS POINTWISE_ACTIVATIONS activationBackward activationForward additiveAttentionBackward additiveAttentionForward additiveAttentionOfMemory attentionBackward attentionForward attentionMemory attentionOfMemory binaryFocalCrossentropyBackward binaryFocalCrossentropyForward categoricalFocalCrossentropyBackward categoricalFocalCrossentropyForward categoricalGeneralizedCrossEntropyBackward categoricalGeneralizedCrossEntropyForward categoricalHingeBackward categoricalHingeForward concatenateBackward concatenateForward conv1dBackward conv1dForward cosineSimilarityBackward cosineSimilarityForward ctcBackward ctcForward denseBackward denseForward dropoutBackward dropoutFactors dropoutForward eluBackward eluForward embeddingBackward embeddingForward factor fastCompute globalAveragePoolingBackward globalAveragePoolingForward globalMaxPoolingBackward globalMaxPoolingForward gluBackward gluForward gruBackward gruForward hingeBackward hingeForward huberBackward huberForward kernelsFor klDivergenceBackward klDivergenceForward layerNormLstmBackward layerNormLstmForward layerNormalizationBackward layerNormalizationForward logCoshBackward logCoshForward lstmBackward lstmForward meanAbsoluteErrorBackward meanAbsoluteErrorForward meanAbsolutePercentageErrorBackward meanAbsolutePercentageErrorForward meanSquaredErrorBackward meanSquaredErrorForward meanSquaredLogarithmicErrorBackward meanSquaredLogarithmicErrorForward mergeBackward mergeForward multiHeadAttentionBackward multiHeadAttentionForward multiHeadAttentionMemory multiHeadAttentionOfMemory peepholeLstmBackward peepholeLstmForward permuteBackward permuteForward poissonBackward poissonForward positionalEmbeddingBackward positionalEmbeddingForward preluBackward preluForward projectedLstmBackward projectedLstmForward referenceCompute referenceKernels reluBackward reluForward repeatVectorBackward repeatVectorForward reverseIds reverseMask reverseSteps scaleSteps sigmoidCrossEntropyBackward sigmoidCrossEntropyForward simpleRnnBackward simpleRnnForward sinusoids softmaxCrossEntropyBackward softmaxCrossEntropyForward squaredHingeBackward squaredHingeForward transposedFactor
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
