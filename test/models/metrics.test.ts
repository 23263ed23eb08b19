import { describe, expect, it } from 'vitest';
import {
  auc,
  confusionMatrix,
  confusionTable,
  decodeModel,
  dense,
  encodeModel,
  f1Score,
  input,
  lstm,
  type Metric,
  type MetricName,
  type Model,
  precision,
  sequential,
  sparseTopKCategoricalAccuracy,
} from '../../src/index.ts';

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
  [
    [-1, 0.3],
    [0, 0.9],
  ],
];
const tags = [[0, 2, 1], [2], [1, 0], [1, 1]];

const METRICS: readonly (MetricName | Metric)[] = [
  'accuracy',
  'recall',
  precision({ thresholds: 0.3 }),
  sparseTopKCategoricalAccuracy({ k: 2, name: 'top2' }),
  sparseTopKCategoricalAccuracy({ k: 1, name: 'top1' }),
  f1Score(),
  auc({ numThresholds: 50, curve: 'PR' }),
  confusionMatrix(),
];

function tagger(): Model {
  const layers = [
    input({ shape: [null, 2] }),
    lstm({ units: 4, returnSequences: true }),
    dense({ units: 3 }),
  ] as const;
  const model = sequential([...layers], { dtype: 'float64', seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: METRICS });
  return model;
}

describe('metrics of a model', () => {
  it('are reported by name, several of one metric by name and key', async () => {
    const results = await tagger().evaluate(x, tags);
    const names = ['loss', 'accuracy', 'recall', 'precision', 'top2', 'top1'];
    const ofClasses = ['f1Score_0', 'f1Score_1', 'f1Score_2', 'auc'];
    const cells = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => `confusionMatrix_${i}_${j}`));
    expect(Object.keys(results)).toEqual([...names, ...ofClasses, ...cells]);
    expect(results.top1).toBe(results.accuracy);
    const table = confusionTable(results);
    expect(table.flat().reduce((sum, weight) => sum + weight, 0)).toBe(8);
    const right = table.reduce((sum, row, i) => sum + row[i]!, 0);
    expect(right / 8).toBe(results.accuracy);
  });

  it('are those of all steps, however they are cut into batches', async () => {
    const whole = await tagger().evaluate(x, tags);
    for (const batchSize of [1, 3]) {
      const cut = await tagger().evaluate(x, tags, { batchSize });
      for (const [name, value] of Object.entries(whole)) {
        expect(cut[name], name).toBeCloseTo(value, 12);
      }
    }
  });

  it.each([{ shards: 2 }, { shards: 3, workers: 2 }])(
    'are joined from $shards shards',
    async (how) => {
      const options = { batchSize: 4, epochs: 1, shuffle: false };
      const { history } = await tagger().fit(x, tags, { ...options, ...how });
      const alone = await tagger().fit(x, tags, options);
      for (const [name, [value]] of Object.entries(alone.history)) {
        expect(history[name]?.[0], name).toBeCloseTo(value ?? 0, 10);
      }
    },
  );

  it('are in the file with their options', async () => {
    const model = tagger();
    const { model: again } = decodeModel(encodeModel(model));
    expect(await again.evaluate(x, tags)).toEqual(await model.evaluate(x, tags));
  });

  it('with a list of thresholds are reported by name and threshold', async () => {
    const model = sequential([input({ shape: [2] }), dense({ units: 2, activation: 'sigmoid' })]);
    model.compile({
      optimizer: 'sgd',
      loss: 'binaryCrossentropy',
      metrics: [precision({ thresholds: [0.25, 0.5] }), 'trueNegatives', 'binaryAccuracy'],
    });
    const rows = [
      [1, 0],
      [0, 1],
    ];
    const names = Object.keys(await model.evaluate(rows, rows));
    const ofThresholds = ['precision_0.25', 'precision_0.5'];
    expect(names).toEqual(['loss', ...ofThresholds, 'trueNegatives', 'binaryAccuracy']);
  });

  it('may be a loss as well', async () => {
    const model = sequential([input({ shape: [2] }), dense({ units: 2 })]);
    model.compile({
      optimizer: 'sgd',
      loss: 'meanAbsoluteError',
      metrics: ['meanAbsoluteError', 'rootMeanSquaredError', 'r2Score'],
    });
    const rows = [
      [1, 2],
      [3, -1],
      [0, 1],
    ];
    const { loss, meanAbsoluteError } = await model.evaluate(rows, rows);
    expect(meanAbsoluteError).toBeCloseTo(loss, 6);
  });
});
