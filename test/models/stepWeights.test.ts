import { describe, expect, it } from 'vitest';
import {
  dense,
  type FitOptions,
  model as graph,
  input,
  type LossName,
  lstm,
  type MetricName,
  type Model,
  type ModelData,
  sequential,
  sgd,
} from '../../src/index.ts';
import { ConfigError, ShapeError } from '../../src/tensor/index.ts';
import { weightsOf } from './numbersIn.ts';

const x = [
  [
    [0.5, 1],
    [1, -1],
    [-0.3, 0.2],
  ],
  [[0.1, -0.7]],
  [
    [1, 0.4],
    [0.6, -0.2],
  ],
];
const tags = [[0, 2, 1], [2], [1, 0]];
/** One for each step, and what they are row by row. */
const steps = [[1, 0.5, 0], [2], [3, 0.25]];
const rows = [2, 0.5, 3];

interface Parts {
  readonly loss?: LossName;
  readonly metrics?: readonly MetricName[];
  readonly units?: number;
  readonly activation?: 'linear' | 'softmax' | 'sigmoid';
}

function tagger({
  loss = 'sparseCategoricalCrossentropy',
  metrics = [],
  units = 3,
  activation = 'linear',
}: Parts = {}): Model {
  const model = sequential(
    [
      input({ shape: [null, 2] }),
      lstm({ units: 4, returnSequences: true }),
      dense({ units, activation }),
    ],
    { dtype: 'float64', seed: 3 },
  );
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss, metrics });
  return model;
}

/** The loss of step `t` of row `b` alone, without weights. */
async function lossOfStep(b: number, t: number): Promise<number> {
  const row = x[b]!.slice(0, t + 1);
  const [all, before] = [t + 1, t].map(async (length) => {
    if (length === 0) return 0;
    const { loss } = await tagger().evaluate([row.slice(0, length)], [tags[b]!.slice(0, length)]);
    return loss * length;
  });
  return (await all!) - (await before!);
}

async function fitted(
  data: readonly [ModelData, ModelData],
  options: FitOptions,
  parts: Parts = {},
): Promise<Float64Array> {
  const model = tagger(parts);
  await model.fit(...data, { epochs: 2, batchSize: 2, ...options });
  return Float64Array.from(weightsOf(model));
}

describe('sampleWeight', () => {
  it('weighs steps in the loss, which is divided by how many count', async () => {
    let total = 0;
    for (const [b, row] of steps.entries()) {
      for (const [t, weight] of row.entries()) total += weight * (await lossOfStep(b, t));
    }
    const { loss } = await tagger().evaluate(x, tags, { sampleWeight: steps });
    expect(loss).toBeCloseTo(total / 6, 12);
    for (const batchSize of [1, 2]) {
      const cut = await tagger().evaluate(x, tags, { sampleWeight: steps, batchSize });
      expect(cut.loss).toBeCloseTo(total / 6, 12);
    }
  });

  it('weighs every step of a row where it is one number for the row', async () => {
    const spread = x.map((row, b) => row.map(() => rows[b]!));
    const options = { metrics: ['accuracy', 'perplexity'] } as const;
    const byRow = await tagger(options).evaluate(x, tags, { sampleWeight: rows });
    expect(byRow).toEqual(await tagger(options).evaluate(x, tags, { sampleWeight: spread }));
    expect(await fitted([x, tags], { sampleWeight: Float32Array.from(rows) })).toEqual(
      await fitted([x, tags], { sampleWeight: spread }),
    );
  });

  it('scales the gradient: a row of weight 0 is not trained on, but counts', () => {
    const alone = tagger();
    const among = tagger();
    const before = weightsOf(alone);
    alone.trainOnBatch([x[2]!], [tags[2]!]);
    among.trainOnBatch(x, tags, {}, { sampleWeight: [0, 0, 1] });
    const moved = weightsOf(alone).map((w, i) => w - before[i]!);
    for (const [i, w] of weightsOf(among).entries()) {
      expect(w - before[i]!).toBeCloseTo((moved[i]! * 2) / 6, 14);
    }
    expect(moved.some((d) => Math.abs(d) > 1e-3)).toBe(true);
  });

  it('weighs metrics, which are divided by the weights', async () => {
    const metrics = ['accuracy', 'perplexity'] as const;
    const weighted = await tagger({ metrics }).evaluate(x, tags, { sampleWeight: [0, 0, 1] });
    const alone = await tagger({ metrics }).evaluate([x[2]!], [tags[2]!]);
    expect(weighted.accuracy).toBe(alone.accuracy);
    expect(weighted.perplexity).toBeCloseTo(alone.perplexity ?? 0, 12);
    expect(weighted.loss).toBeCloseTo((alone.loss * 2) / 6, 12);
  });

  it('is never looked at where a step is masked', async () => {
    const mask = x.map((row) => [0, 1, 2].map((t) => (t < row.length ? 1 : 0)));
    const data = x.map((row) => [0, 1, 2].map((t) => row[t] ?? [Number.NaN, 0]));
    const y = tags.map((row) => [0, 1, 2].map((t) => row[t] ?? -5));
    const sampleWeight = steps.map((row) => [0, 1, 2].map((t) => row[t] ?? Number.NaN));
    const given = await tagger().evaluate({ data, mask }, y, { sampleWeight });
    expect(given).toEqual(await tagger().evaluate(x, tags, { sampleWeight: steps }));
  });

  it('goes with the rows: shuffled, in shards and cut off for validation', async () => {
    const whole = await fitted([x, tags], { sampleWeight: steps, batchSize: 3 });
    const inShards = await fitted([x, tags], { sampleWeight: steps, batchSize: 3, shards: 2 });
    for (const [i, w] of whole.entries()) expect(inShards[i]).toBeCloseTo(w, 12);

    const model = tagger();
    const how = { sampleWeight: steps, validationSplit: 0.3, shuffle: false };
    const { history } = await model.fit(x, tags, how);
    const last = await model.evaluate([x[2]!], [tags[2]!], { sampleWeight: [steps[2]!] });
    expect(history.val_loss).toEqual([last.loss]);
  });

  it('is a third part of validationData', async () => {
    const model = tagger();
    const { history } = await model.fit(x, tags, { validationData: [x, tags, rows] });
    const { loss } = await model.evaluate(x, tags, { sampleWeight: rows });
    expect(history.val_loss).toEqual([loss]);
  });

  it('is cut into windows of time with its steps', async () => {
    const even = [
      [
        [1, 0],
        [0.2, 1],
        [0.5, 0.5],
        [0, -1],
      ],
    ];
    const y = [[0, 1, 2, 1]];
    const weights = [[1, 2, 0.5, 0]];
    const model = tagger();
    let state = {};
    for (const from of [0, 2]) {
      const part = <T>(row: readonly T[]): T[] => row.slice(from, from + 2);
      const report = model.trainOnBatch([part(even[0]!)], [part(y[0]!)], state, {
        sampleWeight: [part(weights[0]!)],
      });
      ({ state } = report);
    }
    const cut = await fitted([even, y], { epochs: 1, sampleWeight: weights, bptt: { steps: 2 } });
    expect(cut).toEqual(Float64Array.from(weightsOf(model)));
  });

  it('is one number for each sequence where the loss is', async () => {
    const labels = [[1], [], [2, 1]];
    const one = (): Model => tagger({ loss: 'ctc' });
    const single = await Promise.all(x.map((row, i) => one().evaluate([row], [labels[i]!])));
    const { loss } = await one().evaluate(x, labels, { sampleWeight: rows });
    expect(loss).toBeCloseTo(
      single.reduce((sum, each, i) => sum + rows[i]! * each.loss, 0) / 3,
      12,
    );
  });
});

