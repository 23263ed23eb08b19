import { describe, expect, it } from 'vitest';
import { referenceCompute } from '../../src/kernels/index.ts';
import { copy, type Ids, type Mask, type Tensor, View } from '../../src/tensor/index.ts';
import {
  accuracy,
  auc,
  binaryAccuracy,
  binaryCrossentropy,
  bitsPerToken,
  categoricalAccuracy,
  categoricalCrossentropy,
  confusionMatrix,
  f1Score,
  falseNegatives,
  falsePositives,
  fBetaScore,
  type Loss,
  type LossBatch,
  lossFrom,
  type Metric,
  type MetricBatch,
  meanAbsoluteError,
  meanSquaredError,
  metricBatch,
  metricFrom,
  metricOf,
  perplexity,
  precision,
  precisionAtRecall,
  r2Score,
  recall,
  recallAtPrecision,
  rootMeanSquaredError,
  sensitivityAtSpecificity,
  sparseCategoricalAccuracy,
  sparseCategoricalCrossentropy,
  sparseTopKCategoricalAccuracy,
  specificityAtSensitivity,
  topKCategoricalAccuracy,
  trueNegatives,
  truePositives,
} from '../../src/training/index.ts';
import { ids, jsonOf, mask, normals, tensor } from './draws.ts';

const B = 6;
const T = 5;
const C = 4;
const compute = referenceCompute('float64');

function seen(loss: Loss, batch: LossBatch): MetricBatch {
  return metricBatch(loss, batch, loss.forward(batch, compute).outputs, compute);
}

/** The metric over batches, one after the other. */
function over(metric: Metric, loss: Loss, batches: readonly LossBatch[]): number {
  return metric.result(
    batches.reduce((state, batch) => metric.update(state, seen(loss, batch)), metric.init()),
  );
}

const predictions = normals<3>('predictions', [B, T, C]);
const classes = ids<2>(
  [B, T],
  Array.from({ length: B * T }, (_, i) => (i * i) % C),
);
const numbers = normals<3>('numbers', [B, T, C]);
const zeroToOne = copy(numbers);
for (const [i, x] of numbers.data.entries()) zeroToOne.data[i] = x > 0 ? 1 : 0;
const stepWeights = normals<2>('weights', [B, T]);
for (const [i, w] of stepWeights.data.entries()) stepWeights.data[i] = Math.abs(w);
const MASK: Mask = mask([
  [1, 1, 1, 1, 1],
  [1, 1, 1, 0, 0],
  [0, 0, 1, 1, 1],
  [1, 0, 1, 0, 1],
  [0, 0, 0, 0, 0],
  [1, 0, 0, 0, 0],
]);

interface Case {
  readonly name: string;
  readonly metric: Metric;
  readonly loss: Loss;
  readonly targets: Ids<2> | Tensor<3>;
}

