import { describe, expect, it } from 'vitest';
import { referenceCompute } from '../../src/kernels/index.ts';
import { copy, type Tensor } from '../../src/tensor/index.ts';
import {
  accuracy,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  categoricalHinge,
  clipGradients,
  ctc,
  ftrl,
  hinge,
  huber,
  klDivergence,
  type Loss,
  type LossBatch,
  lion,
  lossFrom,
  lossOf,
  meanAbsoluteError,
  meanSquaredError,
  metricBatch,
  metricFrom,
  metricOf,
  nadam,
  type Optimizer,
  type OptimizerState,
  optimizerFrom,
  optimizerOf,
  poisson,
  rmsprop,
  sgd,
  sparseCategoricalCrossentropy,
} from '../../src/training/index.ts';
import { bytes, flat, ids, mask, normals, tensor } from './draws.ts';

/** A name, what is done, and the exact error. */
type Wrong = readonly [name: string, message: string, act: () => unknown];

const expectError = (type: string, message: string, act: () => unknown): void => {
  expect(act).toThrow(expect.objectContaining({ name: type, message }));
};

const float64 = referenceCompute('float64');
const forward = (loss: Loss, batch: LossBatch): unknown => loss.forward(batch, float64);
/** A value that its type forbids, as it may come from JavaScript. */
function untyped(json: string): never;
function untyped(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return value;
}

/** What every optimizer has beside clipping. */
const OTHERS =
  'weightDecay, excludeFromWeightDecay, useEma, emaMomentum, gradientAccumulationSteps';

