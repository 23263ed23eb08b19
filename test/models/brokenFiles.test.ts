import * as room from 'unrolled';
import {
  adam,
  ConfigError,
  type Data,
  decodeModel,
  encodeModel,
  FormatError,
  input,
  randomStream,
  rnn,
  ShapeError,
  sequential,
  UnrolledError,
  View,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/storage/index.ts';
import { elmanCell } from '../layers/cells.ts';
import { expectBits } from '../math/closeness.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

/** What can be changed in a file: its tensors, and the JSON of its metadata. */
interface Parts {
  readonly tensors: Map<string, View<number, Data>>;
  /** Writes a metadata entry, or deletes it. */
  readonly write: (entry: string, text: string | undefined) => void;
  /** Changes a value in the JSON of a metadata entry: `set('model', 'layers.1.kind', 'x')`. */
  readonly set: (entry: string, path: string, value: unknown) => void;
}

function bytesOfModel(): Uint8Array {
  const model = tokenModel();
  model.compile({
    optimizer: adam(),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const { x, y } = drawTokens([3]);
  model.trainOnBatch(x, y);
  return encodeModel(model, { vocabulary: room.charVocabulary('abcde'), extra: 1 });
}

const WHOLE = bytesOfModel();

/** What is thrown; its name tells its class. */
function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

/** The file with some parts changed, otherwise well formed. */
function changed(change: (parts: Parts) => void): Uint8Array {
  const file = decodeSafetensors(WHOLE);
  const tensors = new Map(file.tensors);
  const metadata = new Map(file.metadata);
  const write = (entry: string, text: string | undefined): void => {
    if (text === undefined) metadata.delete(entry);
    else metadata.set(entry, text);
  };
  const set = (entry: string, path: string, value: unknown): void => {
    const root: unknown = JSON.parse(metadata.get(entry) ?? '{}');
    const keys = path.split('.');
    let at: unknown = root;
    for (const key of keys.slice(0, -1)) at = Reflect.get(Object(at), key);
    Reflect.set(Object(at), keys.at(-1) ?? '', value);
    metadata.set(entry, JSON.stringify(root));
  };
  change({ tensors, write, set });
  return encodeSafetensors(tensors, Object.fromEntries(metadata));
}

function filled(shape: number[], value: number): View<number, Float32Array> {
  const size = shape.reduce((product, length) => product * length, 1);
  return new View<number, Float32Array>(new Float32Array(size).fill(value), shape);
}

describe('a broken file is an error that says what is wrong', () => {
  const cases: readonly [string, () => Uint8Array, UnrolledError][] = [
    [
      'nothing',
      () => new Uint8Array(0),
      new FormatError('safetensors: wanted at least 8 bytes, got 0: the file is cut off'),
    ],
    [
      'truncated by one byte',
      () => WHOLE.subarray(0, -1),
      new FormatError(
        "safetensors: tensor 'optimizer/v/lstm/recurrentKernel' ends at byte 2208 of a buffer of 2207: cut off?",
      ),
    ],
    [
      'one byte too long',
      () => Uint8Array.of(...WHOLE, 0),
      new FormatError('safetensors: 1 bytes follow the last tensor'),
    ],
    [
      'another safetensors file',
      () => encodeSafetensors(new Map([['a', filled([1], 1)]]), {}),
      new FormatError(
        "this safetensors file was not saved by unrolled: its metadata lacks format 'unrolled'",
      ),
    ],
    [
      'a later version of the format',
      () => changed(({ write }) => write('formatVersion', '2')),
      new FormatError('the file has format version 2, this version of unrolled reads 1'),
    ],
    [
      'no version of the format',
      () => changed(({ write }) => write('formatVersion', undefined)),
      new FormatError('the file has format version undefined, this version of unrolled reads 1'),
    ],
    [
      'a weight that is NaN',
      () => changed(({ tensors }) => tensors.set('dense/bias', filled([7], Number.NaN))),
      new FormatError("safetensors: tensor 'dense/bias' has NaN at [0]"),
    ],
    [
      'a memory of the optimizer that is infinite',
      () =>
        changed(({ tensors }) =>
          tensors.set('optimizer/v/dense/bias', filled([7], Number.POSITIVE_INFINITY)),
        ),
      new FormatError("safetensors: tensor 'optimizer/v/dense/bias' has Infinity at [0]"),
    ],
    [
      'a weight of another shape',
      () => changed(({ tensors }) => tensors.set('dense/bias', filled([1, 7], 0))),
      new FormatError("the file has 'dense/bias' as float32 [1, 7], the model wants float32 [7]"),
    ],
    [
      'a weight of another precision',
      () =>
        changed(({ tensors }) =>
          tensors.set('dense/bias', new View<number, Data>(new Float64Array(7), [7])),
        ),
      new FormatError("the file has 'dense/bias' as float64 [7], the model wants float32 [7]"),
    ],
    [
      'a weight of whole numbers',
      () =>
        changed(({ tensors }) =>
          tensors.set('dense/bias', new View<number, Data>(new Int32Array(7), [7])),
        ),
      new FormatError("the file has 'dense/bias' as int32 [7], the model wants float32 [7]"),
    ],
    [
      'a missing weight',
      () => changed(({ tensors }) => tensors.delete('lstm/kernel')),
      new FormatError("the file lacks the tensor 'lstm/kernel' [3, 16]"),
    ],
    [
      'a missing memory of the optimizer',
      () => changed(({ tensors }) => tensors.delete('optimizer/m/lstm/kernel')),
      new FormatError("the file lacks the tensor 'optimizer/m/lstm/kernel' [3, 16]"),
    ],
    [
      'a tensor too many',
      () => changed(({ tensors }) => tensors.set('stowaway', filled([1], 0))),
      new FormatError("the file has a tensor 'stowaway' that the model does not have"),
    ],
    [
      'the memory of an optimizer that is not described',
      () => changed(({ write }) => write('optimizer', undefined)),
      new FormatError(
        "the file has a tensor 'optimizer/m/dense/bias' that the model does not have",
      ),
    ],
    [
      'the memory of an optimizer in a model that is not compiled',
      () => changed(({ write }) => write('compile', undefined)),
      new FormatError(
        "the file has what an optimizer remembers, but not which: its metadata lacks 'compile'",
      ),
    ],
    [
      'no description of the model',
      () => changed(({ write }) => write('model', undefined)),
      new FormatError(
        'the file has undefined where a model { name, seed, dtype, input, layers } belongs',
      ),
    ],
    [
      'a description that is not JSON',
      () => changed(({ write }) => write('model', '{"name":')),
      new FormatError("the file's metadata 'model' is not JSON"),
    ],
    [
      'a description that is a list',
      () => changed(({ write }) => write('model', '[1]')),
      new FormatError(
        'the file has [1] where a model { name, seed, dtype, input, layers } belongs',
      ),
    ],
    [
      'a model of another precision than there is',
      () =>
        changed(({ write }) => {
          const input = { type: 'numbers', shape: [] };
          write(
            'model',
            JSON.stringify({ name: 'm', seed: 0, dtype: 'float16', input, layers: [] }),
          );
        }),
      new FormatError(
        'the file has {"name":"m","seed":0,"dtype":"float16","input":{"type":"numbers","shape":[]},' +
          '"layers":[]} where a model { name, seed, dtype, input, layers } belongs',
      ),
    ],
    [
      'metadata that nobody knows',
      () => changed(({ write }) => write('mood', 'good')),
      new FormatError(
        "the file has 'mood' in its metadata, where format, formatVersion, version, model, compile, " +
          'optimizer, callbacks, vocabulary, extra may stand: a newer version may have written it',
      ),
    ],
    [
      'a key of the model that nobody knows',
      () => changed(({ set }) => set('model', 'plan', [])),
      new FormatError(
        "the file has 'plan' in its model, where name, seed, dtype, input, layers, graph may stand: a " +
          'newer version may have written it',
      ),
    ],
    [
      'a key of a layer that nobody knows',
      () => changed(({ set }) => set('model', 'layers.2.shares', 'lstm')),
      new FormatError(
        "the file has 'shares' in its layer 'lstm', where kind, name, options may stand: a newer " +
          'version may have written it',
      ),
    ],
    [
      'a key of the compilation that nobody knows',
      () => changed(({ set }) => set('compile', 'schedule', 1)),
      new FormatError(
        "the file has 'schedule' in its 'compile', where optimizer, loss, metrics may stand: a newer " +
          'version may have written it',
      ),
    ],
    [
      'another input than that of the first layer',
      () => changed(({ set }) => set('model', 'input', { type: 'ids', shape: [5] })),
      new FormatError(
        'the file says its model takes {"type":"ids","shape":[5]}, its first layer ' +
          '{"type":"ids","shape":[null]}',
      ),
    ],
    [
      'a model without layers',
      () => changed(({ set }) => set('model', 'layers', [])),
      new ConfigError('sequential wants at least one layer, got none'),
    ],
    [
      'a layer that is a number',
      () => changed(({ set }) => set('model', 'layers.1', 5)),
      new FormatError('the file has 5 where a layer { kind, options } belongs'),
    ],
    [
      'a layer of unknown kind',
      () => changed(({ set }) => set('model', 'layers.2.kind', 'abacus')),
      new ConfigError(
        "the file has a layer of kind 'abacus', which is not built in: pass its factory, " +
          'loadModel(file, { layers: [myLayer] })',
      ),
    ],
    [
      'a layer with an unknown option',
      () => changed(({ set }) => set('model', 'layers.3.options.noise', 1)),
      new ConfigError("dropout has no option 'noise': its options are rate, name, trainable"),
    ],
    [
      'a layer with an impossible option',
      () => changed(({ set }) => set('model', 'layers.2.options.units', -1)),
      new ConfigError('lstm wants units to be a whole number >= 1, got -1'),
    ],
    [
      'a layer without an option it needs',
      () => changed(({ set }) => set('model', 'layers.2.options', {})),
      new ConfigError("lstm wants the option 'units'"),
    ],
    [
      'an input of another kind',
      () =>
        changed(({ set }) => set('model', 'layers.0.options', { shape: [null], dtype: 'int8' })),
      new FormatError('the file has an input that is none: {"shape":[null],"dtype":"int8"}'),
    ],
    [
      'layers that do not fit each other',
      () => changed(({ set }) => set('model', 'layers.1', { kind: 'flatten', options: {} })),
      new ShapeError(
        'flatten wants an input whose sizes are all known, got [batch, ?]: begin the model with an ' +
          'input({ shape }) that says them',
      ),
    ],
    [
      'an unknown optimizer',
      () => changed(({ set }) => set('compile', 'optimizer.kind', 'lamb')),
      new ConfigError(
        "there is no optimizer 'lamb': choose one of sgd, rmsprop, adam, adamw, adagrad, adadelta, " +
          'adamax, nadam, lion, ftrl',
      ),
    ],
    [
      'an optimizer with an unknown schedule',
      () => changed(({ set }) => set('compile', 'optimizer.options.learningRate', { kind: 'x' })),
      new ConfigError(
        "there is no schedule 'x': choose one of exponentialDecay, inverseTimeDecay, " +
          'piecewiseConstantDecay, polynomialDecay, cosineDecay, cosineDecayRestarts',
      ),
    ],
    [
      'an optimizer with a schedule that lacks an option',
      () =>
        changed(({ set }) =>
          set('compile', 'optimizer.options.learningRate', { kind: 'cosineDecay', decaySteps: 9 }),
        ),
      new ConfigError("cosineDecay wants the option 'initialLearningRate'"),
    ],
    [
      'a learning rate below 0 that somebody has set',
      () => changed(({ set }) => set('optimizer', 'learningRate', -1)),
      new FormatError(
        'the file has {"iterations":1,"scalars":{"beta1Power":0.9,"beta2Power":0.999},' +
          '"slots":["m","v"],"learningRate":-1} where { iterations, scalars, slots } of an ' +
          'optimizer belong',
      ),
    ],
    [
      'an optimizer with another memory',
      () => changed(({ set }) => set('compile', 'optimizer', { kind: 'sgd', options: {} })),
      new FormatError('the file has the slots [m, v] of an optimizer, sgd wants []'),
    ],
    [
      'an unknown loss',
      () => changed(({ set }) => set('compile', 'loss.name', 'tversky')),
      new ConfigError(
        "there is no loss 'tversky': choose one of sparseCategoricalCrossentropy, " +
          'categoricalCrossentropy, binaryCrossentropy, meanSquaredError, binaryFocalCrossentropy, ' +
          'categoricalFocalCrossentropy, meanAbsoluteError, meanAbsolutePercentageError, ' +
          'meanSquaredLogarithmicError, huber, logCosh, cosineSimilarity, klDivergence, poisson, ' +
          'hinge, squaredHinge, categoricalHinge, ctc, categoricalGeneralizedCrossEntropy',
      ),
    ],
    [
      'an unknown metric',
      () => changed(({ set }) => set('compile', 'metrics', ['f1'])),
      new ConfigError(
        "there is no metric 'f1': choose one of accuracy, perplexity, bitsPerToken, meanAbsoluteError, " +
          'topKCategoricalAccuracy, sparseTopKCategoricalAccuracy, precision, recall, f1Score, ' +
          'auc, confusionMatrix, rootMeanSquaredError, r2Score, binaryAccuracy, ' +
          'categoricalAccuracy, sparseCategoricalAccuracy, fBetaScore, truePositives, ' +
          'falsePositives, falseNegatives, trueNegatives, meanSquaredError, ' +
          'meanAbsolutePercentageError, meanSquaredLogarithmicError, logCosh, poisson, ' +
          'klDivergence, cosineSimilarity, hinge, squaredHinge, categoricalHinge, ' +
          'precisionAtRecall, recallAtPrecision, sensitivityAtSpecificity, specificityAtSensitivity',
      ),
    ],
    [
      'a compilation that is none',
      () => changed(({ write }) => write('compile', '{}')),
      new FormatError('the file has {} where { optimizer, loss, metrics } belong'),
    ],
    [
      'steps that are not whole',
      () => changed(({ set }) => set('optimizer', 'iterations', 1.5)),
      new FormatError(
        'the file has {"iterations":1.5,"scalars":{"beta1Power":0.9,"beta2Power":0.999},' +
          '"slots":["m","v"]} where { iterations, scalars, slots } of an optimizer belong',
      ),
    ],
    [
      'a vocabulary that is none',
      () => changed(({ write }) => write('vocabulary', '{"version":2}')),
      new FormatError(
        "vocabulary: wanted level 'character' or 'word' or 'bytePair', got undefined",
      ),
    ],
    [
      'a vocabulary that is not JSON',
      () => changed(({ write }) => write('vocabulary', 'abc')),
      new FormatError("the file's metadata 'vocabulary' is not JSON"),
    ],
  ];

  test.each(cases)('%s', (_, make, error) => {
    const bytes = make();
    expect(errorOf(() => decodeModel(bytes))).toEqual(error);
  });

  test('a cell of the user’s own that was not passed', () => {
    const elman = elmanCell(room);
    const bytes = encodeModel(sequential([input({ shape: [null, 1] }), rnn(elman({ units: 2 }))]));
    expect(() => decodeModel(bytes)).toThrow(
      new ConfigError(
        "the file has a layer of kind 'elman', which is not built in: pass its factory, " +
          'loadModel(file, { layers: [myLayer] })',
      ),
    );
    expect(decodeModel(bytes, { layers: [elman] }).model.weights).toHaveLength(4);
  });
});

test('a file cut off anywhere is a FormatError', () => {
  for (let length = 0; length < WHOLE.length; length += 13) {
    expect(() => decodeModel(WHOLE.subarray(0, length)), `${length} bytes`).toThrow(FormatError);
  }
});

test('a file with any byte changed loads, or is an error of this library', () => {
  const random = randomStream('bytes');
  let loaded = 0;
  for (let i = 0; i < 600; i++) {
    const bytes = WHOLE.slice();
    const at = random.integer(bytes.length);
    bytes[at] = random.integer(256);
    try {
      decodeModel(bytes);
      loaded++;
    } catch (error) {
      expect(error, `byte ${at} set to ${bytes[at]}`).toBeInstanceOf(UnrolledError);
    }
  }
  expect(loaded).toBeGreaterThan(100); // most bytes are numbers, and one number is as good as another
});

test('a file that is refused leaves what was loaded before as it was', () => {
  const { model } = decodeModel(WHOLE);
  const before = encodeModel(model);
  expect(() => decodeModel(WHOLE.subarray(1))).toThrow(UnrolledError);
  expectBits(encodeModel(model), before, 'the model');
});