const sparse = sparseCategoricalCrossentropy();
const ignoring = sparseCategoricalCrossentropy({ ignoreClass: 1 });
const cases: readonly Case[] = [
  { name: 'accuracy of classes', metric: accuracy(), loss: sparse, targets: classes },
  { name: 'accuracy without a class', metric: accuracy(), loss: ignoring, targets: classes },
  {
    name: 'accuracy of distributions',
    metric: accuracy(),
    loss: categoricalCrossentropy(),
    targets: zeroToOne,
  },
  { name: 'binary accuracy', metric: accuracy(), loss: binaryCrossentropy(), targets: zeroToOne },
  { name: 'perplexity', metric: perplexity(), loss: sparse, targets: classes },
  { name: 'perplexity without a class', metric: perplexity(), loss: ignoring, targets: classes },
  { name: 'bits per token', metric: bitsPerToken(), loss: ignoring, targets: classes },
  {
    name: 'mean absolute error',
    metric: meanAbsoluteError(),
    loss: meanSquaredError(),
    targets: numbers,
  },
  {
    name: 'root mean squared error',
    metric: rootMeanSquaredError(),
    loss: meanSquaredError(),
    targets: numbers,
  },
  { name: 'R²', metric: r2Score(), loss: meanSquaredError(), targets: numbers },
  {
    name: 'top-2 accuracy of classes',
    metric: sparseTopKCategoricalAccuracy({ k: 2 }),
    loss: ignoring,
    targets: classes,
  },
  {
    name: 'top-2 accuracy of distributions',
    metric: topKCategoricalAccuracy({ k: 2 }),
    loss: categoricalCrossentropy(),
    targets: zeroToOne,
  },
  {
    name: 'precision of classes',
    metric: precision({ thresholds: 0.3 }),
    loss: sparse,
    targets: classes,
  },
  { name: 'precision', metric: precision(), loss: binaryCrossentropy(), targets: zeroToOne },
  {
    name: 'recall of the two likeliest',
    metric: recall({ topK: 2 }),
    loss: binaryCrossentropy(),
    targets: zeroToOne,
  },
  {
    name: 'recall of one class',
    metric: recall({ classId: 1, thresholds: 0.2 }),
    loss: sparse,
    targets: classes,
  },
  { name: 'f1 of classes', metric: f1Score({ average: 'macro' }), loss: sparse, targets: classes },
  {
    name: 'weighted f1',
    metric: f1Score({ average: 'weighted', threshold: 0.4 }),
    loss: binaryCrossentropy(),
    targets: zeroToOne,
  },
  {
    name: 'micro f1',
    metric: f1Score({ average: 'micro', threshold: 0.4 }),
    loss: binaryCrossentropy(),
    targets: zeroToOne,
  },
  { name: 'ROC', metric: auc(), loss: binaryCrossentropy(), targets: zeroToOne },
  {
    name: 'precision over recall',
    metric: auc({ curve: 'PR', numThresholds: 20 }),
    loss: sparse,
    targets: classes,
  },
  {
    name: 'f-beta of classes',
    metric: fBetaScore({ average: 'weighted', beta: 2 }),
    loss: sparse,
    targets: classes,
  },
  {
    name: 'ROC of each label',
    metric: auc({ multiLabel: true, labelWeights: [1, 2, 0.5, 3], summationMethod: 'minoring' }),
    loss: binaryCrossentropy(),
    targets: zeroToOne,
  },
  {
    name: 'precision over recall at thresholds of its own',
    metric: auc({ curve: 'PR', thresholds: [0.7, 0.2, 0.5], summationMethod: 'majoring' }),
    loss: sparse,
    targets: classes,
  },
  {
    name: 'precision at a recall',
    metric: precisionAtRecall({ recall: 0.4 }),
    loss: binaryCrossentropy(),
    targets: zeroToOne,
  },
  {
    name: 'recall at a precision',
    metric: recallAtPrecision({ precision: 0.3, classId: 1, numThresholds: 20 }),
    loss: sparse,
    targets: classes,
  },
  {
    name: 'sensitivity at a specificity',
    metric: sensitivityAtSpecificity({ specificity: 0.3 }),
    loss: sparse,
    targets: classes,
  },
  {
    name: 'specificity at a sensitivity',
    metric: specificityAtSensitivity({ sensitivity: 0.3, name: 'kept' }),
    loss: binaryCrossentropy(),
    targets: zeroToOne,
  },
  {
    name: 'recall at several thresholds',
    metric: recall({ thresholds: [0.2, 0.6] }),
    loss: sparse,
    targets: classes,
  },
  {
    name: 'accuracy of labels',
    metric: binaryAccuracy({ threshold: 0.4 }),
    loss: binaryCrossentropy(),
    targets: zeroToOne,
  },
  {
    name: 'accuracy of one-hot classes',
    metric: categoricalAccuracy(),
    loss: categoricalCrossentropy(),
    targets: zeroToOne,
  },
  {
    name: 'accuracy of sparse classes',
    metric: sparseCategoricalAccuracy(),
    loss: ignoring,
    targets: classes,
  },
  ...(
    ['meanSquaredError', 'meanAbsolutePercentageError', 'logCosh', 'cosineSimilarity'] as const
  ).map(
    (name): Case => ({
      name: `${name} as a metric`,
      metric: metricFrom(name, {}),
      loss: meanAbsoluteError(),
      targets: numbers,
    }),
  ),
  ...(['hinge', 'squaredHinge', 'categoricalHinge', 'meanSquaredLogarithmicError'] as const).map(
    (name): Case => ({
      name: `${name} as a metric`,
      metric: metricFrom(name, {}),
      loss: meanSquaredError(),
      targets: zeroToOne,
    }),
  ),
  { name: 'confusion matrix', metric: confusionMatrix(), loss: sparse, targets: classes },
];