const CONFIG: readonly Wrong[] = [
  [
    'an unknown optimizer',
    "there is no optimizer 'lamb': choose one of sgd, rmsprop, adam, adamw, adagrad, adadelta, " +
      'adamax, nadam, lion, ftrl',
    () => optimizerFrom('lamb', {}),
  ],
  [
    'no optimizer',
    'optimizer wants a name or an object with the methods init, update, updateClipped, got null',
    () => optimizerOf(untyped('null')),
  ],
  [
    'half an optimizer',
    'optimizer wants a name or an object with the methods init, update, updateClipped, ' +
      'got an object without init',
    () => optimizerOf(untyped('{}')),
  ],
  [
    'an unknown option of sgd',
    "sgd has no option 'lr': its options are learningRate, momentum, nesterov, clipValue, " +
      `clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('sgd', { lr: 1 }),
  ],
  [
    'an unknown option of adam',
    "adam has no option 'decay': its options are learningRate, beta1, beta2, epsilon, amsgrad, " +
      `clipValue, clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('adam', { decay: 1 }),
  ],
  [
    'an unknown option of rmsprop',
    "rmsprop has no option 'beta1': its options are learningRate, rho, momentum, epsilon, " +
      `centered, clipValue, clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('rmsprop', { beta1: 1 }),
  ],
  [
    'a negative learning rate',
    'adam wants learningRate >= 0, got -0.1',
    () => adam({ learningRate: -0.1 }),
  ],
  [
    'a learning rate that is no number',
    'sgd wants learningRate >= 0, got NaN',
    () => sgd({ learningRate: Number.NaN }),
  ],
  [
    'a learning rate in words',
    'rmsprop wants learningRate >= 0, got fast',
    () => optimizerFrom('rmsprop', { learningRate: 'fast' }),
  ],
  ['momentum above 1', 'sgd wants momentum in [0, 1], got 1.1', () => sgd({ momentum: 1.1 })],
  ['momentum below 0', 'rmsprop wants momentum in [0, 1], got -1', () => rmsprop({ momentum: -1 })],
  [
    'Nesterov without momentum',
    'sgd wants momentum > 0 with nesterov: true, got 0: give momentum, too',
    () => sgd({ nesterov: true }),
  ],
  [
    'a flag that is none',
    'sgd wants nesterov to be true or false, got 1',
    () => optimizerFrom('sgd', { momentum: 0.9, nesterov: 1 }),
  ],
  ['rho of 1', 'rmsprop wants rho in [0, 1), got 1', () => rmsprop({ rho: 1 })],
  [
    'centered as a word',
    'rmsprop wants centered to be true or false, got yes',
    () => optimizerFrom('rmsprop', { centered: 'yes' }),
  ],
  ['an epsilon of 0', 'rmsprop wants epsilon > 0, got 0', () => rmsprop({ epsilon: 0 })],
  ['an epsilon below 0', 'adam wants epsilon > 0, got -1e-7', () => adam({ epsilon: -1e-7 })],
  ['beta1 of 1', 'adam wants beta1 in [0, 1), got 1', () => adam({ beta1: 1 })],
  ['beta2 below 0', 'adam wants beta2 in [0, 1), got -0.5', () => adam({ beta2: -0.5 })],
  [
    'amsgrad as a number',
    'adam wants amsgrad to be true or false, got 0',
    () => optimizerFrom('adam', { amsgrad: 0 }),
  ],
  [
    'an option of lion that it has not',
    `lion has no option 'epsilon': its options are learningRate, beta1, beta2, clipValue, clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('lion', { epsilon: 1 }),
  ],
  [
    'an unknown option of adamw, by its own name',
    `adamw has no option 'decay': its options are learningRate, beta1, beta2, epsilon, amsgrad, clipValue, clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('adamw', { decay: 1 }),
  ],
  [
    'an unknown option of adagrad',
    `adagrad has no option 'rho': its options are learningRate, initialAccumulatorValue, epsilon, clipValue, clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('adagrad', { rho: 1 }),
  ],
  [
    'an unknown option of adadelta',
    `adadelta has no option 'beta1': its options are learningRate, rho, epsilon, clipValue, clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('adadelta', { beta1: 1 }),
  ],
  [
    'an unknown option of adamax',
    `adamax has no option 'amsgrad': its options are learningRate, beta1, beta2, epsilon, clipValue, clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('adamax', { amsgrad: true }),
  ],
  [
    'an unknown option of nadam',
    `nadam has no option 'scheduleDecay': its options are learningRate, beta1, beta2, epsilon, clipValue, clipNorm, globalClipNorm, ${OTHERS}`,
    () => optimizerFrom('nadam', { scheduleDecay: 0.004 }),
  ],
  [
    'sums of squares that begin below 0',
    'adagrad wants initialAccumulatorValue >= 0, got -0.1',
    () => adagrad({ initialAccumulatorValue: -0.1 }),
  ],
  ['adagrad, an epsilon of 0', 'adagrad wants epsilon > 0, got 0', () => adagrad({ epsilon: 0 })],
  ['adadelta, rho of 1', 'adadelta wants rho in [0, 1), got 1', () => adadelta({ rho: 1 })],
  [
    'adadelta, an epsilon of 0',
    'adadelta wants epsilon > 0, got 0',
    () => adadelta({ epsilon: 0 }),
  ],
  ['adamax, beta1 of 1', 'adamax wants beta1 in [0, 1), got 1', () => adamax({ beta1: 1 })],
  ['adamax, beta2 below 0', 'adamax wants beta2 in [0, 1), got -1', () => adamax({ beta2: -1 })],
  ['adamax, an epsilon of 0', 'adamax wants epsilon > 0, got 0', () => adamax({ epsilon: 0 })],
  ['nadam, beta1 of 1', 'nadam wants beta1 in [0, 1), got 1', () => nadam({ beta1: 1 })],
  ['nadam, beta2 of 1', 'nadam wants beta2 in [0, 1), got 1', () => nadam({ beta2: 1 })],
  ['nadam, an epsilon of 0', 'nadam wants epsilon > 0, got 0', () => nadam({ epsilon: 0 })],
  [
    'ftrl, a power above 0',
    'ftrl wants learningRatePower <= 0, got 1',
    () => ftrl({ learningRatePower: 1 }),
  ],
  ['ftrl, beta below 0', 'ftrl wants beta >= 0, got -1', () => ftrl({ beta: -1 })],
  [
    'ftrl, a strength below 0',
    'ftrl wants l1RegularizationStrength >= 0, got -1',
    () => ftrl({ l1RegularizationStrength: -1 }),
  ],
  ['lion, beta1 of 1', 'lion wants beta1 in [0, 1), got 1', () => lion({ beta1: 1 })],
  ['lion, beta2 of NaN', 'lion wants beta2 in [0, 1), got NaN', () => lion({ beta2: Number.NaN })],
  ['adamw, beta1 of 1', 'adamw wants beta1 in [0, 1), got 1', () => adamw({ beta1: 1 })],
  [
    'a weight decay below 0',
    'adamw wants weightDecay >= 0, got -0.1',
    () => adamw({ weightDecay: -0.1 }),
  ],
  [
    'a weight decay of nothing',
    'adamw wants weightDecay >= 0, got null',
    () => optimizerFrom('adamw', { weightDecay: null }),
  ],
  [
    'exclusions without a decay',
    'sgd wants weightDecay with excludeFromWeightDecay: give it, or leave both out',
    () => sgd({ excludeFromWeightDecay: ['bias'] }),
  ],
  [
    'one exclusion instead of a list',
    'adamw wants excludeFromWeightDecay to be a list, got bias',
    () => optimizerFrom('adamw', { excludeFromWeightDecay: 'bias' }),
  ],
  [
    'an exclusion without a name',
    "adamw wants excludeFromWeightDecay to be a list of paths or parts of them, such as 'bias', " +
      'got "" in it',
    () => adamw({ excludeFromWeightDecay: ['bias', ''] }),
  ],
  [
    'an exclusion by number',
    "adamw wants excludeFromWeightDecay to be a list of paths or parts of them, such as 'bias', " +
      'got 3 in it',
    () => optimizerFrom('adamw', { excludeFromWeightDecay: [3] }),
  ],
  [
    'averages as a number',
    'adam wants useEma to be true or false, got 0.9',
    () => optimizerFrom('adam', { useEma: 0.9 }),
  ],
  [
    'averages that never move',
    'adam wants emaMomentum in [0, 1), got 1',
    () => adam({ useEma: true, emaMomentum: 1 }),
  ],
  [
    'a momentum of averages that are not kept',
    'adam wants useEma: true with emaMomentum: give it, or leave emaMomentum out',
    () => adam({ emaMomentum: 0.9 }),
  ],
  [
    'one gradient an update',
    'adam wants gradientAccumulationSteps to be a whole number >= 2, got 1',
    () => adam({ gradientAccumulationSteps: 1 }),
  ],
  [
    'two gradients and a half an update',
    'adam wants gradientAccumulationSteps to be a whole number >= 2, got 2.5',
    () => adam({ gradientAccumulationSteps: 2.5 }),
  ],
  [
    'a schedule without a kind',
    'adam wants learningRate >= 0 or a schedule such as cosineDecay({ … }), ' +
      'got an object without a kind',
    () => optimizerFrom('adam', { learningRate: { decaySteps: 3 } }),
  ],
  [
    'an unknown schedule',
    "there is no schedule 'step': choose one of exponentialDecay, inverseTimeDecay, " +
      'piecewiseConstantDecay, polynomialDecay, cosineDecay, cosineDecayRestarts',
    () => optimizerFrom('adam', { learningRate: { kind: 'step' } }),
  ],
  [
    'a schedule with a wrong option, read as from a file',
    'exponentialDecay wants decayRate > 0, got 0',
    () => {
      const schedule = { kind: 'exponentialDecay', initialLearningRate: 1, decaySteps: 1 };
      return optimizerFrom('adam', { learningRate: { ...schedule, decayRate: 0 } });
    },
  ],
  [
    'two limits for gradients',
    'adam wants one of clipValue, clipNorm, globalClipNorm, got clipNorm and globalClipNorm: ' +
      'leave out all but one',
    () => adam({ clipNorm: 1, globalClipNorm: 1 }),
  ],
  ['a limit of 0', 'sgd wants clipValue > 0, got 0', () => sgd({ clipValue: 0 })],
  [
    'a limit that is infinite',
    'rmsprop wants clipNorm > 0, got Infinity',
    () => rmsprop({ clipNorm: Number.POSITIVE_INFINITY }),
  ],
  [
    'clipping by two limits',
    'clipGradients wants one of clipValue, clipNorm, globalClipNorm, got clipValue and clipNorm: ' +
      'leave out all but one',
    () => clipGradients([], { clipValue: 1, clipNorm: 1 }),
  ],
  [
    'clipping by nothing',
    'clipGradients wants one of clipValue, clipNorm, globalClipNorm, got none',
    () => clipGradients([], untyped('{}')),
  ],
  [
    'clipping by a negative norm',
    'clipGradients wants globalClipNorm > 0, got -1',
    () => clipGradients([], { globalClipNorm: -1 }),
  ],
  [
    'a q that is none',
    'categoricalGeneralizedCrossEntropy wants q in (0, 1), got 1',
    () => categoricalGeneralizedCrossEntropy({ q: 1 }),
  ],
  [
    'an unknown loss',
    "there is no loss 'mse': choose one of sparseCategoricalCrossentropy, " +
      'categoricalCrossentropy, binaryCrossentropy, meanSquaredError, binaryFocalCrossentropy, ' +
      'categoricalFocalCrossentropy, meanAbsoluteError, meanAbsolutePercentageError, ' +
      'meanSquaredLogarithmicError, huber, logCosh, cosineSimilarity, klDivergence, poisson, hinge, ' +
      'squaredHinge, categoricalHinge, ctc, categoricalGeneralizedCrossEntropy',
    () => lossFrom('mse', {}),
  ],
  [
    'half a loss',
    'loss wants a name or an object with the methods forward, backward, ' +
      'got an object without backward',
    () => lossOf(Object.assign(untyped('{}'), { forward: () => 0 })),
  ],
  [
    'no loss',
    'loss wants a name or an object with the methods forward, backward, got number',
    () => lossOf(untyped('3')),
  ],
  [
    'label smoothing of classes',
    "sparseCategoricalCrossentropy has no option 'labelSmoothing': its options are fromLogits, " +
      'ignoreClass',
    () => lossFrom('sparseCategoricalCrossentropy', { labelSmoothing: 0.1 }),
  ],
  [
    'an ignored distribution',
    "categoricalCrossentropy has no option 'ignoreClass': its options are fromLogits, " +
      'labelSmoothing',
    () => lossFrom('categoricalCrossentropy', { ignoreClass: 1 }),
  ],
  [
    'half a class',
    'sparseCategoricalCrossentropy wants ignoreClass to be a whole number, got 0.5',
    () => sparseCategoricalCrossentropy({ ignoreClass: 0.5 }),
  ],
  [
    'label smoothing of 1',
    'categoricalCrossentropy wants labelSmoothing in [0, 1), got 1',
    () => categoricalCrossentropy({ labelSmoothing: 1 }),
  ],
  [
    'label smoothing below 0',
    'binaryCrossentropy wants labelSmoothing in [0, 1), got -0.1',
    () => binaryCrossentropy({ labelSmoothing: -0.1 }),
  ],
  [
    'logits as a word',
    'binaryCrossentropy wants fromLogits to be true or false, got no',
    () => lossFrom('binaryCrossentropy', { fromLogits: 'no' }),
  ],
  [
    'an option of the squared error',
    "meanSquaredError has no options, got 'fromLogits'",
    () => lossFrom('meanSquaredError', { fromLogits: true }),
  ],
  [
    'an option of a plain loss',
    "logCosh has no options, got 'delta'",
    () => lossFrom('logCosh', { delta: 1 }),
  ],
  ['a delta of 0', 'huber wants delta > 0, got 0', () => huber({ delta: 0 })],
  [
    'an unknown option of huber',
    "huber has no option 'gamma': its options are delta",
    () => lossFrom('huber', { gamma: 1 }),
  ],
  [
    'a focus below 0',
    'binaryFocalCrossentropy wants gamma >= 0, got -1',
    () => binaryFocalCrossentropy({ gamma: -1 }),
  ],
  [
    'a balance above 1',
    'binaryFocalCrossentropy wants alpha in [0, 1], got 2',
    () => binaryFocalCrossentropy({ alpha: 2 }),
  ],
  [
    'a balance that is no flag',
    'binaryFocalCrossentropy wants applyClassBalancing to be true or false, got 1',
    () => lossFrom('binaryFocalCrossentropy', { applyClassBalancing: 1 }),
  ],
  [
    'a weight of a class above 1',
    'categoricalFocalCrossentropy wants alpha in [0, 1], got 3',
    () => categoricalFocalCrossentropy({ alpha: [0.5, 3] }),
  ],
  [
    'weights that are no list',
    'categoricalFocalCrossentropy wants alpha to be a list, got much',
    () => lossFrom('categoricalFocalCrossentropy', { alpha: 'much' }),
  ],
  [
    'options of ctc',
    "ctc has no option 'blank': its options are fromLogits",
    () => lossFrom('ctc', { blank: 1 }),
  ],
  [
    'a metric beside ctc',
    'accuracy looks at steps, but ctc has one loss for each sequence: leave metrics out',
    () => metricOf('accuracy', ctc()),
  ],
  [
    'a target between the sides of a hinge',
    'hinge wants targets of -1 and 1, or of 0 and 1, got 0.5 at [0, 1]',
    () =>
      forward(hinge(), { predictions: normals('x', [1, 2]), targets: tensor([1, 2], [1, 0.5]) }),
  ],
  [
    'a soft target of the categorical hinge',
    'categoricalHinge wants targets of 0 and 1, got 0.5 at [0, 0]',
    () =>
      forward(categoricalHinge(), {
        predictions: normals('x', [1, 2]),
        targets: tensor([1, 2], [0.5, 0.5]),
      }),
  ],
  [
    'a divergence of no distribution',
    'klDivergence wants targets in [0, 1], got 1.5 at [0, 1]',
    () =>
      forward(klDivergence(), {
        predictions: normals('x', [1, 2]),
        targets: tensor([1, 2], [0, 1.5]),
      }),
  ],
  [
    'a count below 0',
    'poisson wants finite targets >= 0, got -1 at [0, 0]',
    () => forward(poisson(), { predictions: normals('x', [1, 1]), targets: tensor([1, 1], [-1]) }),
  ],
  [
    'a label of ctc that is no class',
    'ctc wants labels from 1 to 2 and then zeros, got 3 at [0, 1]',
    () => forward(ctc(), { predictions: normals('x', [1, 4, 3]), targets: ids([1, 2], [1, 3]) }),
  ],
  [
    'a label of ctc behind a blank',
    'ctc wants labels without a 0, the blank, between them, got 1 behind one at [0, 2]',
    () => forward(ctc(), { predictions: normals('x', [1, 4, 3]), targets: ids([1, 3], [2, 0, 1]) }),
  ],
  [
    'more labels than frames can spell',
    'ctc wants at least 3 frames to spell the 2 labels of row 0, got 2',
    () => forward(ctc(), { predictions: normals('x', [1, 2, 3]), targets: ids([1, 2], [2, 2]) }),
  ],
  [
    'an unknown metric',
    "there is no metric 'f1': choose one of accuracy, perplexity, bitsPerToken, meanAbsoluteError, " +
      'topKCategoricalAccuracy, sparseTopKCategoricalAccuracy, precision, recall, f1Score, auc, ' +
      'confusionMatrix, rootMeanSquaredError, r2Score, binaryAccuracy, categoricalAccuracy, ' +
      'sparseCategoricalAccuracy, fBetaScore, truePositives, falsePositives, falseNegatives, ' +
      'trueNegatives, meanSquaredError, meanAbsolutePercentageError, meanSquaredLogarithmicError, ' +
      'logCosh, poisson, klDivergence, cosineSimilarity, hinge, squaredHinge, categoricalHinge, ' +
      'precisionAtRecall, recallAtPrecision, sensitivityAtSpecificity, specificityAtSensitivity',
    () => metricFrom('f1', {}),
  ],
  [
    'half a metric',
    'metric wants a name or an object with the methods init, update, result, ' +
      'got an object without init',
    () => metricOf(untyped('{}'), meanSquaredError()),
  ],
  [
    'perplexity of values',
    'perplexity wants a loss with probabilities, a cross-entropy, got meanSquaredError',
    () => metricOf('perplexity', meanSquaredError()),
  ],
  [
    'bits of values',
    'bitsPerToken wants a loss with probabilities, a cross-entropy, got meanSquaredError',
    () => metricOf('bitsPerToken', meanSquaredError()),
  ],
  [
    'an error of classes',
    'meanAbsoluteError wants a loss that compares values, got sparseCategoricalCrossentropy',
    () => metricOf(meanAbsoluteError(), sparseCategoricalCrossentropy()),
  ],
  [
    'an error of logits',
    'meanAbsoluteError wants a loss that compares values, got binaryCrossentropy',
    () => metricOf(meanAbsoluteError(), binaryCrossentropy()),
  ],
  [
    'probabilities of values',
    'meanSquaredError has no probabilities',
    () => {
      const batch = { predictions: normals('x', [2, 1]), targets: normals('t', [2, 1]) };
      const { outputs } = meanSquaredError().forward(batch, float64);
      metricBatch(meanSquaredError(), batch, outputs, float64).nll();
    },
  ],
  [
    'a class out of range',
    'softmaxCrossEntropy wants classes from 0 to 2, got 3 at [1, 0]',
    () =>
      forward(sparseCategoricalCrossentropy(), {
        predictions: normals('x', [2, 2, 3]),
        targets: ids([2, 2], [0, 1, 3, -1]),
      }),
  ],
  [
    'a class below 0 that is not the ignored one',
    'softmaxCrossEntropy wants classes from 0 to 2, got -2 at [1]',
    () =>
      forward(sparseCategoricalCrossentropy({ ignoreClass: -1 }), {
        predictions: normals('x', [2, 3]),
        targets: ids([2], [-1, -2]),
      }),
  ],
  [
    'a probability above 1 that smoothing would hide',
    'binaryCrossentropy wants targets in [0, 1], got 1.05 at [1, 0]',
    () =>
      forward(binaryCrossentropy({ labelSmoothing: 0.2 }), {
        predictions: normals('x', [2, 1]),
        targets: tensor([2, 1], [0, 1.05]),
      }),
  ],
  [
    'a target that is NaN',
    'meanSquaredError wants finite targets, got NaN at [0, 1]',
    () =>
      forward(meanSquaredError(), {
        predictions: normals('x', [1, 2]),
        targets: tensor([1, 2], [0, Number.NaN]),
      }),
  ],
];

