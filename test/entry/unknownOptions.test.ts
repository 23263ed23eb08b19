import * as unrolled from 'unrolled';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../models/callbacks/temporaryDirectory.ts';

const inDirectory = temporaryDirectory();

/** What nobody has. */
const MORE: object = { colour: 1 };

const vocabulary = unrolled.charVocabulary('abc');
const model = unrolled.sequential([
  unrolled.input({ shape: [null], dtype: 'int32' }),
  unrolled.embedding({ inputDim: 5, outputDim: 5 }),
]);
model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
const x = [[1, 2]];
const one = unrolled.input({ shape: [2] });

/** What the exported function of this name makes of the options. */
function made(name: string, options: object): unknown {
  const make: unknown = Object.entries(unrolled).find(([own]) => own === name)?.[1];
  if (typeof make !== 'function') throw new Error(`${name} is no function`);
  return Reflect.apply(make, undefined, [options]);
}

/** Calls that would do but for the option that they give too much. */
const CALLS: Readonly<Record<string, () => unknown>> = {
  // layers with what they need
  ...Object.fromEntries(
    (
      [
        ['dense', { units: 1 }],
        ['embedding', { inputDim: 2, outputDim: 2 }],
        ['activation', { activation: 'tanh' }],
        ['dropout', { rate: 0.5 }],
        ['simpleRnn', { units: 1 }],
        ['lstm', { units: 1 }],
        ['gru', { units: 1 }],
        ['layerNormLstm', { units: 1 }],
        ['peepholeLstm', { units: 1 }],
        ['projectedLstm', { units: 2, projection: 1 }],
        ['simpleRnnCell', { units: 1 }],
        ['lstmCell', { units: 1 }],
        ['gruCell', { units: 1 }],
        ['layerNormLstmCell', { units: 1 }],
        ['peepholeLstmCell', { units: 1 }],
        ['projectedLstmCell', { units: 2, projection: 1 }],
        ['conv1d', { filters: 1, kernelSize: 1 }],
        ['layerNormalization', {}],
        ['globalAveragePooling1d', {}],
        ['globalMaxPooling1d', {}],
        ['concatenate', {}],
        ['add', {}],
        ['subtract', {}],
        ['multiply', {}],
        ['average', {}],
        ['maximum', {}],
        ['minimum', {}],
        ['flatten', {}],
        ['reshape', { targetShape: [1] }],
        ['permute', { dims: [2, 1] }],
        ['repeatVector', { n: 1 }],
        ['masking', {}],
        ['attention', {}],
        ['additiveAttention', {}],
        ['multiHeadAttention', { numHeads: 1, keyDim: 1 }],
        ['positionalEmbedding', { maxLength: 2 }],
        ['transformerBlock', { numHeads: 1, intermediateDim: 1, contextLength: 1 }],
        ['adam', {}],
        ['sgd', {}],
        ['exponentialDecay', { initialLearningRate: 1, decaySteps: 1, decayRate: 1 }],
        ['huber', {}],
        ['ctc', {}],
        ['hinge', {}],
        ['meanSquaredError', {}],
        ['binaryCrossentropy', {}],
        ['topKCategoricalAccuracy', {}],
        ['sparseTopKCategoricalAccuracy', {}],
        ['precision', {}],
        ['recall', {}],
        ['f1Score', {}],
        ['auc', {}],
        ['confusionMatrix', {}],
        ['rootMeanSquaredError', {}],
        ['r2Score', {}],
        ['earlyStopping', {}],
        ['modelCheckpoint', { filepath: 'file' }],
        ['csvLogger', { filename: 'file' }],
        ['tensorBoard', {}],
        ['reduceLROnPlateau', {}],
        ['input', { shape: [1] }],
      ] as const
    ).map(([name, options]) => [name, (): unknown => made(name, { ...options, ...MORE })]),
  ),
  bidirectional: () => unrolled.bidirectional({ layer: unrolled.lstm({ units: 1 }), ...MORE }),
  rnn: () => unrolled.rnn(unrolled.lstmCell({ units: 1 }), MORE),
  timeDistributed: () => unrolled.timeDistributed({ layer: unrolled.dense({ units: 1 }), ...MORE }),
  'a call of a layer': () =>
    unrolled.lstm({ units: 1 })(unrolled.input({ shape: [null, 2] }), MORE),
  'initializers.constant': () => unrolled.initializers.constant(MORE),
  'regularizers.l2': () => unrolled.regularizers.l2(MORE),
  'constraints.maxNorm': () => unrolled.constraints.maxNorm(MORE),
  sequential: () => unrolled.sequential([unrolled.input({ shape: [1] })], MORE),
  model: () => unrolled.model({ inputs: one, outputs: one, ...MORE }),
  compile: () => model.compile({ loss: 'meanSquaredError', optimizer: 'sgd', ...MORE }),
  fit: () => model.fit(x, x, MORE),
  evaluate: () => model.evaluate(x, x, MORE),
  predict: () => model.predict(x, MORE),
  trainOnBatch: () => model.trainOnBatch(x, x, {}, MORE),
  begin: () => model.begin(x, MORE),
  encodeModel: () => unrolled.encodeModel(model, MORE),
  decodeModel: () => unrolled.decodeModel(unrolled.encodeModel(model), MORE),
  saveModel: () => unrolled.saveModel(model, inDirectory('model'), MORE),
  batched: () => unrolled.batched([], { batchSize: 1, ...MORE }),
  bucketByLength: () => unrolled.bucketByLength([], { boundaries: [1], ...MORE }),
  shuffled: () => unrolled.shuffled([], { bufferSize: 1, ...MORE }),
  splitByTime: () => unrolled.splitByTime([[1], [2], [3]], { validation: 1, ...MORE }),
  timeSeriesWindows: () => unrolled.timeSeriesWindows([[1], [2]], { window: 1, ...MORE }),
  padSequences: () => unrolled.padSequences([[1]], { side: 'end', ...MORE }),
  nextTokenWindows: () => unrolled.nextTokenWindows([1, 2, 3], { length: 1, ...MORE }),
  charVocabulary: () => unrolled.charVocabulary('a', MORE),
  wordVocabulary: () => unrolled.wordVocabulary('a', MORE),
  bytePairVocabulary: () => unrolled.bytePairVocabulary('a', { maxSize: 300, ...MORE }),
  beamSearch: () => unrolled.beamSearch(model, { prompt: [1], width: 1, maxTokens: 1, ...MORE }),
  generate: () => unrolled.generate(model, { prompt: [1], maxTokens: 1, ...MORE }).next(),
  generateBatch: () => unrolled.generateBatch(model, { prompts: [[1]], maxTokens: 1, ...MORE }),
  generateText: () =>
    unrolled.generateText(model, { prompt: 'a', vocabulary, maxTokens: 1, ...MORE }),
  sample: () => unrolled.sample([0, 1], MORE, unrolled.randomStream(0)),
  scoreText: () => unrolled.scoreText(model, { text: [1, 2], ...MORE }),
};

describe('an option that it has not is refused by', () => {
  test.each(Object.entries(CALLS))('%s', async (_, call) => {
    const called = Promise.resolve().then(call);
    await expect(called).rejects.toBeInstanceOf(unrolled.ConfigError);
    await expect(called).rejects.toThrow(/ (has|takes) no options?[ ,].*'colour'/);
  });
});