/** Rows `from` to `to` of `[batch, …]`. */
function rows<V extends View<2, Int32Array | Uint8Array> | Tensor>(
  view: V,
  from: number,
  to: number,
): V;
function rows(view: View<number, Float64Array>, from: number, to: number): unknown {
  const perRow = view.data.length / B;
  return new View(view.data.slice(from * perRow, to * perRow), [to - from, ...view.shape.slice(1)]);
}

describe.each(cases)('$name', ({ metric, loss, targets }) => {
  const whole: LossBatch = { predictions, targets, mask: MASK, stepWeights };

  it('gives the same bits whole and in batches of any size', () => {
    const expected = over(metric, loss, [whole]);
    for (const cuts of [
      [0, 1, 2, 3, 4, 5, 6],
      [0, 4, 6],
      [0, 0, 5, 6],
    ]) {
      const batches = cuts.slice(1).map((to, i) => {
        const from = cuts[i]!;
        return {
          predictions: rows(predictions, from, to),
          targets: rows(targets, from, to),
          mask: rows(MASK, from, to),
          stepWeights: rows(stepWeights, from, to),
        };
      });
      expect(over(metric, loss, batches)).toBe(expected);
    }
    expect(Math.abs(expected)).toBeGreaterThan(0.01);
  });

  it('joins what two of them have seen, so that it is as if one had', () => {
    const [first, second, third] = [
      [0, 2],
      [2, 5],
      [5, 6],
    ].map(([from = 0, to = 0]) => {
      const part = {
        predictions: rows(predictions, from, to),
        targets: rows(targets, from, to),
        mask: rows(MASK, from, to),
        stepWeights: rows(stepWeights, from, to),
      };
      return metric.update(metric.init(), seen(loss, part));
    });
    const joined = metric.merge?.(metric.merge(first, second), third);
    expect(metric.result(joined)).toBeCloseTo(over(metric, loss, [whole]), 12);
    const untouched = metric.merge?.(metric.init(), metric.merge(joined, metric.init()));
    expect(metric.result(untouched)).toBe(metric.result(joined));
  });

  it('is made again by its kind and options', () => {
    const { kind = metric.name, options = {} } = metric;
    const again = metricFrom(kind, Object.assign({}, jsonOf(options)));
    expect(again.name).toBe(metric.name);
    expect(over(again, loss, [whole])).toBe(over(metric, loss, [whole]));
  });

  it('never looks at masked steps', () => {
    const spoilt = {
      ...whole,
      predictions: copy(predictions),
      targets: copyOf(targets),
      stepWeights: copy(stepWeights),
    };
    for (const [step, counts] of MASK.data.entries()) {
      if (counts === 1) continue;
      spoilt.predictions.data.fill(Number.NaN, step * C, (step + 1) * C);
      spoilt.stepWeights.data[step] = Number.NaN;
      if (spoilt.targets.data instanceof Int32Array) spoilt.targets.data[step] = -7;
      else spoilt.targets.data.fill(Number.NaN, step * C, (step + 1) * C);
    }
    expect(over(metric, loss, [spoilt])).toBe(over(metric, loss, [whole]));
  });

  it('leaves a state as it was, and the batch too', () => {
    const batch = seen(loss, whole);
    const state = Object.freeze(metric.update(metric.init(), batch));
    const value = metric.result(state);
    const before = [...predictions.data, ...targets.data];
    const next = metric.update(state, batch);
    expect(metric.result(state)).toBe(value);
    expect(next).not.toBe(state);
    expect([...predictions.data, ...targets.data]).toEqual(before);
  });

  it('doubles no weight: a weight of 2 everywhere changes nothing but the last digit', () => {
    const twice = copy(stepWeights);
    for (const [i, w] of stepWeights.data.entries()) twice.data[i] = 2 * w;
    const once = over(metric, loss, [whole]);
    expect(over(metric, loss, [{ ...whole, stepWeights: twice }])).toBeCloseTo(once, 13);
  });

  it('counts a step of weight 2 as two steps, and one of weight 0 as none', () => {
    const leading = [1, 3];
    const weighted: LossBatch = {
      predictions: steps(predictions, [0, 1, 2]),
      targets: steps(targets, [0, 1, 2]),
      stepWeights: tensor(leading, [2, 0, 1]),
    };
    const repeated: LossBatch = {
      predictions: steps(predictions, [0, 0, 2]),
      targets: steps(targets, [0, 0, 2]),
    };
    expect(over(metric, loss, [weighted])).toBeCloseTo(over(metric, loss, [repeated]), 13);
  });
});