const x = normals<3>('x', [2, 3, 4]);
const classes = ids<2>([2, 3], [0, 1, 2, 3, 0, 1]);
const sparse = sparseCategoricalCrossentropy();

const SHAPE: readonly Wrong[] = [
  [
    'numbers as classes',
    'sparseCategoricalCrossentropy wants classes as whole numbers, got float64 [2, 3, 4]: ' +
      'pass ids, or use categoricalCrossentropy for distributions',
    () => forward(sparse, { predictions: x, targets: x }),
  ],
  [
    'classes as numbers',
    'categoricalCrossentropy wants numbers as targets, got classes [2, 3]: ' +
      'pass a tensor of floats, or use sparseCategoricalCrossentropy for classes',
    () => forward(categoricalCrossentropy(), { predictions: x, targets: classes }),
  ],
  [
    'classes of another length',
    'sparseCategoricalCrossentropy wants targets [2, 3], got [2, 2]',
    () => forward(sparse, { predictions: x, targets: ids([2, 2], [0, 0, 0, 0]) }),
  ],
  [
    'numbers of another shape',
    'binaryCrossentropy wants targets [2, 3, 4], got [2, 3]',
    () => forward(binaryCrossentropy(), { predictions: x, targets: normals('t', [2, 3]) }),
  ],
  [
    'numbers of another precision',
    'meanSquaredError computes in float64, got targets in float32',
    () => forward(meanSquaredError(), { predictions: x, targets: copyFloat32(x) }),
  ],
  [
    'strided targets',
    'meanSquaredError wants targets contiguous, got a strided view: pass copy(view)',
    () => forward(meanSquaredError(), { predictions: square, targets: square.T }),
  ],
  [
    'ctc of vectors',
    'ctc wants predictions [batch, time, classes], got [3, 4]: a recurrent layer gives them with ' +
      'returnSequences: true',
    () => forward(ctc(), { predictions: normals('x', [3, 4]), targets: ids([3, 1], [1, 1, 1]) }),
  ],
  [
    'labels of ctc as numbers',
    'ctc wants labels [batch, labels] as whole numbers, got float64 [2, 3, 4]',
    () => forward(ctc(), { predictions: x, targets: x }),
  ],
  [
    'labels for other rows',
    'ctc wants targets [2, 1], got [3, 1]',
    () => forward(ctc(), { predictions: x, targets: ids([3, 1], [1, 1, 1]) }),
  ],
  [
    'a weight for some of the classes',
    'categoricalFocalCrossentropy wants alpha for each of 4 classes, got 2',
    () =>
      forward(categoricalFocalCrossentropy({ alpha: [0.5, 1] }), { predictions: x, targets: x }),
  ],
  [
    'predictions without features',
    'meanSquaredError wants predictions [batch, …, features], got [4]',
    () =>
      forward(meanSquaredError(), { predictions: normals('x', [4]), targets: normals('t', [4]) }),
  ],
  [
    'a mask of another length',
    'softmaxCrossEntropy wants mask [2, 3], got [2, 2]',
    () =>
      forward(sparse, {
        predictions: x,
        targets: classes,
        mask: mask([
          [1, 1],
          [1, 0],
        ]),
      }),
  ],
  [
    'classes of another length in accuracy',
    'accuracy wants targets [2, 3], got [2, 2]',
    () => {
      const { outputs } = sparse.forward({ predictions: x, targets: classes }, float64);
      const batch = metricBatch(sparse, { predictions: x, targets: classes }, outputs, float64);
      accuracy().update(accuracy().init(), { ...batch, targets: ids([2, 2], [0, 0, 0, 0]) });
    },
  ],
  [
    'clipping gradients of two precisions',
    'clipGradients computes in float32, got gradient 1 in float64',
    () => clipGradients([copyFloat32(x), x], { clipNorm: 1 }),
  ],
  [
    'clipping a strided gradient',
    'clipGradients wants gradient 0 contiguous, got a strided view: pass copy(view)',
    () => clipGradients([square.T], { clipNorm: 1 }),
  ],
  [
    'a state for strided weights',
    'adam wants weight 0 contiguous, got a strided view: pass copy(view)',
    () => adam().init([square.T]),
  ],
];