describe('classWeight', () => {
  const classWeight = { 0: 2, 2: 0.5 };
  const asSteps = tags.map((row) => row.map((tag) => [2, 1, 0.5][tag]!));

  it('is the weight of the steps of a class, 1 where nothing is said', async () => {
    expect(await fitted([x, tags], { classWeight })).toEqual(
      await fitted([x, tags], { sampleWeight: asSteps }),
    );
    const one = await tagger().evaluate(x, tags, { classWeight });
    expect(one).toEqual(await tagger().evaluate(x, tags, { sampleWeight: asSteps }));
  });

  it('is multiplied with sampleWeight', async () => {
    const product = asSteps.map((row, b) => row.map((weight) => weight * rows[b]!));
    expect(await fitted([x, tags], { classWeight, sampleWeight: rows })).toEqual(
      await fitted([x, tags], { sampleWeight: product }),
    );
  });

  it('takes the class of a distribution from its largest number', async () => {
    const oneHot = tags.map((row) => row.map((tag) => [0, 1, 2].map((j) => (j === tag ? 1 : 0))));
    const parts = { loss: 'categoricalCrossentropy' } as const;
    expect(await fitted([x, oneHot], { classWeight }, parts)).toEqual(
      await fitted([x, oneHot], { sampleWeight: asSteps }, parts),
    );
  });

  it.each(['with', 'without'])(
    'takes a probability for 0 or 1, %s an axis of its own',
    async (axis) => {
      const numbers = tags.map((row) => [0, 1, 2].map((t) => (row[t] === 0 ? 0.2 : 0.9)));
      const y = axis === 'with' ? numbers.map((row) => row.map((z) => [z])) : numbers;
      const parts = { loss: 'binaryCrossentropy', units: 1 } as const;
      const sampleWeight = numbers.map((row) => row.map((z) => (z < 0.5 ? 3 : 1)));
      expect(await fitted([x, y], { classWeight: { 0: 3 } }, parts)).toEqual(
        await fitted([x, y], { sampleWeight }, parts),
      );
    },
  );

  it('takes a probability of 1/2 for 1', async () => {
    const halves = tags.map((row) => [0, 1, 2].map((t) => (row[t] === 0 ? 0.4 : 0.5)));
    const parts = { loss: 'binaryCrossentropy', units: 1 } as const;
    const sampleWeight = halves.map((row) => row.map((z) => (z < 0.5 ? 3 : 1)));
    expect(await fitted([x, halves], { classWeight: { 0: 3 } }, parts)).toEqual(
      await fitted([x, halves], { sampleWeight }, parts),
    );
  });

  it('is for training alone, not for what validates it', async () => {
    const model = tagger();
    const { history } = await model.fit(x, tags, { classWeight, validationData: [x, tags] });
    expect(history.val_loss).toEqual([(await model.evaluate(x, tags)).loss]);
  });
});