function copyOf(targets: Ids<2> | Tensor<3>): LossBatch['targets'] {
  return targets.data instanceof Int32Array
    ? ids(targets.shape, [...targets.data])
    : tensor(targets.shape, [...targets.data]);
}

/** These steps of the first row, as `[1, steps, …]`. */
function steps(view: Tensor, which: readonly number[]): Tensor;
function steps(view: Ids<2> | Tensor, which: readonly number[]): LossBatch['targets'];
function steps(view: Ids<2> | Tensor, which: readonly number[]): LossBatch['targets'] {
  const { data } = view;
  if (data instanceof Int32Array)
    return ids(
      [1, which.length],
      which.map((t) => data[t]!),
    );
  return tensor(
    [1, which.length, C],
    which.flatMap((t) => [...data.slice(t * C, (t + 1) * C)]),
  );
}

describe('accuracy', () => {
  const accuracyOf = (loss: Loss, batch: LossBatch): number => over(accuracy(), loss, [batch]);

  it('takes the first of equal numbers', () => {
    const tied = tensor([3, 3], [1, 1, 0, 0, 2, 2, 5, 5, 5]);
    const at = (...targets: number[]): number =>
      accuracyOf(sparse, { predictions: tied, targets: ids([3], targets) });
    expect(at(0, 1, 0)).toBe(1);
    expect(at(1, 2, 1)).toBe(0);
    expect(
      accuracyOf(categoricalCrossentropy(), {
        predictions: tied,
        targets: tensor([3, 3], [0.5, 0.5, 0, 0, 0.5, 0.5, 0.2, 0.4, 0.4]),
      }),
    ).toBe(2 / 3);
  });

  it('puts the threshold at 0 for logits and at 1/2 for values, and neither belongs to 1', () => {
    const batch = (...x: number[]): LossBatch => ({
      predictions: tensor([x.length, 1], x),
      targets: tensor(
        [x.length],
        x.map(() => 1),
      ),
    });
    expect(accuracyOf(binaryCrossentropy(), batch(-0.1, 0, 0.1, 0.5))).toBe(0.5);
    expect(accuracyOf(meanSquaredError(), batch(0.1, 0.5, 0.500001, 9))).toBe(0.5);
  });

  it('is the share of right labels where a step has many', () => {
    const batch = {
      predictions: tensor([2, 4], [1, -1, 1, -1, 1, 1, 1, 1]),
      targets: tensor([2, 4], [1, 0, 0, 0, 0.3, 1, 1, 1]),
    };
    expect(accuracyOf(binaryCrossentropy(), batch)).toBe(6 / 8);
  });

  it('is 0 where no step counts', () => {
    expect(over(accuracy(), sparse, [])).toBe(0);
    const nothing = { predictions: normals('x', [2, C]), targets: ids([2], [1, 1]) };
    expect(accuracyOf(ignoring, nothing)).toBe(0);
  });
});

