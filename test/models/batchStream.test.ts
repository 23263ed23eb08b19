import {
  adam,
  type BatchSource,
  bucketByLength,
  ConfigError,
  type DataBatch,
  decodeModel,
  dense,
  embedding,
  encodeModel,
  type History,
  input,
  lstm,
  type Model,
  model,
  type Numbers,
  perplexity,
  ShapeError,
  StateError,
  type StreamFitOptions,
  sequential,
  shuffled,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';
import { drawTokens, TOKENS, tokenModel } from './tokenModel.ts';

const LENGTHS = [5, 2, 6, 6, 3, 4, 1, 6];
const SIZES = [3, 2, 3];

function compiled(rate = 0.4): Model {
  const model = tokenModel({ rate });
  model.compile({
    optimizer: adam({ learningRate: 0.02 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy', perplexity()],
  });
  return model;
}

/** The rows of `drawTokens` in batches of other sizes, each with its own longest row. */
function batches(seed = 0): [number[][], number[][]][] {
  const { x, y } = drawTokens(LENGTHS, seed);
  let start = 0;
  return SIZES.map((size) => {
    const from = start;
    start += size;
    return [x.slice(from, start), y.slice(from, start)];
  });
}

async function* later(items: Iterable<DataBatch>): AsyncGenerator<DataBatch> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

type Model2 = Model<
  readonly [Numbers<2>, Numbers<2>],
  { readonly sum: Numbers<2>; readonly difference: Numbers<2> }
>;

/** What fit on a source leaves: history and weights. */
async function trained(
  source: BatchSource,
  options: StreamFitOptions = {},
): Promise<{ history: History; weights: ReturnType<typeof weightsOf> }> {
  const model = compiled();
  const history = await model.fit(source, options);
  return { history, weights: weightsOf(model) };
}

describe('training on batches that come one after the other', () => {
  test('has the bits of training on the same rows in memory', async () => {
    const { x, y } = drawTokens([4, 6, 6, 4, 6, 2, 6]);
    const cut = [0, 3, 6].map(
      (from): DataBatch => [x.slice(from, from + 3), y.slice(from, from + 3)],
    );
    const [model, other] = [compiled(), compiled()];
    const history = await model.fit(x, y, { batchSize: 3, epochs: 3, shuffle: false });
    expect(await other.fit(() => cut, { epochs: 3 })).toEqual(history);
    expectBits(weightsOf(other), weightsOf(model), 'the weights');
  });

  test.each<[string, () => BatchSource]>([
    ['a function that gives a list', () => () => batches()],
    ['a function that gives an async generator', () => () => later(batches())],
    ['a function that gives a promise', () => () => Promise.resolve(later(batches()))],
    ['batches { x, y }', () => () => batches().map(([x, y]) => ({ x, y }))],
    ['a set', () => new Set<DataBatch>(batches())],
    ['an iterable', () => ({ [Symbol.iterator]: () => batches().values() })],
    ['an async iterable', () => ({ [Symbol.asyncIterator]: () => later(batches()) })],
  ])('is the same for %s', async (_, source) => {
    const expected = await trained(() => batches(), { epochs: 2 });
    const found = await trained(source(), { epochs: 2 });
    expect(found.history).toEqual(expected.history);
    expectBits(found.weights, expected.weights, 'the weights');
  });

  test('has the bits of the same batches trained on one by one', async () => {
    const [model, other] = [compiled(), compiled()];
    await model.fit(() => batches(), { epochs: 2 });
    for (const [x, y] of [...batches(), ...batches()]) other.trainOnBatch(x, y);
    expectBits(weightsOf(model), weightsOf(other), 'the weights');
  });

  test('calls a function with each epoch', async () => {
    const epochs: number[] = [];
    await trained(
      (epoch) => {
        epochs.push(epoch);
        return batches(epoch);
      },
      { initialEpoch: 2, epochs: 5 },
    );
    expect(epochs).toEqual([2, 3, 4]);
  });

  test('asks for a batch only when the one before is trained on', async () => {
    let asked = 0;
    const source = function* (): Generator<DataBatch> {
      for (const batch of batches()) {
        asked++;
        yield batch;
      }
    };
    const seen: number[] = [];
    const onTrainBatchEnd = (): void => void seen.push(asked);
    await trained(source, { callbacks: [{ onTrainBatchEnd }] });
    expect(seen).toEqual([1, 2, 3]);
  });

  test('builds a model from the first batch, and trains on that, too', async () => {
    const model = sequential([
      embedding({ inputDim: TOKENS, outputDim: 3 }),
      lstm({ units: 2, returnSequences: true }),
      dense({ units: TOKENS }),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    await model.fit(later(batches()));
    expect(model.iterations).toBe(3);
  });

  test('cuts each batch into windows of its own length with bptt', async () => {
    const [model, other] = [compiled(0), compiled(0)];
    const options = { bptt: { steps: 2 }, epochs: 2 };
    await model.fit(() => batches(), options);
    expect(model.iterations).toBe(2 * (3 + 3 + 3));
    for (const [x, y] of [...batches(), ...batches()]) {
      await other.fit(x, y, { bptt: { steps: 2 }, shuffle: false });
    }
    expectBits(weightsOf(model), weightsOf(other), 'the weights');
  });

  test('shares batches out to shards and workers', async () => {
    const shards = await trained(() => batches(), { epochs: 2, shards: 2 });
    const workers = await trained(() => later(batches()), { epochs: 2, workers: 2 });
    expect(workers.history).toEqual(shards.history);
    expectBits(workers.weights, shards.weights, 'the weights');
    const whole = await trained(() => batches(), { epochs: 2 });
    expect(whole.history.history.loss).not.toEqual(shards.history.history.loss);
  });

  test('is in the form of a model with several inputs and outputs', async () => {
    const parts = (): Model2 => {
      const [left, right] = [input({ shape: [2] }), input({ shape: [1] })];
      const outputs = { sum: dense({ units: 1 })(left), difference: dense({ units: 2 })(right) };
      const two = model({ inputs: [left, right], outputs });
      two.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
      return two;
    };
    const rows = [0, 1, 2, 3].map((row) => [row / 4, row % 2]);
    const x = [rows, rows.map(([first = 0]) => [first])] as const;
    const y = { sum: rows.map(([a = 0, b = 0]) => [a + b]), difference: rows };
    const [one, other] = [parts(), parts()];
    const history = await one.fit(x, y, { epochs: 2, shuffle: false });
    expect(await other.fit(() => [[x, y] as const], { epochs: 2 })).toEqual(history);
    expectBits(weightsOf(other), weightsOf(one), 'the weights');
    expect(await other.evaluate(() => [{ x, y }])).toEqual(await one.evaluate(x, y));
  });

  test('with more shards than rows in a batch takes as many as there are rows', async () => {
    const [five, three] = [{ shards: 5 }, { shards: 3 }];
    expect((await trained(() => batches(), five)).history).toEqual(
      (await trained(() => batches(), three)).history,
    );
  });
});

describe('a source of examples', () => {
  test('is shuffled and put into buckets, and training can be cut and gone on with', async () => {
    const { x, y } = drawTokens(LENGTHS);
    const examples = x.map((row, i) => [row, y[i] ?? []] as const);
    const source = bucketByLength(shuffled(examples, { bufferSize: 5, seed: 3 }), {
      ...{ boundaries: [4], batchSize: 3 },
    });
    const whole = compiled();
    const { history } = await whole.fit(source, { epochs: 4 });
    for (let cut = 1; cut < 4; cut++) {
      const first = compiled();
      await first.fit(source, { epochs: cut });
      const { model } = decodeModel(encodeModel(first));
      const rest = await model.fit(source, { initialEpoch: cut, epochs: 4 });
      expectBits(weightsOf(model), weightsOf(whole), `the weights, cut after epoch ${cut}`);
      for (const [name, values] of Object.entries(history)) {
        expectBits(rest.history[name], values.slice(cut), `${name}, cut after epoch ${cut}`);
      }
    }
  });
});

/** Batches without an end: the n-th is that of seed n. */
function* endless(seen: number[] = []): Generator<DataBatch, void> {
  for (let n = 0; ; n++) {
    seen.push(n);
    const { x, y } = drawTokens([4, 4], n);
    yield [x, y];
  }
}

describe('stepsPerEpoch', () => {
  test('ends an epoch, and the next goes on in what is gone through once', async () => {
    const seen: number[] = [];
    const model = compiled();
    const { epoch } = await model.fit(endless(seen), { stepsPerEpoch: 3, epochs: 4 });
    expect(epoch).toEqual([0, 1, 2, 3]);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const other = compiled();
    for (let n = 0; n < 12; n++) {
      const { x, y } = drawTokens([4, 4], n);
      other.trainOnBatch(x, y);
    }
    expectBits(weightsOf(model), weightsOf(other), 'the weights');
  });

  test('begins anew with each epoch where the source is a function of it', async () => {
    const seen: number[] = [];
    await trained(() => endless(seen), { stepsPerEpoch: 2, epochs: 3 });
    expect(seen).toEqual([0, 1, 0, 1, 0, 1]);
  });

  test('takes no more of a set than asked for, and goes on in it', async () => {
    const cut = await trained(new Set<DataBatch>(batches()), { stepsPerEpoch: 1, epochs: 3 });
    const whole = await trained(() => batches(), { epochs: 1 });
    expectBits(cut.weights, whole.weights, 'the weights');
  });

  test('is an error where the data end before', async () => {
    const model = compiled();
    const source = new Set<DataBatch>(batches());
    await expect(model.fit(source, { stepsPerEpoch: 2, epochs: 2 })).rejects.toThrow(
      new ShapeError(
        'fit wants 2 batches in epoch 1, got 1: a generator ends once for all, so pass a function ' +
          '(epoch) => batches',
      ),
    );
    expect(model.iterations).toBe(3);
  });
});

describe('evaluation on batches that come one after the other', () => {
  test('gives what it gives in memory', async () => {
    const { x, y } = drawTokens(LENGTHS);
    const model = compiled();
    const expected = await model.evaluate(x, y, { batchSize: 8 });
    const found = await model.evaluate(() => batches());
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(found))
      expect(value).toBeCloseTo(expected[name]!, 10);
    expect(await model.evaluate(later(batches()))).toEqual(found);
  });

  test('is what validationData asks for, after each epoch', async () => {
    const [x, y] = [batches(5).flatMap(([rows]) => rows), batches(5).flatMap(([, rows]) => rows)];
    const streamed = await trained(() => batches(), {
      epochs: 2,
      validationData: () => batches(5),
    });
    const known = await trained(() => batches(), { epochs: 2, validationData: [x, y] });
    expect(Object.keys(streamed.history.history)).toEqual(Object.keys(known.history.history));
    for (const [epoch, loss] of (streamed.history.history.val_loss ?? []).entries()) {
      expect(loss).toBeCloseTo(known.history.history.val_loss?.[epoch] ?? 0, 6);
    }
    const model = compiled();
    const inMemory = await model.fit(x, y, { validationData: () => batches(5) });
    expect(inMemory.history.val_loss).toHaveLength(1);
  });

  test('weigh rows, steps and classes as data in memory do', async () => {
    const { x, y } = drawTokens(LENGTHS, 0);
    const sampleWeight = LENGTHS.map((length) => length / 6);
    const classWeight = { 1: 3, 4: 0.5 };
    let start = 0;
    const weighed = SIZES.map((size) => {
      const rows = [start, start + size] as const;
      start += size;
      return {
        x: x.slice(...rows),
        y: y.slice(...rows),
        sampleWeight: sampleWeight.slice(...rows),
      };
    });
    const expected = await compiled().evaluate(x, y, { sampleWeight, classWeight });
    const results = await compiled().evaluate(() => weighed, { classWeight });
    expect(results.loss).toBeCloseTo(expected.loss, 6);
    expect(results.accuracy).toBeCloseTo(expected.accuracy ?? Number.NaN, 6);
    const plain = await compiled().evaluate(() => batches());
    expect(results.loss).not.toBeCloseTo(plain.loss, 3);
    const [streamed, byHand] = [compiled(), compiled()];
    await streamed.fit(() => weighed, { classWeight });
    for (const batch of weighed) {
      byHand.trainOnBatch(batch.x, batch.y, {}, { sampleWeight: batch.sampleWeight, classWeight });
    }
    expectBits(weightsOf(streamed), weightsOf(byHand), 'the weights');
  });

  test('refuses a batchSize', async () => {
    // @ts-expect-error the batches are cut already
    await expect(compiled().evaluate(() => batches(), { batchSize: 2 })).rejects.toThrow(
      new ConfigError(
        "evaluate on a source of batches has no option 'batchSize': its options are callbacks, " +
          'signal, yieldEvery, classWeight, steps',
      ),
    );
  });
});

describe('validationSteps', () => {
  /** What each of three epochs takes from a source that is validated with, two batches at a time. */
  const seenBy = async (
    sourceOf: (seen: number[]) => BatchSource,
  ): Promise<readonly (readonly number[])[]> => {
    const seen: number[] = [];
    const taken: number[][] = [];
    const onEpochEnd = () => void taken.push(seen.splice(0));
    const { x, y } = drawTokens([4, 4]);
    const how = { validationData: sourceOf(seen), validationSteps: 2, epochs: 3 };
    await compiled().fit(x, y, { ...how, callbacks: [{ onEpochEnd }] });
    return taken;
  };

  test.each<[string, (seen: number[]) => BatchSource, number[][]]>([
    [
      'a function',
      (seen) => () => endless(seen),
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'what can be gone through again',
      (seen) => ({ [Symbol.iterator]: () => endless(seen) }),
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ],
    [
      'a generator, which goes on',
      (seen) => endless(seen),
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
    [
      'an async generator, which goes on',
      (seen) => later(endless(seen)),
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
  ])('are the batches that each validation takes of %s', async (_, sourceOf, taken) => {
    expect(await seenBy(sourceOf)).toEqual(taken);
  });

  test('give what evaluate gives of as many steps', async () => {
    const model = compiled();
    const how = { validationData: () => endless(), validationSteps: 3 };
    const { history } = await model.fit(() => batches(), how);
    const expected = await model.evaluate(() => endless(), { steps: 3 });
    expect(expected.loss).toBe(history.val_loss?.[0]);
  });

  test('are let go of after the last epoch', async () => {
    let closed = 0;
    const source = (function* () {
      try {
        yield* endless();
      } finally {
        closed++;
      }
    })();
    const how = { validationData: source, validationSteps: 1, epochs: 2 };
    await compiled().fit(() => batches(), how);
    expect(closed).toBe(1);
  });

  test('are an error where the data end before', async () => {
    const how = { validationData: () => batches(), validationSteps: 4 };
    await expect(compiled().fit(() => batches(), how)).rejects.toThrow(
      "fit's validation wants 4 batches in epoch 0, got 3",
    );
  });

  test('have no meaning beside data in memory, and are whole numbers', async () => {
    const { x, y } = drawTokens([4, 4]);
    const wanted = new ConfigError(
      'fit wants validationSteps only beside validationData that is a source of batches',
    );
    for (const how of [{}, { validationData: [x, y] as const }, { validationSplit: 0.5 }]) {
      await expect(compiled().fit(x, y, { ...how, validationSteps: 1 })).rejects.toThrow(wanted);
    }
    const how = { validationData: () => batches(), validationSteps: 0 };
    await expect(compiled().fit(x, y, how)).rejects.toThrow(
      new ConfigError('fit wants validationSteps to be a whole number >= 1, got 0'),
    );
    await expect(compiled().evaluate(() => batches(), { steps: 1.5 })).rejects.toThrow(
      new ConfigError('evaluate wants steps to be a whole number >= 1, got 1.5'),
    );
  });
});

describe('a source is let go of', () => {
  function watched(): {
    readonly source: () => Generator<DataBatch>;
    readonly closed: () => number;
  } {
    let closed = 0;
    return {
      source: function* () {
        try {
          yield* batches();
        } finally {
          closed++;
        }
      },
      closed: () => closed,
    };
  }

  test.each<[string, StreamFitOptions]>([
    ['at its end', {}],
    ['after stepsPerEpoch', { stepsPerEpoch: 2 }],
    [
      'when a callback stops',
      { callbacks: [{ onTrainBatchEnd: (_, __, control) => control.stop() }] },
    ],
  ])('%s', async (_, options) => {
    const { source, closed } = watched();
    await compiled()
      .fit(source, options)
      .catch(() => undefined);
    expect(closed()).toBe(1);
    const other = watched();
    await compiled()
      .fit(other.source(), options)
      .catch(() => undefined);
    expect(other.closed()).toBe(1);
  });

  test('when fit fails or is aborted', async () => {
    const { source, closed } = watched();
    const failing = { onTrainBatchEnd: () => Promise.reject(new Error('mine')) };
    await expect(compiled().fit(source, { callbacks: [failing] })).rejects.toThrow('mine');
    expect(closed()).toBe(1);
    const controller = new AbortController();
    const aborting = { onTrainBatchEnd: () => controller.abort('enough') };
    const options = { callbacks: [aborting], signal: controller.signal };
    await expect(compiled().fit(source, options)).rejects.toBe('enough');
    expect(closed()).toBe(2);
  });

  test('and an error of its own comes out as it is', async () => {
    const mine = new Error('the disk is full');
    const source = function* (): Generator<DataBatch> {
      yield* batches().slice(0, 1);
      throw mine;
    };
    const model = compiled();
    await expect(model.fit(source)).rejects.toBe(mine);
    expect(model.iterations).toBe(1);
  });
});

describe('a batch that does not fit is refused with its number', () => {
  const good = batches()[0]!;
  const cases: readonly [string, unknown, Error][] = [
    [
      'a row of y that is too short',
      [[[1, 2]], [[1]]],
      new ShapeError(
        'batch 1 of epoch 0: sparseCategoricalCrossentropy wants targets [1, 2], got [1, 1]',
      ),
    ],
    [
      'fewer rows in y',
      [[[1], [2]], [[1]]],
      new ShapeError("batch 1 of epoch 0: fit's y wants as many rows as x, got 1 and 2"),
    ],
    [
      'an id that the model has not',
      [[[9]], [[1]]],
      new ConfigError('batch 1 of epoch 0: embedding wants ids from 0 to 6, got 9 at [0, 0]'),
    ],
    [
      'no rows',
      [[], []],
      new ShapeError('batch 1 of epoch 0: fit wants at least one row in a batch, got none'),
    ],
    [
      'four parts',
      [good[0], good[1], [1], 1],
      new ShapeError(
        'batch 1 of epoch 0: fit wants batches [x, y] or { x, y }, with a sampleWeight if need be, got a list of 4',
      ),
    ],
    [
      'another part',
      { x: good[0], y: good[1], weight: 1 },
      new ConfigError(
        "batch 1 of epoch 0: fit's batch has no option 'weight': its options are x, y, sampleWeight",
      ),
    ],
    [
      'nothing',
      undefined,
      new ShapeError(
        'batch 1 of epoch 0: fit wants batches [x, y] or { x, y }, with a sampleWeight if need be, got undefined',
      ),
    ],
  ];

  test.each(cases)('%s', async (_, bad, error) => {
    const [model, other] = [compiled(), compiled()];
    // @ts-expect-error some are no batches at all
    await expect(model.fit(() => [good, bad, good])).rejects.toThrow(error);
    other.trainOnBatch(...good);
    expectBits(weightsOf(model), weightsOf(other), 'the weights');
    await model.fit(() => batches()); // can still be trained
  });

  test('also the first, before any callback is called', async () => {
    let called = 0;
    const onTrainBegin = (): void => {
      called++;
    };
    const fit = compiled().fit(() => [[[[9]], []] as const], { callbacks: [{ onTrainBegin }] });
    await expect(fit).rejects.toThrow(
      new ShapeError("batch 0 of epoch 0: fit's y wants as many rows as x, got 0 and 1"),
    );
    expect(called).toBe(0);
  });

  test('in validation', async () => {
    const validationData = (): DataBatch[] => [good, [[[9]], [[1]]]];
    await expect(compiled().fit(() => batches(), { validationData })).rejects.toThrow(
      new ConfigError('batch 1 of epoch 0: embedding wants ids from 0 to 6, got 9 at [0, 0]'),
    );
  });
});

describe('fit on a source refuses', () => {
  test.each<[string, BatchSource, Error]>([
    [
      'no batches at all',
      () => [],
      new ShapeError(
        'fit wants at least one batch in epoch 0, got none: a generator ends once for all, so pass a ' +
          'function (epoch) => batches',
      ),
    ],
    [
      'a function that gives something else',
      // @ts-expect-error no iterable
      () => 7,
      new ConfigError("fit's data wants an iterable, or a function (epoch) => iterable, got 7"),
    ],
  ])('%s', async (_, source, error) => {
    await expect(compiled().fit(source)).rejects.toThrow(error);
  });

  test('a second epoch of a generator', async () => {
    const [model, other] = [compiled(), compiled()];
    await expect(model.fit(later(batches()), { epochs: 2 })).rejects.toThrow(
      new ShapeError(
        'fit wants at least one batch in epoch 1, got none: a generator ends once for all, so pass a ' +
          'function (epoch) => batches',
      ),
    );
    await other.fit(() => batches());
    expectBits(weightsOf(model), weightsOf(other), 'the weights');
  });

  test.each(['batchSize', 'shuffle', 'validationSplit'])('the option %s', async (name) => {
    await expect(compiled().fit(() => batches(), { [name]: 0 })).rejects.toThrow(
      new ConfigError(
        `fit on a source of batches has no option '${name}': its options are callbacks, signal, ` +
          'yieldEvery, epochs, initialEpoch, validationData, validationSteps, bptt, workers, shards, ' +
          'classWeight, stepsPerEpoch',
      ),
    );
  });

  test('stepsPerEpoch: 0, and stepsPerEpoch for data in memory', async () => {
    await expect(compiled().fit(() => batches(), { stepsPerEpoch: 0 })).rejects.toThrow(
      new ConfigError('fit wants stepsPerEpoch to be a whole number >= 1, got 0'),
    );
    const { x, y } = drawTokens(LENGTHS);
    // @ts-expect-error no such option
    await expect(compiled().fit(x, y, { stepsPerEpoch: 1 })).rejects.toThrow(
      "fit has no option 'stepsPerEpoch'",
    );
  });

  test('a list of batches, which may be data', async () => {
    // @ts-expect-error a list is no source
    await expect(compiled().fit(batches())).rejects.toThrow(
      new ShapeError(
        'fit wants x and y, or a source of batches, got one thing that is none: for a list of batches ' +
          'give () => list',
      ),
    );
  });

  test('a model that is fitting already, or not compiled', async () => {
    const model = compiled();
    const first = model.fit(() => later(batches()));
    await expect(model.fit(() => batches())).rejects.toThrow(StateError);
    await first;
    await expect(tokenModel().fit(() => batches())).rejects.toThrow(StateError);
  });
});