describe('weights that do not fit', () => {
  const train = (options: FitOptions, parts: Parts = {}, y: ModelData = tags) =>
    tagger(parts).fit(x, y, options);
  const trainAs = async (options: object): Promise<void> => {
    await Reflect.apply(train, undefined, [options]);
  };
  const oneHot = tags.map((row) => row.map(() => [1, 0, 0]));

  it.each<readonly [string, () => Promise<unknown>, Error]>([
    [
      'one number too few',
      () => train({ sampleWeight: [1, 2] }),
      new ShapeError(
        "fit's sampleWeight wants [batch] or [batch, time] for targets [3, 3], got [2]",
      ),
    ],
    [
      'other steps',
      () => train({ sampleWeight: [[1, 1], [1], [1]] }),
      new ShapeError(
        "fit's sampleWeight wants [batch] or [batch, time] for targets [3, 3], got [3, 2]",
      ),
    ],
    [
      'a row that is too short',
      () => train({ sampleWeight: [[1, 1, 1], [1], [1]] }),
      new ShapeError(
        "fit's sampleWeight wants a number for every step of x, but its row 2 is shorter than that of x",
      ),
    ],
    [
      'a number below 0',
      () => train({ sampleWeight: [1, -2, 1] }),
      new ConfigError("fit's sampleWeight wants numbers >= 0, got -2 at [1]"),
    ],
    [
      'NaN',
      () => train({ sampleWeight: [1, 1, Number.NaN] }),
      new ConfigError("fit's sampleWeight wants finite numbers, got NaN at [2]"),
    ],
    [
      'steps for a loss of sequences',
      () => train({ sampleWeight: steps }, { loss: 'ctc' }, [[1], [1], [1]]),
      new ShapeError("fit's sampleWeight wants [batch] for targets [3, 1], got [3, 3]"),
    ],
    [
      'a list of classes',
      () => trainAs({ classWeight: [1, 2] }),
      new ConfigError('fit wants classWeight as { class: weight }, got 1,2'),
    ],
    [
      'a class that is none',
      () => trainAs({ classWeight: { good: 2 } }),
      new ConfigError("fit wants whole numbers as classes of classWeight, got 'good'"),
    ],
    [
      'a class below 0',
      () => train({ classWeight: { 1: -1 } }),
      new ConfigError('fit wants classWeight[1] >= 0, got -1'),
    ],
    [
      'classes of values',
      () => train({ classWeight: { 1: 2 } }, { loss: 'huber' }, oneHot),
      new ConfigError('fit with classWeight wants a loss of classes, got huber'),
    ],
    [
      'classes of several labels at a step',
      () => train({ classWeight: { 1: 2 } }, { loss: 'binaryCrossentropy' }, oneHot),
      new ShapeError(
        'fit with classWeight and binaryCrossentropy wants one target at each step, got [3, 3, 3]',
      ),
    ],
  ])('are refused: %s', async (_, act, error) => {
    await expect(act()).rejects.toEqual(error);
  });

  it('are refused by the steps of the output, where only that can tell', async () => {
    const model = sequential([input({ shape: [2] }), dense({ units: 3 })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const vectors = [
      [1, 2],
      [3, 4],
    ];
    const y = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const act = model.fit(vectors, y, { sampleWeight: y });
    await expect(act).rejects.toEqual(
      new ShapeError(
        "meanSquaredError wants weights for the steps [2] of the model's output, got [2, 3]",
      ),
    );
  });

  it('are refused by class for several outputs', async () => {
    const from = input({ shape: [2] });
    const outputs = [dense({ units: 3 })(from), dense({ units: 3 })(from)];
    const two = graph({ inputs: from, outputs });
    two.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const act = two.fit([[1, 2]], [[0], [1]], { classWeight: { 1: 2 } });
    await expect(act).rejects.toEqual(
      new ConfigError('fit with classWeight wants a model of one output: use sampleWeight'),
    );
  });

  it('are refused by trainOnBatch, too, as are unknown ones', () => {
    const model = tagger();
    expect(() => model.trainOnBatch(x, tags, {}, { sampleWeight: [1] })).toThrow(
      "trainOnBatch's sampleWeight wants [batch] or [batch, time] for targets [3, 3], got [1]",
    );
    const weights = { sampleWeight: rows, weights: rows };
    expect(() => model.trainOnBatch(x, tags, {}, weights)).toThrow(
      "trainOnBatch has no option 'weights': its options are sampleWeight, classWeight",
    );
  });
});