describe('perplexity and bits per token', () => {
  /** −ln p(target), written out. */
  const nllOf = (step: number): number => {
    const x = [...predictions.data.subarray(step * C, (step + 1) * C)];
    return Math.log(x.reduce((sum, xj) => sum + Math.exp(xj), 0)) - x[classes.data[step]!]!;
  };

  it.each([
    { name: 'plain', batch: {}, ignoreClass: undefined },
    { name: 'masked', batch: { mask: MASK }, ignoreClass: undefined },
    {
      name: 'masked, weighted, a class ignored',
      batch: { mask: MASK, stepWeights },
      ignoreClass: 1,
    },
  ])('are exp and log2 of the mean of −ln p(target): $name', ({ batch, ignoreClass }) => {
    const loss = sparseCategoricalCrossentropy(ignoreClass === undefined ? {} : { ignoreClass });
    let total = 0;
    let weight = 0;
    for (let step = 0; step < B * T; step++) {
      if (batch.mask?.data[step] === 0 || classes.data[step] === ignoreClass) continue;
      const w = batch.stepWeights?.data[step] ?? 1;
      total += w * nllOf(step);
      weight += w;
    }
    const whole = { predictions, targets: classes, ...batch };
    expect(over(perplexity(), loss, [whole])).toBeCloseTo(Math.exp(total / weight), 12);
    expect(over(bitsPerToken(), loss, [whole])).toBeCloseTo(total / weight / Math.LN2, 12);
  });

  it.each([
    { smooth: categoricalCrossentropy({ labelSmoothing: 0.3 }), plain: categoricalCrossentropy() },
    { smooth: binaryCrossentropy({ labelSmoothing: 0.3 }), plain: binaryCrossentropy() },
  ])('do not see the label smoothing of $smooth.name', ({ smooth, plain }) => {
    const batch = { predictions, targets: zeroToOne, mask: MASK, stepWeights };
    expect(over(perplexity(), smooth, [batch])).toBe(over(perplexity(), plain, [batch]));
    expect(smooth.forward(batch, compute).outputs.total).not.toBe(
      plain.forward(batch, compute).outputs.total,
    );
  });

  it('are those of a fair guess where all predictions are equal', () => {
    const flatBatch = {
      predictions: tensor([3, 8], new Array(24).fill(0.5)),
      targets: ids([3], [0, 5, 7]),
    };
    expect(over(perplexity(), sparse, [flatBatch])).toBeCloseTo(8, 13);
    expect(over(bitsPerToken(), sparse, [flatBatch])).toBeCloseTo(3, 14);
  });

  it('are 1 and 0 where no step counts', () => {
    expect(over(perplexity(), sparse, [])).toBe(1);
    expect(over(bitsPerToken(), sparse, [])).toBe(0);
  });

  it('compute −ln p once for all metrics, and not at all where none asks', () => {
    let computed = 0;
    const counting: Loss = {
      ...categoricalCrossentropy({ labelSmoothing: 0.1 }),
      nll(_, { losses }) {
        computed++;
        return losses;
      },
    };
    const batch = seen(counting, { predictions, targets: zeroToOne });
    accuracy().update(accuracy().init(), batch);
    expect(computed).toBe(0);
    for (const metric of [perplexity(), bitsPerToken()]) metric.update(metric.init(), batch);
    expect(batch.nll()).toBe(batch.nll());
    expect(computed).toBe(1);
  });
});

describe('meanAbsoluteError', () => {
  it('is the mean of |y − t| over numbers and steps', () => {
    const batch = {
      predictions: tensor([2, 2], [1, -1, 3, 0]),
      targets: tensor([2, 2], [0, 1, 3, 0.5]),
      stepWeights: tensor([2], [1, 3]),
    };
    expect(over(meanAbsoluteError(), meanSquaredError(), [batch])).toBe((1.5 + 3 * 0.25) / 4);
  });

  it('takes targets without a last axis of 1', () => {
    const batch = { predictions: tensor([2, 1], [1, 2]), targets: tensor([2], [0, 4]) };
    expect(over(meanAbsoluteError(), meanSquaredError(), [batch])).toBe(1.5);
  });
});

