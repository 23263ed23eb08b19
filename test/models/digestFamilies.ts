import {
  activation,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  add,
  additiveAttention,
  attention,
  average,
  bidirectional,
  concatenate,
  constraints,
  conv1d,
  cosineDecay,
  type Dtype,
  dense,
  dropout,
  embedding,
  globalAveragePooling1d,
  globalMaxPooling1d,
  model as graph,
  gru,
  gruCell,
  input,
  type Layer,
  type LossName,
  layerNormalization,
  layerNormLstm,
  lion,
  lstm,
  lstmCell,
  Model,
  maximum,
  minimum,
  multiHeadAttention,
  multiply,
  nadam,
  type Optimizer,
  peepholeLstm,
  permute,
  positionalEmbedding,
  projectedLstm,
  randomStream,
  regularizers,
  repeatVector,
  reshape,
  rmsprop,
  rnn,
  type Sequence,
  type Symbolic,
  sgd,
  simpleRnn,
  subtract,
  timeDistributed,
  transformerBlock,
} from 'unrolled';

// What is trained for the digests: each layer, loss and optimizer in a small model, on rows of different
// lengths, so that masks take part.

/** How a family is computed. */
interface Computing {
  readonly dtype: Dtype;
  readonly kernels: 'auto' | 'reference';
}

/** A model that is trained by some seeded steps. */
export interface Family {
  readonly family: string;
  readonly train: (how: Computing) => Model;
}

const STEPS = 8;
const [B, T, V, C] = [4, 7, 9, 5];

type Targets = 'steps' | 'labels' | 'rows' | 'numbers' | 'bits';

/** Rows of ids of different lengths, one of them without any, and what they are to be taken for. */
function draw(random: ReturnType<typeof randomStream>, targets: Targets) {
  const lengths = Array.from({ length: B }, (_, b) => (b === 1 ? 0 : 1 + random.integer(T)));
  const rowsBelow = (below: number): number[][] =>
    lengths.map((length) => Array.from({ length }, () => random.integer(below)));
  const x = rowsBelow(V);
  if (targets === 'steps') return { x, y: rowsBelow(C) };
  if (targets === 'rows') return { x, y: lengths.map(() => random.integer(C)) };
  if (targets === 'labels') return { x, y: lengths.map((length) => (length > 4 ? [1, 2] : [])) };
  const number = (): number =>
    targets === 'bits' ? random.integer(2) : 0.2 + 0.6 * random.uniform();
  return { x, y: x.map((row) => row.map(() => [number(), number()])) };
}

/** Some training steps with a few ids each. */
function trained(
  model: Model,
  targets: Targets,
  loss: LossName = 'sparseCategoricalCrossentropy',
  optimizer: Optimizer = adam({ learningRate: 0.02, globalClipNorm: 1 }),
): Model {
  model.compile({ optimizer, loss });
  const random = randomStream('families');
  for (let step = 0; step < STEPS; step++) {
    const { x, y } = draw(random, targets);
    model.trainOnBatch(x, y);
  }
  return model;
}

/** What is predicted of a step or a row: logits of classes, or two numbers in (0, 1). */
const PREDICTED: Readonly<Record<Targets, readonly [units: number, 'linear' | 'sigmoid']>> = {
  steps: [C, 'linear'],
  labels: [C, 'linear'],
  rows: [C, 'linear'],
  numbers: [2, 'sigmoid'],
  bits: [2, 'sigmoid'],
};

/** Layers between an embedding and classes, for each step or for each row. */
function chain(
  family: string,
  between: () => readonly Layer[],
  targets: Targets = 'steps',
  loss: LossName = 'sparseCategoricalCrossentropy',
  optimizer?: () => Optimizer,
): Family {
  return {
    family,
    train(how) {
      const first: readonly Layer[] = [
        input({ shape: [null], dtype: 'int32' }),
        embedding({ inputDim: V, outputDim: 6 }),
      ];
      const [units, activation] = PREDICTED[targets];
      const last: readonly Layer[] = [dense({ units, activation })];
      const model = new Model([...first, ...between(), ...last], { seed: family, ...how });
      return trained(model, targets, loss, optimizer?.());
    },
  };
}

type Join = (a: Symbolic<Sequence>, b: Symbolic<Sequence>) => Symbolic<Sequence>;

/** Two layers on the same embedding whose outputs are joined. */
function joined(family: string, join: Join): Family {
  return {
    family,
    train(how) {
      const ids = input({ shape: [null], dtype: 'int32' });
      const table = embedding({ inputDim: V, outputDim: 6 })(ids);
      const [a, b] = [
        lstm({ units: 6, returnSequences: true })(table),
        dense({ units: 6, activation: 'tanh' })(table),
      ];
      const outputs = dense({ units: C })(join(a, b));
      return trained(graph({ inputs: ids, outputs, seed: family, ...how }), 'steps');
    },
  };
}

const recurrent = (): Layer[] => [lstm({ units: 7, returnSequences: true })];

