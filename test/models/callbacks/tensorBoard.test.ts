import { readdirSync, readFileSync } from 'node:fs';
import {
  dense,
  input,
  type Model,
  randomStream,
  sequential,
  sgd,
  type TensorBoardOptions,
  tensorBoard,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { histogramOf } from '../../../src/models/callbacks/histogram.ts';
import { type ReadEvent, readEvents } from './eventReader.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const inDirectory = temporaryDirectory();

function line(): Model {
  const model = sequential([input({ shape: [2] }), dense({ units: 3 })]);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  return model;
}

const X = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const Y = X.map(() => [1, 2, 3]);

/** The events that a fit of two epochs of three batches writes, by directory. */
async function eventsOf(options: TensorBoardOptions, model = line(), fit = {}) {
  const files = new Map<string, number[]>();
  const write = (path: string, bytes: Uint8Array): void => {
    files.set(path, [...(files.get(path) ?? []), ...bytes]);
  };
  const callbacks = [tensorBoard({ write, ...options })];
  const how = { epochs: 2, batchSize: 1, callbacks, ...fit };
  const { history } = await model.fit(X, Y, how);
  const events: Record<string, ReadEvent[]> = {};
  for (const [path, bytes] of files) {
    const [directory = ''] = path.split('/events.out.tfevents.');
    events[directory] = readEvents(Uint8Array.from(bytes));
  }
  return { events, history, paths: [...files.keys()] };
}

/** The scalars of some events by tag and step. */
function scalarsOf(events: readonly ReadEvent[] = []): Record<string, Record<number, number>> {
  const scalars: Record<string, Record<number, number>> = {};
  for (const { step, values } of events) {
    for (const { tag, scalar } of values) {
      if (scalar !== undefined) scalars[tag] = { ...scalars[tag], [step]: scalar };
    }
  }
  return scalars;
}

describe('tensorBoard', () => {
  test('writes what epochs report, training and validation apart', async () => {
    const fit = { validationData: [X, Y] as const };
    const { events, history } = await eventsOf({ logDir: 'a/b' }, line(), fit);
    expect(Object.keys(events)).toEqual(['a/b/train', 'a/b/validation']);
    const at = (name: string): Record<number, number> =>
      Object.fromEntries((history[name] ?? []).map((value, i) => [i, Math.fround(value)]));
    expect(scalarsOf(events['a/b/train'])).toEqual({
      epoch_loss: at('loss'),
      epoch_learningRate: at('learningRate'),
      epoch_gradientNorm: at('gradientNorm'),
      epoch_clippedShare: at('clippedShare'),
    });
    expect(scalarsOf(events['a/b/validation'])).toEqual({ epoch_loss: at('val_loss') });
  });

  test('begins each file with the version of the format', async () => {
    const { events } = await eventsOf({});
    const [first, second] = events['logs/train'] ?? [];
    expect(first).toMatchObject({ version: 'brain.Event:2', values: [] });
    expect(second?.version).toBeUndefined();
  });

  test('says when it was, in seconds since 1970', async () => {
    const before = Date.now() / 1000;
    const { events, paths } = await eventsOf({});
    const times = (events['logs/train'] ?? []).map(({ wallTime }) => wallTime);
    expect(times).toEqual(times.slice().sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(before - 60); // both clocks may be set while the tests run
    expect(times[0]).toBeLessThan(before + 600);
    expect(paths[0]).toContain(`events.out.tfevents.${times[0]?.toFixed(6)}.unrolled`);
  });

  test('goes on at the epochs of a training that goes on', async () => {
    const { events } = await eventsOf({}, line(), { initialEpoch: 3, epochs: 5 });
    expect(Object.keys(scalarsOf(events['logs/train']).epoch_loss ?? {})).toEqual(['3', '4']);
  });

  test.each<[TensorBoardOptions['updateFreq'], number[]]>([
    ['epoch', []],
    ['batch', [1, 2, 3, 4, 5, 6]],
    [4, [4]],
  ])('writes the loss of batches at their updates: %s', async (updateFreq = 'epoch', steps) => {
    const { events } = await eventsOf({ updateFreq });
    const batches = scalarsOf(events['logs/train']).batch_loss ?? {};
    expect(Object.keys(batches).map(Number)).toEqual(steps);
  });

  test.each<[string, TensorBoardOptions, number[]]>([
    ['none by default', {}, []],
    ['each epoch', { histogramFreq: 1 }, [0, 1, 2, 3]],
    ['every third one', { histogramFreq: 3 }, [2]],
  ])('writes histograms after the epochs that are asked for: %s', async (_, options, epochs) => {
    const { events } = await eventsOf(options, line(), { epochs: 4 });
    const found = (events['logs/train'] ?? []).filter(({ values }) =>
      values.some(({ tag }) => tag.endsWith('/histogram')),
    );
    expect(found.map(({ step }) => step)).toEqual(epochs);
  });

  test('counts batches anew with each training', async () => {
    const model = line();
    const records: Uint8Array[] = [];
    const write = (_: string, bytes: Uint8Array): void => void records.push(bytes);
    const callbacks = [tensorBoard({ updateFreq: 4, write })];
    for (let i = 0; i < 2; i++) await model.fit(X, Y, { epochs: 2, batchSize: 1, callbacks });
    const batches = scalarsOf(records.flatMap(readEvents)).batch_loss ?? {};
    expect(Object.keys(batches)).toEqual(['4', '10']);
  });

  test('writes histograms of the weights after every so many epochs', async () => {
    const model = line();
    const { events } = await eventsOf({ histogramFreq: 2 }, model, { epochs: 3 });
    const found = (events['logs/train'] ?? []).flatMap(({ step, values }) =>
      values.flatMap(({ tag, histogram }) => (histogram ? [{ tag, step, histogram }] : [])),
    );
    expect(found.map(({ tag, step }) => [tag, step])).toEqual([
      ['dense/kernel/histogram', 1],
      ['dense/bias/histogram', 1],
    ]);
    const after = line();
    await after.fit(X, Y, { epochs: 2, batchSize: 1 });
    const kernel = [...after.getWeight('dense/kernel').data];
    const { min, max, num, sum, sumSquares, counts } = found[0]!.histogram;
    expect([min, max, num]).toEqual([Math.min(...kernel), Math.max(...kernel), 6]);
    expect(sum).toBeCloseTo(
      kernel.reduce((total, w) => total + w, 0),
      12,
    );
    expect(sumSquares).toBeCloseTo(
      kernel.reduce((total, w) => total + w * w, 0),
      12,
    );
    expect(counts.reduce((total, count) => total + count, 0)).toBe(6);
  });

  test('writes files into directories that it makes, seen before the next epoch begins', async () => {
    const logDir = inDirectory('runs/first');
    const seen: number[] = [];
    const reader = {
      onEpochBegin(epoch: number) {
        if (epoch === 0) return;
        const [name = ''] = readdirSync(`${logDir}/train`);
        seen.push(readEvents(readFileSync(`${logDir}/train/${name}`)).length);
      },
    };
    const callbacks = [tensorBoard({ logDir }), reader];
    await line().fit(X, Y, { epochs: 3, callbacks });
    expect(seen).toEqual([2, 3]); // with the version
    expect(readdirSync(logDir)).toEqual(['train']);
  });

  test('writes a file of its own for each fit', async () => {
    const paths = new Set<string>();
    const callbacks = [tensorBoard({ write: (path) => void paths.add(path) })];
    for (let i = 0; i < 2; i++) await line().fit(X, Y, { callbacks });
    expect(paths.size).toBe(2);
  });

  test.each<[string, string, TensorBoardOptions]>([
    ['no directory', 'tensorBoard wants logDir to be a path, got ', { logDir: '' }],
    [
      'half an epoch',
      'tensorBoard wants histogramFreq to be a whole number >= 0, got 0.5',
      { histogramFreq: 0.5 },
    ],
    [
      'no batches',
      'tensorBoard wants updateFreq to be a whole number >= 1, got 0',
      { updateFreq: 0 },
    ],
  ])('refuses %s', (_, message, options) => {
    expect(() => tensorBoard(options)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message }),
    );
  });
});

