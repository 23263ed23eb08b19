import {
  adam,
  asTensor,
  ConfigError,
  categoricalCrossentropy,
  charVocabulary,
  clipGradients,
  contiguous,
  decodeModel,
  dense,
  dropout,
  embedding,
  encodeModel,
  FormatError,
  flatten,
  gru,
  initializers,
  input,
  type LossName,
  loadModel,
  lstm,
  Model,
  masking,
  nextTokenWindows,
  padSequences,
  rnn,
  ShapeError,
  StateError,
  sequential,
  sgd,
  simpleRnn,
  sparseCategoricalCrossentropy,
  vocabularyFromJSON,
  zeros,
} from 'unrolled';
import { describe, expect, test } from 'vitest';

/** What is done wrong, and the error it must be. */
type WrongUse = readonly [title: string, use: () => unknown, error: Error];

/** A wrong use is refused by an error that says whose it is, what was wanted, what came, what to do. */
const WRONG_USES: Readonly<Record<string, readonly WrongUse[]>> = {
  'a layer': [
    [
      'a size of 0',
      () => dense({ units: 0 }),
      new ConfigError('dense wants units to be a whole number >= 1, got 0'),
    ],
    [
      'a size that is a text',
      () => js(lstm)({ units: '3' }),
      new ConfigError('lstm wants units to be a whole number >= 1, got 3'),
    ],
    [
      'half a size',
      () => embedding({ inputDim: 2.5, outputDim: 1 }),
      new ConfigError('embedding wants inputDim to be a whole number >= 1, got 2.5'),
    ],
    ['no size', () => js(dense)({}), new ConfigError("dense wants the option 'units'")],
    ['no options', () => js(simpleRnn)(), new ConfigError("simpleRnn wants the option 'units'")],
    [
      'options that are a number',
      () => js(lstm)(3),
      new ConfigError(
        'lstm wants options { units, activation, recurrentActivation, useBias, ' +
          'returnSequences, returnState, goBackwards, zeroOutputForMask, dropout, recurrentDropout, kernelInitializer, ' +
          'recurrentInitializer, biasInitializer, ' +
          'kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, ' +
          'activityRegularizer, recurrentRegularizer, recurrentConstraint, unitForgetBias, name, trainable }, got 3',
      ),
    ],
    [
      'an unknown option',
      () => js(dense)({ units: 3, unit: 3 }),
      new ConfigError(
        "dense has no option 'unit': its options are units, activation, useBias, " +
          'kernelInitializer, biasInitializer, ' +
          'kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, ' +
          'activityRegularizer, name, trainable',
      ),
    ],
    [
      'an option in Python’s spelling',
      () => js(lstm)({ units: 3, return_sequences: true }),
      new ConfigError(
        "lstm has no option 'return_sequences': its options are units, activation, " +
          'recurrentActivation, useBias, returnSequences, returnState, goBackwards, ' +
          'zeroOutputForMask, dropout, recurrentDropout, kernelInitializer, recurrentInitializer, biasInitializer, ' +
          'kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, ' +
          'activityRegularizer, recurrentRegularizer, recurrentConstraint, unitForgetBias, name, trainable',
      ),
    ],
    [
      'Keras’ stateful',
      () => js(lstm)({ units: 3, stateful: true }),
      new ConfigError(
        "lstm has no option 'stateful': no layer holds state between calls: use " +
          'model.step, or fit with bptt',
      ),
    ],
    [
      'Keras’ unroll',
      () => js(simpleRnn)({ units: 3, unroll: true }),
      new ConfigError(
        "simpleRnn has no option 'unroll': every pass is unrolled by hand already: leave " +
          'it out',
      ),
    ],
    [
      'Keras’ reset_after',
      () => js(gru)({ units: 3, reset_after: false }),
      new ConfigError(
        "gru has no option 'reset_after': its options are units, activation, " +
          'recurrentActivation, useBias, returnSequences, returnState, goBackwards, ' +
          'zeroOutputForMask, dropout, recurrentDropout, resetAfter, kernelInitializer, recurrentInitializer, ' +
          'biasInitializer, ' +
          'kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, ' +
          'activityRegularizer, recurrentRegularizer, recurrentConstraint, name, trainable',
      ),
    ],
    [
      'a place for the reset that is a text',
      () => js(gru)({ units: 3, resetAfter: 'after' }),
      new ConfigError('gru wants resetAfter to be true or false, got after'),
    ],
    [
      'Keras’ implementation',
      () => js(lstm)({ units: 3, implementation: 2 }),
      new ConfigError(
        "lstm has no option 'implementation': there is one implementation: leave it out",
      ),
    ],
    [
      'a flag that is a number',
      () => js(lstm)({ units: 3, returnSequences: 1 }),
      new ConfigError('lstm wants returnSequences to be true or false, got 1'),
    ],
    [
      'an unknown activation',
      () => js(dense)({ units: 3, activation: 'swish' }),
      new ConfigError(
        'dense wants activation to be one of linear, relu, tanh, sigmoid, softplus, ' +
          'softsign, elu, exponential, relu6, leakyRelu, selu, hardSigmoid, hardTanh, ' +
          'celu, logSigmoid, squareplus, sparsePlus, sparseSigmoid, softShrink, hardShrink, ' +
          'gelu, silu, mish, hardSilu, tanhShrink, softmax, logSoftmax, sparsemax, got swish',
      ),
    ],
    [
      'an unknown initializer',
      () => js(dense)({ units: 3, kernelInitializer: 'xavier' }),
      new ConfigError(
        "dense's kernel wants an initializer, got 'xavier': take one of zeros, ones, " +
          'constant, randomUniform, randomNormal, truncatedNormal, glorotUniform, ' +
          'glorotNormal, heUniform, heNormal, lecunUniform, lecunNormal, ' +
          'varianceScaling, orthogonal, ' +
          'identity, or one with its options, as in orthogonal({ gain: 0.5 })',
      ),
    ],
    [
      'an initializer that was not called',
      () => js(dense)({ units: 3, biasInitializer: initializers.constant }),
      new ConfigError(
        "dense's bias wants an initializer, got a function (call it): take one of zeros, " +
          'ones, constant, randomUniform, randomNormal, truncatedNormal, glorotUniform, ' +
          'glorotNormal, heUniform, heNormal, lecunUniform, lecunNormal, ' +
          'varianceScaling, orthogonal, ' +
          'identity, or one with its options, as in orthogonal({ gain: 0.5 })',
      ),
    ],
    [
      'everything dropped',
      () => dropout({ rate: 1 }),
      new ConfigError('dropout wants rate in [0, 1), got 1'),
    ],
    [
      'a mask value that is NaN',
      () => masking({ maskValue: Number.NaN }),
      new ConfigError('masking wants maskValue to be a finite number, got NaN'),
    ],
    [
      'a name that is a path',
      () => dense({ units: 1, name: 'a/b' }),
      new ConfigError(
        `dense wants name to be a text without '/', which separates names, got "a/b"`,
      ),
    ],
    [
      'an empty name',
      () => dense({ units: 1, name: '' }),
      new ConfigError(`dense wants name to be a text without '/', which separates names, got ""`),
    ],
    [
      'an input without a list of sizes',
      () => js(input)({ shape: 3 }),
      new ConfigError('input wants shape to be a list of sizes or null, got 3'),
    ],
    [
      'an input of negative size',
      () => input({ shape: [-1] }),
      new ConfigError('input wants shape to be a list of sizes or null, got -1'),
    ],
    [
      'an input of half a size',
      () => input({ shape: [1.5] }),
      new ConfigError('input wants shape to be a list of sizes or null, got 1.5'),
    ],
    [
      'an input of unknown type',
      () => js(input)({ shape: [3], dtype: 'float32' }),
      new ConfigError('input wants dtype to be one of int32, got float32'),
    ],
    [
      'a layer where a cell belongs',
      () => js(rnn)(lstm({ units: 1 })),
      new ConfigError(
        'rnn wants a cell, got a function: call what defineCell returned, ' + 'rnn(myCell({ … }))',
      ),
    ],
  ],
  'a model': [
    [
      'no layer',
      () => sequential([]),
      new ConfigError('sequential wants at least one layer, got none'),
    ],
    [
      'no list of layers',
      () => js(sequential)(dense({ units: 1 })),
      new ConfigError('sequential wants layers to be a list, got a function'),
    ],
    [
      'a layer that was not called',
      () => js(sequential)([lstm]),
      new ConfigError('sequential wants a layer at 0, got a function: call it with its options'),
    ],
    [
      'a gap among its layers',
      () => js(sequential)([dense({ units: 1 }), undefined]),
      new ConfigError('sequential wants a layer at 1, got undefined'),
    ],
    [
      'a layer twice',
      () =>
        (() => {
          const layer = dense({ units: 2 });
          return sequential([input({ shape: [2] }), layer, layer]);
        })(),
      new ConfigError('the same dense stands twice in the chain: make another like it'),
    ],
    [
      'two layers of one name',
      () =>
        sequential([
          input({ shape: [2] }),
          dense({ units: 1, name: 'a' }),
          dense({ units: 1, name: 'a' }),
        ]),
      new ConfigError("two layers are named 'a': give each a name of its own"),
    ],
    [
      'an unknown option',
      () => js(sequential)([dense({ units: 1 })], { sed: 1 }),
      new ConfigError("sequential has no option 'sed': its options are seed, dtype, name, kernels"),
    ],
    [
      'an unknown precision',
      () => js(sequential)([dense({ units: 1 })], { dtype: 'float16' }),
      new ConfigError("sequential wants dtype 'float32' or 'float64', got 'float16'"),
    ],
    [
      'unknown kernels',
      () => js(sequential)([dense({ units: 1 })], { kernels: 'wasm' }),
      new ConfigError('sequential wants kernels to be one of auto, reference, relaxed, got wasm'),
    ],
    [
      'a seed that is an object',
      () => js(sequential)([dense({ units: 1 })], { seed: {} }),
      new ConfigError('sequential wants seed to be a finite number or a text, got [object Object]'),
    ],
    [
      'a seed that is NaN',
      () => sequential([dense({ units: 1 })], { seed: Number.NaN }),
      new ConfigError('sequential wants seed to be a finite number or a text, got NaN'),
    ],
    [
      'an lstm after an lstm that gives its last output',
      () => new Model([input({ shape: [null, 2] }), lstm({ units: 2 }), lstm({ units: 2 })]),
      new ShapeError(
        'lstm_1 wants [batch, time, features], got [batch, 2]: give it sequences, of a ' +
          'recurrent layer with returnSequences: true for example',
      ),
    ],
    [
      'an lstm of ids',
      () => new Model([input({ shape: [null], dtype: 'int32' }), lstm({ units: 2 })]),
      new ShapeError(
        'lstm wants [batch, time, features], got ids [batch, ?]: put an embedding() before ' + 'it',
      ),
    ],
    [
      'a dense of ids',
      () => new Model([input({ shape: [null], dtype: 'int32' }), dense({ units: 2 })]),
      new ShapeError(
        'dense wants [batch, …, features] of numbers, got ids [batch, ?]: put an ' +
          'embedding() before it',
      ),
    ],
    [
      'a dense of unknown size',
      () => new Model([input({ shape: [null] }), dense({ units: 2 })]),
      new ShapeError(
        'dense wants [batch, …, features] with a known last size, got [batch, ?]: begin ' +
          'the model with an input({ shape }) that says it',
      ),
    ],
    [
      'an embedding of numbers',
      () => new Model([input({ shape: [null] }), embedding({ inputDim: 2, outputDim: 2 })]),
      new ShapeError('embedding wants ids [batch, time] or [batch], got numbers [batch, ?]'),
    ],
    [
      'a flatten of sequences of any length',
      () => new Model([input({ shape: [null, 2] }), flatten({})]),
      new ShapeError(
        'flatten wants an input whose sizes are all known, got [batch, ?, 2]: begin the ' +
          'model with an input({ shape }) that says them',
      ),
    ],
    [
      'an input that does not fit where it stands',
      () => new Model([input({ shape: [3] }), dense({ units: 2 }), input({ shape: [3] })]),
      new ShapeError('input_1 wants numbers [batch, 3], got numbers [batch, 2]'),
    ],
    [
      'a second build',
      () => regression().build({ type: 'numbers', shape: [null, 2] }),
      new StateError('sequential is built already: make another model'),
    ],
  ],
  compile: [
    [
      'no options',
      () => js(tokens(), 'compile')(),
      new ConfigError(
        'compile wants options { optimizer, loss, lossWeights, metrics }, got undefined',
      ),
    ],
    [
      'no optimizer',
      () => js(tokens(), 'compile')({ loss: 'meanSquaredError' }),
      new ConfigError(
        'optimizer wants a name or an object with the methods init, update, updateClipped, ' +
          'got undefined',
      ),
    ],
    [
      'an unknown optimizer',
      () => js(tokens(), 'compile')({ optimizer: 'lamb', loss: 'meanSquaredError' }),
      new ConfigError(
        "there is no optimizer 'lamb': choose one of sgd, rmsprop, adam, adamw, adagrad, adadelta, " +
          'adamax, nadam, lion, ftrl',
      ),
    ],
    [
      'an unknown loss',
      () => js(tokens(), 'compile')({ optimizer: 'adam', loss: 'mse' }),
      new ConfigError(
        "there is no loss 'mse': choose one of sparseCategoricalCrossentropy, " +
          'categoricalCrossentropy, binaryCrossentropy, meanSquaredError, binaryFocalCrossentropy, ' +
          'categoricalFocalCrossentropy, meanAbsoluteError, meanAbsolutePercentageError, ' +
          'meanSquaredLogarithmicError, huber, logCosh, cosineSimilarity, klDivergence, poisson, ' +
          'hinge, squaredHinge, categoricalHinge, ctc, categoricalGeneralizedCrossEntropy',
      ),
    ],
    [
      'an unknown metric',
      () =>
        js(
          tokens(),
          'compile',
        )({
          optimizer: 'adam',
          loss: 'meanSquaredError',
          metrics: ['f1'],
        }),
      new ConfigError(
        "there is no metric 'f1': choose one of accuracy, perplexity, bitsPerToken, " +
          'meanAbsoluteError, topKCategoricalAccuracy, sparseTopKCategoricalAccuracy, precision, ' +
          'recall, f1Score, auc, confusionMatrix, rootMeanSquaredError, r2Score, binaryAccuracy, ' +
          'categoricalAccuracy, sparseCategoricalAccuracy, fBetaScore, truePositives, ' +
          'falsePositives, falseNegatives, trueNegatives, meanSquaredError, ' +
          'meanAbsolutePercentageError, meanSquaredLogarithmicError, logCosh, poisson, ' +
          'klDivergence, cosineSimilarity, hinge, squaredHinge, categoricalHinge, ' +
          'precisionAtRecall, recallAtPrecision, sensitivityAtSpecificity, specificityAtSensitivity',
      ),
    ],
    [
      'a metric that is not in a list',
      () =>
        js(
          tokens(),
          'compile',
        )({
          optimizer: 'adam',
          loss: 'meanSquaredError',
          metrics: 'accuracy',
        }),
      new ConfigError('compile wants metrics to be a list, got accuracy'),
    ],
    [
      'a metric twice',
      () =>
        tokens().compile({
          optimizer: 'adam',
          loss: 'sparseCategoricalCrossentropy',
          metrics: ['accuracy', 'accuracy'],
        }),
      new ConfigError("compile wants every metric once, got two results called 'accuracy'"),
    ],
    [
      'perplexity without probabilities',
      () =>
        tokens().compile({
          optimizer: 'adam',
          loss: 'meanSquaredError',
          metrics: ['perplexity'],
        }),
      new ConfigError(
        'perplexity wants a loss with probabilities, a cross-entropy, got meanSquaredError',
      ),
    ],
    [
      'an option of the optimizer',
      () =>
        js(
          tokens(),
          'compile',
        )({
          optimizer: 'adam',
          loss: 'meanSquaredError',
          learningRate: 1,
        }),
      new ConfigError(
        "compile has no option 'learningRate': its options are optimizer, loss, lossWeights, metrics",
      ),
    ],
    [
      'an optimizer with two clippings',
      () => adam({ clipNorm: 1, globalClipNorm: 1 }),
      new ConfigError(
        'adam wants one of clipValue, clipNorm, globalClipNorm, got clipNorm and ' +
          'globalClipNorm: leave out all but one',
      ),
    ],
    [
      'an optimizer with a limit of 0',
      () => adam({ clipNorm: 0 }),
      new ConfigError('adam wants clipNorm > 0, got 0'),
    ],
    [
      'an optimizer with a negative learning rate',
      () => adam({ learningRate: -1 }),
      new ConfigError('adam wants learningRate >= 0, got -1'),
    ],
    [
      'an optimizer with Nesterov’s momentum and none',
      () => sgd({ nesterov: true }),
      new ConfigError('sgd wants momentum > 0 with nesterov: true, got 0: give momentum, too'),
    ],
    [
      'an optimizer with an option in PyTorch’s spelling',
      () => js(adam)({ lr: 0.1 }),
      new ConfigError(
        "adam has no option 'lr': its options are learningRate, beta1, beta2, epsilon, " +
          'amsgrad, clipValue, clipNorm, globalClipNorm, weightDecay, excludeFromWeightDecay, ' +
          'useEma, emaMomentum, gradientAccumulationSteps',
      ),
    ],
    [
      'a loss that smooths all',
      () => categoricalCrossentropy({ labelSmoothing: 1 }),
      new ConfigError('categoricalCrossentropy wants labelSmoothing in [0, 1), got 1'),
    ],
    [
      'a loss that ignores half a class',
      () => sparseCategoricalCrossentropy({ ignoreClass: 0.5 }),
      new ConfigError(
        'sparseCategoricalCrossentropy wants ignoreClass to be a whole number, got 0.5',
      ),
    ],
  ],
  'an order of calls': [
    [
      'fit before compile',
      () => tokens().fit([[1]], [[1]]),
      new StateError('sequential is not compiled: call compile({ optimizer, loss }) before fit'),
    ],
    [
      'evaluate before compile',
      () => tokens().evaluate([[1]], [[1]]),
      new StateError(
        'sequential is not compiled: call compile({ optimizer, loss }) before evaluate',
      ),
    ],
    [
      'trainOnBatch before compile',
      () => tokens().trainOnBatch([[1]], [[1]]),
      new StateError(
        'sequential is not compiled: call compile({ optimizer, loss }) before trainOnBatch',
      ),
    ],
    [
      'resume before compile',
      () => tokens().resume({ iterations: 0, slots: {}, scalars: {} }),
      new StateError('sequential is not compiled: call compile({ optimizer, loss }) before resume'),
    ],
    [
      'training on with another optimizer’s memory',
      () =>
        (() => {
          const model = compiled();
          model.resume({ iterations: 0, slots: {}, scalars: {} });
          return model.trainOnBatch([[1]], [[1]]);
        })(),
      new StateError(
        'adam wants a state with slots [m, v], got []: pass what the init of the same ' +
          'optimizer made',
      ),
    ],
    [
      'summary before there is data',
      () => sequential([dense({ units: 1 })]).summary(),
      new StateError(
        'sequential is not built yet, so it has no summary: put input({ shape }) before ' +
          'its first layer, or fit or predict first',
      ),
    ],
    [
      'going back twice',
      () =>
        (() => {
          const [y, backward] = regression().begin([[[1, 2]]]);
          backward(y);
          return backward(y);
        })(),
      new StateError(
        'sequential has no way back from here any more: it was gone already, or more than ' +
          'eight passes were begun since. Call begin again',
      ),
    ],
  ],
  data: [
    [
      'nothing',
      () => js(compiled(), 'predict')(),
      new ShapeError(
        "predict's x wants a tensor, lists of numbers, { data, mask } or { data, lengths " +
          '}, got undefined',
      ),
    ],
    [
      'null',
      () => js(compiled(), 'predict')(null),
      new ShapeError(
        "predict's x wants a tensor, lists of numbers, { data, mask } or { data, lengths " +
          '}, got null',
      ),
    ],
    [
      'a text',
      () => js(compiled(), 'predict')('abc'),
      new ShapeError(
        "predict's x wants a tensor, lists of numbers, { data, mask } or { data, lengths " +
          '}, got abc',
      ),
    ],
    [
      'lists of texts',
      () => js(compiled(), 'predict')([['a']]),
      new ShapeError("predict's x wants ids [batch, time] in nested lists, got a at [0, 0]"),
    ],
    [
      'an object without a mask',
      () => js(compiled(), 'predict')({ data: [[1]] }),
      new ShapeError(
        "predict's x wants a tensor, lists of numbers, { data, mask } or { data, lengths " +
          '}, got { data }',
      ),
    ],
    [
      'an axis too few',
      () => compiled().predict([1, 2]),
      new ShapeError("predict's x wants ids [batch, time] in nested lists, got a number at [0]"),
    ],
    [
      'an axis too many',
      () => compiled().predict([[[1, 2]]]),
      new ShapeError("predict's x wants ids [batch, time] in nested lists, got a list at [0, 0]"),
    ],
    [
      'a tensor with an axis too many',
      () => compiled().predict(zeros([1, 2, 3])),
      new ShapeError("predict's x wants ids [batch, time], got [1, 2, 3]"),
    ],
    [
      'a feature too many',
      () => regression().predict([[[1, 2, 3]]]),
      new ShapeError("predict's x wants numbers [batch, time, 2], got [1, 1, 3]"),
    ],
    [
      'features that are not as many in each step',
      () => regression().predict([[[1, 2], [3]]]),
      new ShapeError(
        "predict's x wants numbers [batch, time, 2] in nested lists, got 1 elements where " +
          'others have 2 at [0, 1]',
      ),
    ],
    [
      'a NaN',
      () => regression().fit([[[1, Number.NaN]]], [[1]]),
      new ConfigError("fit's x wants finite numbers, got NaN at [0, 0, 1]"),
    ],
    [
      'an infinity',
      () => regression().predict([[[1, Number.POSITIVE_INFINITY]]]),
      new ConfigError("predict's x wants finite numbers, got Infinity at [0, 0, 1]"),
    ],
    [
      'a NaN in a batch',
      () => regression().trainOnBatch([[[1, 2]], [[1, Number.NaN]]], [[1], [2]]),
      new ConfigError("trainOnBatch's x wants finite numbers, got NaN at [1, 0, 1]"),
    ],
    [
      'an id that is too large',
      () => compiled().predict([[1, 5]]),
      new ConfigError('embedding wants ids from 0 to 4, got 5 at [0, 1]'),
    ],
    [
      'an id below 0',
      () => compiled().predict([[1, -1]]),
      new ConfigError('embedding wants ids from 0 to 4, got -1 at [0, 1]'),
    ],
    [
      'half an id',
      () => compiled().predict([[1, 1.5]]),
      new ConfigError("predict's x wants whole numbers of 32 bits, got 1.5 at [0, 1]"),
    ],
    [
      'an id that is NaN',
      () => compiled().predict([[1, Number.NaN]]),
      new ConfigError("predict's x wants whole numbers of 32 bits, got NaN at [0, 1]"),
    ],
    [
      'an id beyond 32 bits',
      () => compiled().predict([[1, 2 ** 32]]),
      new ConfigError("predict's x wants whole numbers of 32 bits, got 4294967296 at [0, 1]"),
    ],
    [
      'a mask of another shape',
      () => regression().predict({ data: [[[1, 2]]], mask: [[1, 1]] }),
      new ShapeError("predict's x wants a mask [1, 1], got [1, 2]"),
    ],
    [
      'a mask of twos',
      () => regression().predict({ data: [[[1, 2]]], mask: [[2]] }),
      new ConfigError("predict's x wants a mask of 0 and 1, got 2 at [0, 0]"),
    ],
    [
      'a length too many',
      () => regression().predict({ data: [[[1, 2]]], lengths: [1, 1] }),
      new ShapeError("predict's x wants one length for each of 1 rows, got 2"),
    ],
    [
      'a length that is too large',
      () => regression().predict({ data: [[[1, 2]]], lengths: [2] }),
      new ShapeError("predict's x wants lengths from 0 to 1, got 2 for row 0"),
    ],
    [
      'a mask without time',
      () =>
        new Model([input({ shape: [2] }), dense({ units: 1 })]).predict({
          data: [[1, 2]],
          mask: [[1, 1]],
        }),
      new ShapeError("predict's x has no time axis for a mask or lengths: [1, 2]"),
    ],
    [
      'a mask that flatten would get',
      () =>
        new Model([input({ shape: [2, 2] }), flatten({})]).predict({
          data: [
            [
              [1, 2],
              [3, 4],
            ],
          ],
          lengths: [1],
        }),
      new ShapeError(
        'flatten cannot honour the mask of its input: put a recurrent layer before it',
      ),
    ],
    [
      'another length than the input declares',
      () => new Model([input({ shape: [3, 2] }), lstm({ units: 1 })]).predict([[[1, 2]]]),
      new ShapeError("predict's x wants numbers [batch, 3, 2], got [1, 1, 2]"),
    ],
    [
      'lists of different lengths for a tensor',
      () => asTensor([[1], [1, 2]]),
      new ShapeError(
        'asTensor wants lists that form a tensor, got 1 elements where others have 2 at ' + '[0]',
      ),
    ],
  ],
  targets: [
    [
      'of another number of rows',
      () => compiled().fit([[1]], [[1], [2]]),
      new ShapeError("fit's y wants as many rows as x, got 2 and 1"),
    ],
    [
      'that are shorter than their sequences',
      () =>
        compiled().fit(
          [
            [1, 2],
            [3, 4, 1],
          ],
          [
            [1, 2],
            [3, 4],
          ],
        ),
      new ShapeError('sparseCategoricalCrossentropy wants targets [2, 3], got [2, 2]'),
    ],
    [
      'that are shorter in one row',
      () =>
        compiled().fit(
          [
            [1, 2],
            [3, 4],
          ],
          [[1, 2], [3]],
        ),
      new ShapeError(
        "fit's y wants targets for every step of x, but its row 1 is shorter than that of x",
      ),
    ],
    [
      'without a time axis',
      () => compiled().fit([[1, 2]], [1]),
      new ShapeError('sparseCategoricalCrossentropy wants targets [1, 2], got [1]'),
    ],
    [
      'that are half a class',
      () => compiled().fit([[1, 2]], [[1, 0.5]]),
      new ConfigError("fit's y wants whole numbers of 32 bits, got 0.5 at [0, 1]"),
    ],
    [
      'that are too large a class',
      () => compiled().fit([[1, 2]], [[1, 5]]),
      new ConfigError('softmaxCrossEntropy wants classes from 0 to 4, got 5 at [0, 1]'),
    ],
    [
      'that are a negative class',
      () => compiled().fit([[1, 2]], [[1, -1]]),
      new ConfigError('softmaxCrossEntropy wants classes from 0 to 4, got -1 at [0, 1]'),
    ],
    [
      'of another size',
      () => regression().fit([[[1, 2]]], [[1, 2]]),
      new ShapeError('meanSquaredError wants targets [1, 1], got [1, 2]'),
    ],
    [
      'that are NaN',
      () => regression().fit([[[1, 2]]], [[Number.NaN]]),
      new ConfigError("fit's y wants finite numbers, got NaN at [0, 0]"),
    ],
    [
      'of a batch that are infinite',
      () => regression().trainOnBatch([[[1, 2]]], [[Number.NEGATIVE_INFINITY]]),
      new ConfigError("trainOnBatch's y wants finite numbers, got -Infinity at [0, 0]"),
    ],
    [
      'that are no probability',
      () => classifier('binaryCrossentropy').trainOnBatch([[1]], [[1, 2]]),
      new ConfigError('sigmoidCrossEntropy wants targets in [0, 1], got 2 at [0, 1]'),
    ],
    [
      'that are a negative probability',
      () => classifier('categoricalCrossentropy').trainOnBatch([[1]], [[-1, 2]]),
      new ConfigError('softmaxCrossEntropy wants target probabilities >= 0, got -1 at [0, 0]'),
    ],
  ],
  'fit, evaluate and predict': [
    [
      'no rows',
      () => compiled().fit([], []),
      new ShapeError('fit wants at least one row to train on, got none'),
    ],
    [
      'an unknown option',
      () => js(compiled(), 'fit')([[1]], [[1]], { verbose: 1 }),
      new ConfigError(
        "fit has no option 'verbose': its options are batchSize, callbacks, signal, " +
          'yieldEvery, epochs, initialEpoch, shuffle, validationSplit, validationData, ' +
          'validationSteps, bptt, workers, shards, sampleWeight, classWeight',
      ),
    ],
    [
      'an option in Python’s spelling',
      () => js(compiled(), 'fit')([[1]], [[1]], { batch_size: 1 }),
      new ConfigError(
        "fit has no option 'batch_size': its options are batchSize, callbacks, signal, " +
          'yieldEvery, epochs, initialEpoch, shuffle, validationSplit, validationData, ' +
          'validationSteps, bptt, workers, shards, sampleWeight, classWeight',
      ),
    ],
    [
      'an option of fit for evaluate',
      () => js(compiled(), 'evaluate')([[1]], [[1]], { epochs: 1 }),
      new ConfigError(
        "evaluate has no option 'epochs': its options are batchSize, callbacks, signal, " +
          'yieldEvery, sampleWeight, classWeight',
      ),
    ],
    [
      'callbacks for predict',
      () => js(compiled(), 'predict')([[1]], { callbacks: [] }),
      new ConfigError(
        "predict has no option 'callbacks': its options are batchSize, signal, yieldEvery",
      ),
    ],
    [
      'batches of no rows',
      () => compiled().fit([[1]], [[1]], { batchSize: 0 }),
      new ConfigError('fit wants batchSize to be a whole number >= 1, got 0'),
    ],
    [
      'half an epoch',
      () => compiled().fit([[1]], [[1]], { epochs: 1.5 }),
      new ConfigError('fit wants epochs to be a whole number >= 0, got 1.5'),
    ],
    [
      'a shuffle that is a text',
      () => js(compiled(), 'fit')([[1]], [[1]], { shuffle: 'batch' }),
      new ConfigError('fit wants shuffle to be true or false, got batch'),
    ],
    [
      'one callback without a list',
      () => js(compiled(), 'fit')([[1]], [[1]], { callbacks: {} }),
      new ConfigError('fit wants callbacks to be a list, got [object Object]'),
    ],
    [
      'all rows for validation',
      () => compiled().fit([[1]], [[1]], { validationSplit: 1 }),
      new ConfigError('fit wants validationSplit in [0, 1), got 1'),
    ],
    [
      'so many rows for validation that none is left',
      () => compiled().fit([[1]], [[1]], { validationSplit: 0.5 }),
      new ShapeError('fit wants at least one row to train on, got none'),
    ],
    [
      'two sorts of validation',
      () => compiled().fit([[1]], [[1]], { validationSplit: 0.5, validationData: [[[1]], [[1]]] }),
      new ConfigError('fit wants validationSplit or validationData, got both: leave one out'),
    ],
    [
      'validation with other numbers of rows',
      () => compiled().fit([[1]], [[1]], { validationData: [[[1]], [[1], [2]]] }),
      new ShapeError("fit's validation's y wants as many rows as x, got 2 and 1"),
    ],
    [
      'windows without a step',
      () => compiled().fit([[1]], [[1]], { bptt: { steps: 0 } }),
      new ConfigError('fit wants bptt.steps to be a whole number >= 1, got 0'),
    ],
    [
      'windows that are a number',
      () => js(compiled(), 'fit')([[1]], [[1]], { bptt: 5 }),
      new ConfigError("fit's bptt wants options { steps }, got 5"),
    ],
    ...([0, 1.5, 'two', true, null] as const).map(
      (workers): WrongUse => [
        `${workers} workers`,
        () => js(compiled(), 'fit')([[1]], [[1]], { workers }),
        new ConfigError(`fit wants workers to be a whole number >= 1, got ${workers}`),
      ],
    ),
    [
      'workers without a count',
      () => js(compiled(), 'fit')([[1]], [[1]], { workers: { module: 'file:///mine.js' } }),
      new ConfigError('fit wants workers.count to be a whole number >= 1, got undefined'),
    ],
    [
      'workers with an unknown option',
      () => js(compiled(), 'fit')([[1]], [[1]], { workers: { count: 2, url: 'mine.js' } }),
      new ConfigError("fit's workers has no option 'url': its options are count, module"),
    ],
    ...['./mine.js', 5].map(
      (module): WrongUse => [
        `workers with the module ${module}`,
        () => js(compiled(), 'fit')([[1]], [[1]], { workers: { count: 2, module } }),
        new ConfigError(
          "fit wants workers.module to be a URL, such as new URL('./mine.js', import.meta.url), " +
            `got ${module}`,
        ),
      ],
    ),
    ...[0, 0.5, '2'].map(
      (shards): WrongUse => [
        `${shards} shards`,
        () => js(compiled(), 'fit')([[1]], [[1]], { shards }),
        new ConfigError(`fit wants shards to be a whole number >= 1, got ${shards}`),
      ],
    ),
    [
      'more shards than rows in a batch',
      () => compiled().fit([[1]], [[1]], { shards: 33 }),
      new ConfigError(
        'fit wants no more shards than rows in a batch, got shards 33 and batchSize 32',
      ),
    ],
    [
      'workers for batches of one row',
      () => compiled().fit([[1]], [[1]], { workers: 2, batchSize: 1 }),
      new ConfigError(
        'fit wants no more shards than rows in a batch, got shards 2 and batchSize 1',
      ),
    ],
    [
      'workers for evaluate',
      () => js(compiled(), 'evaluate')([[1]], [[1]], { workers: 2 }),
      new ConfigError(
        "evaluate has no option 'workers': its options are batchSize, callbacks, signal, " +
          'yieldEvery, sampleWeight, classWeight',
      ),
    ],
    [
      'a negative time budget',
      () => compiled().fit([[1]], [[1]], { yieldEvery: -1 }),
      new ConfigError('fit wants yieldEvery >= 0, got -1'),
    ],
  ],
  'weights and states': [
    [
      'too few weights',
      () => regression().setWeights([]),
      new ShapeError('setWeights wants 5 weights, got 0'),
    ],
    [
      'a weight of another shape',
      () => regression().setWeight('lstm/kernel', [[1, 2]]),
      new ShapeError('weight lstm/kernel wants [2, 8], got [1, 2]'),
    ],
    [
      'a weight that is NaN',
      () => regression().setWeight('dense/bias', [Number.NaN]),
      new ConfigError('weight dense/bias wants finite numbers, got NaN at [0]'),
    ],
    [
      'an unknown weight',
      () => regression().getWeight('lstm/kernal'),
      new ConfigError(
        "there is no weight 'lstm/kernal'; the weights are lstm/kernel, " +
          'lstm/recurrentKernel, lstm/bias, dense/kernel, dense/bias',
      ),
    ],
    [
      'an unknown gate',
      () => regression().getWeight('lstm/kernel.z'),
      new ConfigError("weight lstm/kernel has no gate 'z'; its gates are i, f, c, o"),
    ],
    [
      'a gate of an LSTM in a GRU',
      () => new Model([input({ shape: [null, 2] }), gru({ units: 1 })]).getWeight('gru/bias.f'),
      new ConfigError("weight gru/bias has no gate 'f'; its gates are z, r, h"),
    ],
    [
      'one bias for a GRU that has two',
      () =>
        new Model([input({ shape: [null, 2] }), gru({ units: 1 })]).setWeight(
          'gru/bias',
          [0, 0, 0],
        ),
      new ShapeError('weight gru/bias wants [2, 3], got [3]'),
    ],
    [
      'a gate of a weight without gates',
      () => regression().getWeight('dense/kernel.i'),
      new ConfigError("weight dense/kernel has no gate 'i'; it has none"),
    ],
    [
      'a step of a whole sequence',
      () => regression().step([[[1, 2]]]),
      new ShapeError("step's x wants numbers [batch, 2] in nested lists, got a list at [0, 0]"),
    ],
    [
      'an unknown state',
      () => regression().step([[1, 2]], { h: zeros([1, 2]) }),
      new ConfigError("the model has no state 'h'; its states are lstm/h, lstm/c"),
    ],
    [
      'a state of another batch',
      () => regression().step([[1, 2]], { 'lstm/h': zeros([2, 2]) }),
      new ShapeError('state lstm/h wants [1, 2], got [2, 2]'),
    ],
    [
      'a batch of −1 rows',
      () => regression().initialState(-1),
      new ConfigError('initialState wants batch to be a whole number >= 0, got -1'),
    ],
    [
      'begin with an unknown option',
      () => js(regression(), 'begin')([[[1, 2]]], { trainig: true }),
      new ConfigError("begin has no option 'trainig': its options are training, state, step"),
    ],
    [
      'a gradient of another shape',
      () => regression().begin([[[1, 2]]])[1](zeros([1, 2])),
      new ShapeError('sequential wants dy [1, 1], got [1, 2]'),
    ],
    [
      'an update in another precision',
      () => adam().update([zeros([1])], [zeros([1], 'float64')], adam().init([zeros([1])])),
      new ShapeError('adam computes in float32, got the gradient of weight 0 in float64'),
    ],
    [
      'an update without gradients',
      () => adam().update([zeros([1])], [], adam().init([zeros([1])])),
      new ShapeError('adam wants one gradient for each weight: 1, got 0'),
    ],
    [
      'clipping by two limits',
      () => js(clipGradients)([zeros([1])], { clipNorm: 1, clipValue: 1 }),
      new ConfigError(
        'clipGradients wants one of clipValue, clipNorm, globalClipNorm, got clipValue and ' +
          'clipNorm: leave out all but one',
      ),
    ],
  ],
  'text and files': [
    [
      'no text',
      () => charVocabulary(''),
      new ConfigError(
        'charVocabulary wants a character that occurs at least 1 times, got an empty text: ' +
          'give more text',
      ),
    ],
    [
      'an id that no token has',
      () => charVocabulary('ab').decode([9]),
      new ConfigError(
        'the vocabulary has ids from 0 to 3, got 9: decode with the vocabulary that ' + 'encoded',
      ),
    ],
    [
      'a vocabulary as text',
      () => vocabularyFromJSON('{}'),
      new FormatError('vocabulary: wanted an object, got a string: JSON.parse it first'),
    ],
    [
      'padding without a side',
      () => js(padSequences)([[1]], {}),
      new ConfigError('padSequences wants side to be one of start, end, got undefined'),
    ],
    [
      'padding with a side in Keras’ words',
      () => js(padSequences)([[1]], { side: 'pre' }),
      new ConfigError('padSequences wants side to be one of start, end, got pre'),
    ],
    [
      'a window longer than the text',
      () => nextTokenWindows([1, 2], { length: 2 }),
      new ShapeError(
        'nextTokenWindows wants at least 3 ids (length 2 and the one that follows), got 2: ' +
          'give more text or a smaller length',
      ),
    ],
    [
      'more rows than the text has ids',
      () => contiguous([1, 2], 2),
      new ShapeError(
        'contiguous wants at least 3 ids (one for each of 2 rows and one that follows), ' +
          'got 2: give more text or fewer rows',
      ),
    ],
    [
      'saving with an unknown option',
      () => js(encodeModel)(regression(), { vocab: 1 }),
      new ConfigError(
        "encodeModel has no option 'vocab': its options are vocabulary, optimizer, extra",
      ),
    ],
    [
      'saving what JSON cannot say',
      () => encodeModel(regression(), { extra: () => 1 }),
      new ConfigError('encodeModel wants extra to be what JSON can say, got a function'),
    ],
    [
      'loading with an unknown option',
      () => js(decodeModel)(encodeModel(regression()), { layer: [] }),
      new ConfigError(
        "decodeModel has no option 'layer': its options are layers, losses, metrics, optimizers, kernels, like",
      ),
    ],
    [
      'loading an ArrayBuffer',
      () => js(decodeModel)(new ArrayBuffer(8)),
      new ConfigError(
        'decodeSafetensors wants a Uint8Array, got [object ArrayBuffer]: wrap an ' +
          'ArrayBuffer with new Uint8Array(buffer)',
      ),
    ],
    [
      'loading nothing',
      () => js(loadModel)(),
      new ConfigError(
        'decodeSafetensors wants a Uint8Array, got [object Undefined]: wrap an ArrayBuffer ' +
          'with new Uint8Array(buffer)',
      ),
    ],
  ],
};