const LAYERS: readonly Family[] = [
  chain('simpleRnn', () => [simpleRnn({ units: 7, returnSequences: true })]),
  chain('lstm', () => [lstm({ units: 7, returnSequences: true, recurrentDropout: 0.2 })]),
  chain('gru', () => [gru({ units: 7, returnSequences: true, dropout: 0.2 })]),
  chain('gru, reset before the product', () => [
    gru({ units: 7, returnSequences: true, resetAfter: false }),
  ]),
  chain('bidirectional', () => [
    bidirectional({ layer: lstm({ units: 5, returnSequences: true }) }),
    bidirectional({ layer: gru({ units: 4, returnSequences: true }), mergeMode: 'mul' }),
  ]),
  chain('backwards', () => [gru({ units: 7, returnSequences: true, goBackwards: true })]),
  chain('layerNormLstm', () => [layerNormLstm({ units: 7, returnSequences: true })]),
  chain('peepholeLstm', () => [peepholeLstm({ units: 7, returnSequences: true })]),
  chain('projectedLstm', () => [projectedLstm({ units: 7, projection: 4, returnSequences: true })]),
  chain('a stack of cells', () => [
    rnn([lstmCell({ units: 6 }), gruCell({ units: 5 })], { returnSequences: true }),
  ]),
  chain('conv1d', () => [
    conv1d({ filters: 6, kernelSize: 3, padding: 'causal', activation: 'relu' }),
    conv1d({ filters: 5, kernelSize: 2, padding: 'same' }),
  ]),
  chain('layerNormalization', () => [
    layerNormalization(),
    dense({ units: 7, activation: 'gelu' }),
    layerNormalization(),
  ]),
  chain('transformerBlock', () => [
    positionalEmbedding({ maxLength: T }),
    transformerBlock({ numHeads: 2, intermediateDim: 8, contextLength: T, dropout: 0.1 }),
  ]),
  chain('timeDistributed', () => [
    timeDistributed({ layer: dense({ units: 4, activation: 'silu' }) }),
    dropout({ rate: 0.2 }),
    activation({ activation: 'softplus' }),
  ]),
  chain('globalAveragePooling1d', () => [...recurrent(), globalAveragePooling1d()], 'rows'),
  chain('globalMaxPooling1d', () => [...recurrent(), globalMaxPooling1d()], 'rows'),
  chain(
    'repeatVector, reshape, permute',
    () => [
      lstm({ units: 6 }),
      repeatVector({ n: 4 }),
      permute({ dims: [2, 1] }),
      reshape({ targetShape: [12, 2] }),
      lstm({ units: 4 }),
    ],
    'rows',
  ),
  chain('regularizers and constraints', () => [
    dense({
      units: 6,
      kernelRegularizer: regularizers.l1l2({ l1: 0.01, l2: 0.02 }),
      biasConstraint: constraints.nonNeg(),
      activityRegularizer: regularizers.l2({ l2: 0.01 }),
    }),
    dense({
      units: 5,
      kernelRegularizer: regularizers.orthogonalRegularizer({ factor: 0.1 }),
      kernelConstraint: constraints.maxNorm({ maxValue: 0.7 }),
    }),
  ]),
  joined('attention', (a, b) => attention({ useCausalMask: true, useScale: true })([a, b])),
  joined('additiveAttention', (a, b) => additiveAttention({ dropout: 0.1 })([a, b])),
  joined('multiHeadAttention', (a, b) => multiHeadAttention({ numHeads: 2, keyDim: 3 })([a, b])),
  joined('concatenate', (a, b) => concatenate()([a, b])),
  joined('add', (a, b) => add()([a, b])),
  joined('subtract', (a, b) => subtract()([a, b])),
  joined('multiply', (a, b) => multiply()([a, b])),
  joined('average', (a, b) => average()([a, b])),
  joined('maximum', (a, b) => maximum()([a, b])),
  joined('minimum', (a, b) => minimum()([a, b])),
];

const VALUE_LOSSES: readonly LossName[] = [
  'binaryCrossentropy',
  'binaryFocalCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'huber',
  'logCosh',
  'cosineSimilarity',
  'klDivergence',
  'poisson',
];

const LOSSES_OF_BITS: readonly LossName[] = ['hinge', 'squaredHinge', 'categoricalHinge'];

const LOSSES: readonly Family[] = [
  chain('ctc', recurrent, 'labels', 'ctc'),
  ...VALUE_LOSSES.map((loss) => chain(loss, recurrent, 'numbers', loss)),
  ...LOSSES_OF_BITS.map((loss) => chain(loss, recurrent, 'bits', loss)),
];

const learningRate = 0.01;
const OPTIMIZERS: readonly (readonly [name: string, make: () => Optimizer])[] = [
  ['sgd', () => sgd({ learningRate, momentum: 0.9, nesterov: true, clipValue: 0.05 })],
  ['rmsprop', () => rmsprop({ learningRate, momentum: 0.5 })],
  ['adam, amsgrad', () => adam({ learningRate, amsgrad: true, clipNorm: 0.1 })],
  ['adamw', () => adamw({ learningRate })],
  ['adagrad', () => adagrad({ learningRate })],
  ['adadelta', () => adadelta({ learningRate: 1 })],
  ['adamax', () => adamax({ learningRate })],
  ['nadam', () => nadam({ learningRate })],
  ['lion', () => lion({ learningRate, weightDecay: 0.1 })],
  ['averages of weights', () => sgd({ learningRate, useEma: true, emaMomentum: 0.5 })],
  ['several batches an update', () => sgd({ learningRate, gradientAccumulationSteps: 3 })],
  [
    'a schedule',
    () =>
      sgd({
        learningRate: cosineDecay({
          initialLearningRate: 0.001,
          decaySteps: 5,
          warmupTarget: 0.1,
          warmupSteps: 2,
        }),
      }),
  ],
];

/** Each family of layers, each loss but those of the other families, each optimizer. */
export const FAMILIES: readonly Family[] = [
  ...LAYERS,
  ...LOSSES,
  ...OPTIMIZERS.map(([name, make]) =>
    chain(name, recurrent, 'steps', 'sparseCategoricalCrossentropy', make),
  ),
];