describe('a histogram', () => {
  test('counts each number in the bucket that it lies in', () => {
    const { uniform } = randomStream(0, 'histogram');
    for (let round = 0; round < 50; round++) {
      const scale = 10 ** (round % 9) * 1e-4;
      const numbers = Array.from({ length: 1 + round * 7 }, () => scale * (uniform() - 0.3));
      const { min, limits, counts, max } = histogramOf(numbers);
      expect(limits).toEqual(limits.slice().sort((a, b) => a - b));
      expect(limits.at(-1)).toBe(max);
      const expected = limits.map((limit, i) => {
        const below = i === 0 ? Number.NEGATIVE_INFINITY : limits[i - 1]!;
        return numbers.filter((x) => x > below && x <= limit).length;
      });
      expect(counts).toEqual(expected);
      expect(min).toBe(Math.min(...numbers));
    }
  });

  test('counts a number at the end of a bucket in that bucket', () => {
    const numbers = Array.from({ length: 31 }, (_, i) => i);
    expect(histogramOf(numbers).counts).toEqual([2, ...Array.from({ length: 29 }, () => 1)]);
  });

  test('has 30 buckets, and one where all numbers are the same', () => {
    expect(histogramOf([0, 30]).limits).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(histogramOf([2, 2, 2])).toMatchObject({ limits: [2], counts: [3], min: 2, max: 2 });
  });
});

test('the reader of these tests notices a bit that is wrong', async () => {
  const bytes: number[] = [];
  const write = (_: string, part: Uint8Array): void => void bytes.push(...part);
  await line().fit(X, Y, { callbacks: [tensorBoard({ write })] });
  for (let at = 0; at < bytes.length; at += 11) {
    const wrong = Uint8Array.from(bytes);
    wrong[at] = (wrong[at] ?? 0) ^ 4;
    expect(() => readEvents(wrong)).toThrow();
  }
});