describe('counts of labels', () => {
  it('add up to the labels of all steps that count', () => {
    const whole = { predictions, targets: zeroToOne, mask: MASK, stepWeights };
    const counts = [truePositives, falsePositives, falseNegatives, trueNegatives].map((count) =>
      over(count({ thresholds: 0.3 }), binaryCrossentropy(), [whole]),
    );
    let weight = 0;
    for (const [step, own] of stepWeights.data.entries()) weight += MASK.data[step]! * own * C;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(weight, 12);
    expect(counts.every((count) => count > 0)).toBe(true);
  });

  it('are those of plain formulas, at each threshold', () => {
    const batch = {
      predictions: tensor([4, 1], [Math.log(1 / 9), Math.log(1 / 3), Math.log(3), Math.log(9)]),
      targets: tensor([4, 1], [0, 1, 0, 1]), // 0.1 0.25 0.75 0.9
    };
    const at = (count: typeof truePositives): Record<string, number> | undefined => {
      const metric = count({ thresholds: [0.2, 0.5, 0.8] });
      return metric.results?.(metric.update(metric.init(), seen(binaryCrossentropy(), batch)));
    };
    expect(at(truePositives)).toEqual({ 0.2: 2, 0.5: 1, 0.8: 1 });
    expect(at(falsePositives)).toEqual({ 0.2: 1, 0.5: 1, 0.8: 0 });
    expect(at(falseNegatives)).toEqual({ 0.2: 0, 0.5: 1, 0.8: 1 });
    expect(at(trueNegatives)).toEqual({ 0.2: 1, 0.5: 1, 0.8: 2 });
  });
});

describe('losses as metrics', () => {
  const positive = copy(numbers); // what poisson takes the logarithm of
  for (const [i, x] of numbers.data.entries()) positive.data[i] = Math.abs(x);
  const near = { predictions: positive, targets: zeroToOne, mask: MASK };

  it.each([
    meanSquaredError(),
    ...[metricFrom('poisson', {}), metricFrom('klDivergence', {}), metricFrom('logCosh', {})],
    ...[metricFrom('hinge', {}), metricFrom('categoricalHinge', {})],
  ])('$name is the mean of the loss of the same name', (metric) => {
    const loss = lossFrom(metric.name, {});
    const { outputs } = loss.forward(near, compute);
    expect(outputs.count).toBe(15);
    expect(over(metric, meanAbsoluteError(), [near])).toBeCloseTo(outputs.total / 15, 13);
  });

  it('cosineSimilarity is the cosine, of which the loss is the opposite', () => {
    const { outputs } = lossFrom('cosineSimilarity', {}).forward(near, compute);
    const cosine = over(metricFrom('cosineSimilarity', {}), meanSquaredError(), [near]);
    expect(cosine).toBeCloseTo(-outputs.total / outputs.count, 13);
    expect(cosine).toBeGreaterThan(0.1);
  });

  it('want a loss that compares values', () => {
    expect(() => metricOf('meanSquaredError', sparse)).toThrow(
      'meanSquaredError wants a loss that compares values, got sparseCategoricalCrossentropy',
    );
  });
});

describe('metricOf', () => {
  it.each(['accuracy', 'perplexity', 'bitsPerToken'] as const)("knows '%s'", (name) => {
    expect(metricOf(name, sparse).name).toBe(name);
  });

  it("knows 'meanAbsoluteError'", () => {
    expect(metricOf('meanAbsoluteError', meanSquaredError()).name).toBe('meanAbsoluteError');
  });

  it("takes a metric of one's own, whose state only it knows", () => {
    const worst: Metric<{ readonly loss: number }> = {
      name: 'worst',
      init: () => ({ loss: 0 }),
      update: ({ loss }, { losses }) => ({ loss: Math.max(loss, ...losses) }),
      result: ({ loss }) => loss,
    };
    const metric: Metric = metricOf(worst, meanSquaredError());
    expect(metric).toBe(worst);
    const batch = (y: number): LossBatch => ({
      predictions: tensor([1, 1], [y]),
      targets: tensor([1], [0]),
    });
    expect(over(metric, meanSquaredError(), [batch(2), batch(3), batch(1)])).toBe(9);
  });
});