describe.each(Object.entries(WRONG_USES))('%s is refused', (_, uses) => {
  test.each(uses)('%s', async (_title, use, error) => {
    expect(await errorOf(use)).toEqual(error);
  });
});

/** What is thrown, now or later. Its name tells its class. */
async function errorOf(use: () => unknown): Promise<unknown> {
  try {
    return await use();
  } catch (error) {
    return error;
  }
}

function tokens(): Model {
  return new Model([
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: 5, outputDim: 3 }),
    lstm({ units: 2, returnSequences: true }),
    dense({ units: 5 }),
  ]);
}

function compiled(): Model {
  const model = tokens();
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return model;
}

function regression(): Model {
  const model = new Model([input({ shape: [null, 2] }), lstm({ units: 2 }), dense({ units: 1 })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

function classifier(loss: LossName): Model {
  const model = new Model([input({ shape: [1] }), dense({ units: 2 })]);
  model.compile({ optimizer: 'sgd', loss });
  return model;
}

/** A function, or a method of an object, as plain JavaScript may call it: without types. */
function js(target: object, method?: string): (...given: unknown[]) => unknown {
  const called: unknown = method === undefined ? target : Reflect.get(target, method);
  return (...given) => {
    if (!isFunction(called)) throw new Error(`there is no function ${method ?? ''} to be called`);
    return Reflect.apply(called, target, given);
  };
}

function isFunction(value: unknown): value is (...given: unknown[]) => unknown {
  return typeof value === 'function';
}