const square = normals<2>('square', [3, 3]);
function copyFloat32(from: Tensor): Tensor {
  return tensor(from.shape, [...from.data], 'float32');
}

describe('a ConfigError', () => {
  it.each(CONFIG)('refuses %s: %s', (_, message, act) => expectError('ConfigError', message, act));
});

describe('a ShapeError', () => {
  it.each(SHAPE)('refuses %s: %s', (_, message, act) => expectError('ShapeError', message, act));
});

interface Update {
  readonly weights: Tensor[];
  readonly grads: Tensor[];
  state: OptimizerState;
  rate: number;
  decaying?: Tensor[];
}

type Spoil = (update: Update) => void;

const UPDATES: readonly (readonly [
  name: string,
  type: string,
  message: string,
  spoil: Spoil,
  optimizer: Optimizer,
])[] = [
  [
    'a gradient too few',
    'ShapeError',
    'adam wants one gradient for each weight: 2, got 1',
    ({ grads }) => grads.pop(),
    adam(),
  ],
  [
    'a gradient shaped otherwise',
    'ShapeError',
    'adam wants the gradient of weight 1 [3], got [4]',
    ({ grads }) => grads.splice(1, 1, normals('g', [4])),
    adam(),
  ],
  [
    'a gradient in another precision',
    'ShapeError',
    'adam computes in float64, got the gradient of weight 1 in float32',
    ({ grads }) => grads.splice(1, 1, normals('g', [3], 'float32')),
    adam(),
  ],
  [
    'a weight in another precision',
    'ShapeError',
    'adam computes in float64, got weight 1 in float32',
    ({ weights }) => weights.splice(1, 1, normals('w', [3], 'float32')),
    adam(),
  ],
  [
    'a state for other weights',
    'ShapeError',
    'adam wants one slot m for each weight: 2, got 1',
    (update) => {
      update.state = adam().init(update.weights.slice(1));
    },
    adam(),
  ],
  [
    'a state for weights shaped otherwise',
    'ShapeError',
    'adam wants the slot m of weight 0 [2, 2], got [3]',
    (update) => {
      update.state = adam().init([...update.weights].reverse());
    },
    adam(),
  ],
  [
    'the state of another optimizer',
    'StateError',
    'adam wants a state with slots [m, v], got [s]: pass what the init of the same optimizer made',
    (update) => {
      update.state = rmsprop().init(update.weights);
    },
    adam(),
  ],
  [
    'the state of the same optimizer with other options',
    'StateError',
    'sgd wants a state with slots [v], got []: pass what the init of the same optimizer made',
    (update) => {
      update.state = sgd().init(update.weights);
    },
    sgd({ momentum: 0.9 }),
  ],
  [
    'a state that lost its powers',
    'StateError',
    'adam wants a state with scalars [beta1Power, beta2Power], got [beta1Power]: ' +
      'pass what the init of the same optimizer made',
    ({ state }) => delete state.scalars.beta2Power,
    adam(),
  ],
  [
    'a learning rate below 0',
    'ConfigError',
    'adam wants learningRate >= 0, got -1',
    (update) => {
      update.rate = -1;
    },
    adam(),
  ],
  [
    'exclusions from decay and no word about them',
    'ConfigError',
    'adamw excludes weights from their decay by paths, which update does not know: pass the weights ' +
      'that decay as its last argument',
    () => undefined,
    adamw({ excludeFromWeightDecay: ['bias'] }),
  ],
  [
    'a decaying weight in another precision',
    'ShapeError',
    'adamw computes in float64, got decaying weight 0 in float32',
    (update) => {
      update.decaying = [normals('w', [3], 'float32')];
    },
    adamw({ excludeFromWeightDecay: ['bias'] }),
  ],
  [
    'a gradient of NaN that would only be added up',
    'StateError',
    'adam wants finite gradients, got a norm of NaN: nothing was updated; ' +
      'look for the first layer whose output is not finite, or lower the learning rate',
    ({ grads }) => grads[1]!.data.fill(Number.NaN),
    adam({ gradientAccumulationSteps: 3 }),
  ],
  [
    'the state of the same optimizer without averages',
    'StateError',
    'adam wants a state with slots [m, v, average], got [m, v]: ' +
      'pass what the init of the same optimizer made',
    (update) => {
      update.state = adam().init(update.weights);
    },
    adam({ useEma: true }),
  ],
  [
    'a gradient of NaN',
    'StateError',
    'adam wants finite gradients, got a norm of NaN: nothing was updated; ' +
      'look for the first layer whose output is not finite, or lower the learning rate',
    ({ grads }) => grads[1]!.data.fill(Number.NaN),
    adam(),
  ],
  [
    'an infinite gradient, however it is clipped',
    'StateError',
    'rmsprop wants finite gradients, got a norm of Infinity: nothing was updated; ' +
      'look for the first layer whose output is not finite, or lower the learning rate',
    ({ grads }) => grads[0]!.data.fill(Number.NEGATIVE_INFINITY),
    rmsprop({ clipValue: 1 }),
  ],
];

describe('an update', () => {
  it.each(UPDATES)(
    'with %s is a %s and changes nothing: %s',
    (_, type, message, spoil, optimizer) => {
      const weights: Tensor[] = [normals<2>('w', [2, 2]), normals<1>('w', [3])];
      const grads: Tensor[] = [normals<2>('g', [2, 2]), normals<1>('g', [3])];
      const update: Update = { weights, grads, state: optimizer.init(weights), rate: 0.1 };
      const first = grads.map((g) => copy(g));
      optimizer.update(weights, first, update.state, undefined, undefined, weights);
      spoil(update);
      const contents = (): unknown => [
        [...weights, ...grads].map(({ data }) => bytes(data)),
        update.state.iterations,
        { ...update.state.scalars },
        Object.values(update.state.slots).map((slot) => bytes(flat(slot).data)),
      ];
      const before = contents();
      const { state, rate } = update;
      const act = (): unknown =>
        optimizer.update(weights, grads, state, rate, undefined, update.decaying);
      expectError(type, message, act);
      expect(contents()).toEqual(before);
    },
  );
});
