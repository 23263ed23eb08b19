import { readdirSync, readFileSync } from 'node:fs';
import {
  adam,
  charVocabulary,
  csvLogger,
  decodeModel,
  loadModel,
  type Model,
  type ModelCheckpointOptions,
  modelCheckpoint,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { drawTokens, tokenModel } from '../tokenModel.ts';
import { logsWith, rehearsal } from './control.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const inDirectory = temporaryDirectory();
const { x, y } = drawTokens([5, 2, 6, 6, 3]);

function compiled(): Model {
  const model = tokenModel({ rate: 0.4 });
  const optimizer = adam({ learningRate: 0.02 });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

/** The files that a fit of four epochs of three batches gives, by path. */
async function filesOf(options: ModelCheckpointOptions, model = compiled()) {
  const files = new Map<string, Uint8Array>();
  const write = (path: string, bytes: Uint8Array): void => void files.set(path, bytes);
  const callbacks = [modelCheckpoint({ write, ...options })];
  const { history } = await model.fit(x, y, { epochs: 4, batchSize: 2, callbacks });
  return { files, history };
}

/** The epochs that are saved where `val_loss` has these values. */
async function savedOf(options: Partial<ModelCheckpointOptions>, values: readonly number[]) {
  const saved: string[] = [];
  const write = (path: string): void => void saved.push(path);
  const monitor = options.monitor ?? 'val_loss';
  const given = { filepath: '{epoch}', saveBestOnly: true, write, ...options };
  const callback = modelCheckpoint(given);
  const { control } = rehearsal();
  const saving = { ...control, model: tokenModel() };
  for (const [epoch, value] of values.entries()) {
    if (epoch % 4 === 0) await callback.onTrainBegin?.(saving);
    await callback.onEpochEnd?.(epoch, logsWith(monitor, value), saving);
  }
  return saved.map(Number);
}

describe('modelCheckpoint', () => {
  test('saves after each epoch, where the template says', async () => {
    const filepath = 'out/{epoch:03d}-{loss:.2f}';
    const { files, history } = await filesOf({ filepath });
    const losses = history.loss ?? [];
    expect([...files.keys()]).toEqual(
      losses.map((loss, epoch) => `out/00${epoch + 1}-${loss.toFixed(2)}`),
    );
  });

  test('saves whole files, in directories that it makes', async () => {
    const model = compiled();
    const callbacks = [modelCheckpoint({ filepath: inDirectory('a/b/{epoch}.safetensors') })];
    await model.fit(x, y, { epochs: 2, batchSize: 2, callbacks });
    expect(readdirSync(inDirectory('a/b'))).toEqual(['1.safetensors', '2.safetensors']);
    const loaded = await loadModel(inDirectory('a/b/2.safetensors'));
    expectBits(weightsOf(loaded.model), weightsOf(model), 'the weights');
  });

  test('saves files from which training goes on with the bits of the training not cut', async () => {
    const whole = compiled();
    const { files, history } = await filesOf({ filepath: '{epoch}' }, whole);
    expect(files.size).toBe(4);
    for (const [path, bytes] of files) {
      const { model, extra } = decodeModel(bytes);
      expect(extra).toMatchObject({ initialEpoch: Number(path) });
      const initialEpoch = Number(path);
      const rest = await model.fit(x, y, { initialEpoch, epochs: 4, batchSize: 2 });
      expectBits(weightsOf(model), weightsOf(whole), `the weights, from epoch ${path}`);
      expect(rest.history.loss ?? []).toEqual(history.loss?.slice(initialEpoch));
    }
  });

  test('notes what was reported in the file', async () => {
    const { files, history } = await filesOf({ filepath: 'last' });
    const [bytes = new Uint8Array(0)] = files.values();
    const reported = Object.entries(history).map(([name, values]) => [name, values[3]] as const);
    const { extra } = decodeModel(bytes);
    expect(extra).toEqual({ initialEpoch: 4, logs: Object.fromEntries(reported) });
  });

  test('saves after every so many batches of all epochs, if told to', async () => {
    const { files } = await filesOf({ filepath: '{epoch}-{batch}', saveFreq: 2 });
    expect([...files.keys()]).toEqual(['1-2', '2-1', '2-3', '3-2', '4-1', '4-3']);
    const { model, extra } = decodeModel(files.get('2-1') ?? new Uint8Array(0));
    expect(extra).toMatchObject({ initialEpoch: 1 });
    expect(model.iterations).toBe(4);
  });

  test('begins to count batches anew with each training', async () => {
    const model = compiled();
    const paths: string[] = [];
    const write = (path: string): void => void paths.push(path);
    const callbacks = [modelCheckpoint({ filepath: '{batch}', saveFreq: 2, write })];
    for (let i = 0; i < 2; i++) await model.fit(x, y, { batchSize: 2, callbacks });
    expect(paths).toEqual(['2', '2']);
  });

  test.each<[string, Partial<ModelCheckpointOptions>, number[], number[]]>([
    ['what is better than all before', {}, [3, 4, 2, 2, 2.5, 1], [1, 3, 6]],
    ['more of an accuracy', { monitor: 'accuracy' }, [0.1, 0.3, 0.2, 0.4], [1, 2, 4]],
    ['less of it if told to', { monitor: 'accuracy', mode: 'min' }, [0.1, 0.3, 0.05], [1, 3]],
    ['what is better than the threshold', { initialValueThreshold: 2 }, [3, 2, 1.9, 1.8], [3, 4]],
    ['no NaN', {}, [Number.NaN, 1, Number.NaN], [2]],
  ])('saves only the best, if told to: %s', async (_, options, values, saved) => {
    expect(await savedOf(options, values)).toEqual(saved);
  });

  test('saves what the best file needs to be used, and the vocabulary with it', async () => {
    const vocabulary = charVocabulary('abcdef');
    const { files } = await filesOf({ filepath: 'm', optimizer: false, vocabulary });
    const loaded = decodeModel(files.get('m') ?? new Uint8Array(0));
    expect(loaded.model.iterations).toBe(0);
    expect(loaded.vocabulary?.size).toBe(vocabulary.size);
  });

  test('is not the best in the file if writing failed', async () => {
    let fails = true;
    const saved: number[] = [];
    const write = (path: string): void => {
      if (fails) throw new Error('disk full');
      saved.push(Number(path));
    };
    const filepath = '{epoch}';
    const callback = modelCheckpoint({ filepath, saveBestOnly: true, monitor: 'loss', write });
    const control = { ...rehearsal().control, model: tokenModel() };
    await expect(callback.onEpochEnd?.(0, { loss: 1 }, control)).rejects.toThrow('disk full');
    fails = false;
    await callback.onEpochEnd?.(1, { loss: 2 }, control);
    expect(saved).toEqual([2]);
  });

  test.each<[string, string, ModelCheckpointOptions]>([
    ['no path', 'modelCheckpoint wants filepath to be a path, got ', { filepath: '' }],
    [
      'an open brace',
      'modelCheckpoint wants filepath with places like {epoch:02d}, got m-{epoch',
      { filepath: 'm-{epoch' },
    ],
    [
      'a format that is none of the three',
      'modelCheckpoint knows no format as in {loss:g}: write {name}, {name:02d} or {name:.3f}',
      { filepath: 'm-{loss:g}' },
    ],
    [
      'no batches',
      'modelCheckpoint wants saveFreq to be a whole number >= 1, got 0',
      { filepath: 'm', saveFreq: 0 },
    ],
    [
      'a name that does not say what is better',
      "modelCheckpoint cannot tell whether more or less of score is better: say mode 'max' or 'min'",
      { filepath: 'm', saveBestOnly: true, monitor: 'score' },
    ],
    [
      'something to monitor that nothing depends on',
      'modelCheckpoint wants monitor only beside saveBestOnly: true',
      { filepath: 'm', monitor: 'loss' },
    ],
    [
      'a threshold that nothing depends on',
      'modelCheckpoint wants initialValueThreshold only beside saveBestOnly: true',
      { filepath: 'm', initialValueThreshold: 1 },
    ],
  ])('refuses %s', (_, message, options) => {
    expect(() => modelCheckpoint(options)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message }),
    );
  });

  test('refuses Keras’ saveWeightsOnly, and says what to do', () => {
    // @ts-expect-error no such option
    expect(() => modelCheckpoint({ filepath: 'm', saveWeightsOnly: true })).toThrow(
      "modelCheckpoint has no option 'saveWeightsOnly': a file has the layers, too: optimizer: false " +
        'leaves out what the optimizer remembers',
    );
  });

  test('refuses a place for what nobody reports', async () => {
    await expect(filesOf({ filepath: '{val_loss}' })).rejects.toThrow(
      'modelCheckpoint wants {val_loss} in filepath, but there are loss, accuracy, learningRate, ' +
        'gradientNorm, clippedShare, epoch',
    );
  });

  test('refuses what is no model', async () => {
    const callback = modelCheckpoint({ filepath: 'm', write() {} });
    const { control } = rehearsal();
    await expect(callback.onEpochEnd?.(0, {}, control)).rejects.toThrow(
      'modelCheckpoint saves what is a Model, got rehearsal',
    );
  });
});

test('a training that is cut and goes on from a checkpoint leaves the same model and the same table', async () => {
  const run = async (name: string, cuts: readonly number[]): Promise<[Model, string]> => {
    const [filepath, filename] = [inDirectory(`${name}.model`), inDirectory(`${name}.csv`)];
    let model = compiled();
    let initialEpoch = 0;
    for (const epochs of cuts) {
      const callbacks = [csvLogger({ filename, append: true }), modelCheckpoint({ filepath })];
      await model.fit(x, y, { initialEpoch, epochs, batchSize: 2, callbacks });
      ({ model } = await loadModel(filepath));
      initialEpoch = epochs;
    }
    return [model, readFileSync(filename, 'utf8')];
  };
  const [whole, table] = await run('whole', [4]);
  const [cut, cutTable] = await run('cut', [1, 2, 4]);
  expectBits(weightsOf(cut), weightsOf(whole), 'the weights');
  expect(cutTable).toBe(table);
});
