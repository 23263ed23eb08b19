import { describe, expect, it } from 'vitest';
import { referenceCompute } from '../../src/kernels/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import {
  auc,
  binaryAccuracy,
  binaryCrossentropy,
  categoricalAccuracy,
  categoricalCrossentropy,
  confusionMatrix,
  confusionTable,
  f1Score,
  fBetaScore,
  type Loss,
  type LossBatch,
  type Metric,
  meanSquaredError,
  metricBatch,
  metricFrom,
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
} from '../../src/training/index.ts';
import { ids, normals, tensor } from './draws.ts';

const compute = referenceCompute('float64');

function stateOf<S>(metric: Metric<S>, loss: Loss, batch: LossBatch): S {
  const { outputs } = loss.forward(batch, compute);
  return metric.update(metric.init(), metricBatch(loss, batch, outputs, compute));
}

function resultOf<S>(metric: Metric<S>, loss: Loss, batch: LossBatch): number {
  return metric.result(stateOf(metric, loss, batch));
}

/** Logits of these probabilities. */
function logits(shape: number[], probabilities: readonly number[]): Tensor {
  return tensor(
    shape,
    probabilities.map((p) => Math.log(p / (1 - p))),
  );
}

const sparse = sparseCategoricalCrossentropy();
const binary = binaryCrossentropy();

describe('top-k accuracy', () => {
  const predictions = tensor([3, 4], [4, 3, 2, 1, 1, 1, 1, 0, 0, 5, 4, 9]);

  it('is the share of classes with fewer than k larger predictions', () => {
    const at = (k: number): number =>
      resultOf(sparseTopKCategoricalAccuracy({ k }), sparse, {
        predictions,
        targets: ids([3], [2, 0, 0]),
      });
    expect([1, 2, 3, 4].map(at)).toEqual([1 / 3, 1 / 3, 2 / 3, 1]);
  });

  it('takes the class of a distribution from its largest number', () => {
    const targets = tensor([3, 4], [0, 0, 1, 0, 0.7, 0.1, 0.1, 0.1, 1, 0, 0, 0]);
    const loss = categoricalCrossentropy();
    const at = (k: number): number =>
      resultOf(topKCategoricalAccuracy({ k }), loss, { predictions, targets });
    expect([1, 2, 3, 4].map(at)).toEqual([1 / 3, 1 / 3, 2 / 3, 1]);
  });
});

describe('precision and recall', () => {
  // said: 1 1 0 0 | 1 0 0 1, there: 1 0 1 0 | 1 1 0 0
  const batch: LossBatch = {
    predictions: logits([2, 4], [0.9, 0.6, 0.4, 0.1, 0.7, 0.2, 0.3, 0.8]),
    targets: tensor([2, 4], [1, 0, 1, 0, 1, 1, 0, 0]),
  };

  it('are hits among what is said, and among what is there', () => {
    expect(resultOf(precision(), binary, batch)).toBe(2 / 4);
    expect(resultOf(recall(), binary, batch)).toBe(2 / 4);
    expect(resultOf(precision({ thresholds: 0.65 }), binary, batch)).toBe(2 / 3);
    expect(resultOf(recall({ thresholds: 0.15 }), binary, batch)).toBe(4 / 4);
  });

  it('look at one label, or at the likeliest', () => {
    expect(resultOf(precision({ classId: 3 }), binary, batch)).toBe(0);
    expect(resultOf(recall({ classId: 1 }), binary, batch)).toBe(0);
    expect(resultOf(precision({ topK: 1 }), binary, batch)).toBe(1 / 2);
    expect(resultOf(recall({ topK: 3 }), binary, batch)).toBe(3 / 4);
    expect(resultOf(recall({ topK: 3, thresholds: 0.35 }), binary, batch)).toBe(3 / 4);
    expect(resultOf(recall({ topK: 1, thresholds: 0.85 }), binary, batch)).toBe(1 / 4);
  });

  it('weigh steps', () => {
    const stepWeights = tensor([2], [3, 1]);
    expect(resultOf(precision(), binary, { ...batch, stepWeights })).toBe((3 + 1) / (6 + 2));
    expect(resultOf(recall({ classId: 2 }), binary, { ...batch, stepWeights })).toBe(0);
  });

  it('take classes for labels of which one is right, by the softmax of the logits', () => {
    const predictions = tensor([2, 3], [0, Math.log(2), Math.log(7), Math.log(6), Math.log(3), 0]);
    const of = { predictions, targets: ids([2], [1, 0]) }; // 0.1 0.2 0.7, 0.6 0.3 0.1
    expect(resultOf(precision(), sparse, of)).toBe(1 / 2);
    expect(resultOf(recall({ thresholds: 0.19 }), sparse, of)).toBe(1);
    expect(resultOf(precision({ thresholds: 0.19 }), sparse, of)).toBe(2 / 4);
  });

  it('have a result for each of several thresholds', () => {
    const metric = precision({ thresholds: [0.65, 0.35] });
    expect(metric.results?.(stateOf(metric, binary, batch))).toEqual({ 0.65: 2 / 3, 0.35: 3 / 5 });
    expect(resultOf(metric, binary, batch)).toBe(2 / 3);
    expect('results' in precision({ thresholds: 0.65 })).toBe(false);
    const of = { thresholds: [0.1, 0.75], topK: 2, classId: 0 };
    expect(recall(of).results?.(stateOf(recall(of), binary, batch))).toEqual({ 0.1: 1, 0.75: 0.5 });
  });

  it('are 0 where nothing is said or there', () => {
    const nothing = { predictions: logits([1, 2], [0.1, 0.2]), targets: tensor([1, 2], [0, 0]) };
    expect(resultOf(precision(), binary, nothing)).toBe(0);
    expect(resultOf(recall(), binary, nothing)).toBe(0);
  });
});

describe('f1Score', () => {
  // taken for 0 0 1 2 1, right 0 1 1 2 2
  const predictions = tensor([5, 3], [5, 1, 1, 4, 3, 0, 0, 9, 1, 0, 0, 1, 2, 3, 1]);
  const batch = { predictions, targets: ids([5], [0, 1, 1, 2, 2]) };
  const each = [2 / 3, 1 / 2, 2 / 3];

  it('is reported for each label by default', () => {
    const metric = f1Score();
    expect(metric.results?.(stateOf(metric, sparse, batch))).toEqual({
      0: each[0],
      1: each[1],
      2: each[2],
    });
  });

  it('is averaged in three ways', () => {
    const mean = (...scores: number[]): number => scores.reduce((a, b) => a + b, 0) / scores.length;
    const by = (average: 'macro' | 'weighted' | 'micro'): number =>
      resultOf(f1Score({ average }), sparse, batch);
    expect(by('macro')).toBeCloseTo(mean(...each), 15);
    expect(by('weighted')).toBeCloseTo((each[0]! + 2 * each[1]! + 2 * each[2]!) / 5, 15);
    expect(by('micro')).toBe(3 / 5);
    expect('results' in f1Score({ average: 'micro' })).toBe(false);
  });

  it('is fBetaScore with a beta of 1, and comes near to recall with a great one', () => {
    const by = (beta: number): number =>
      resultOf(fBetaScore({ average: 'macro', beta }), sparse, batch);
    expect(by(1)).toBe(resultOf(f1Score({ average: 'macro' }), sparse, batch));
    // precision 1/2 1/2 1, recall 1 1/2 1/2
    const of = (beta: number): number => {
      const f = (p: number, r: number): number => ((1 + beta ** 2) * p * r) / (beta ** 2 * p + r);
      return (f(1 / 2, 1) + f(1 / 2, 1 / 2) + f(1, 1 / 2)) / 3;
    };
    for (const beta of [0.5, 2, 3]) expect(by(beta)).toBeCloseTo(of(beta), 14);
    expect(by(1000)).toBeCloseTo(2 / 3, 5);
  });

  it('takes labels above a threshold', () => {
    const of = {
      predictions: logits([2, 2], [0.9, 0.4, 0.2, 0.6]),
      targets: tensor([2, 2], [1, 1, 0, 1]),
    };
    expect(resultOf(f1Score({ average: 'micro', threshold: 0.5 }), binary, of)).toBe(4 / 5);
    expect(resultOf(f1Score({ average: 'micro', threshold: 0.3 }), binary, of)).toBe(1);
  });
});

describe('auc', () => {
  const N = 40;
  const random = normals('scores', [N, 1]);
  const p = [...random.data].map((x) => 1 / (1 + Math.exp(-x)));
  const right = p.map((each, i) => (each + Math.sin(7 * i) / 3 > 0.5 ? 1 : 0));
  const weights = p.map((_, i) => 0.5 + (i % 3));
  const batch = {
    predictions: random,
    targets: tensor([N, 1], right),
    stepWeights: tensor([N], weights),
  };

  /** Weights of hits and false alarms above every threshold, as Keras counts them. */
  const counts = (n: number) => {
    const inner = Array.from({ length: n - 2 }, (_, i) => (i + 1) / (n - 1));
    return [-1e-7, ...inner, 1 + 1e-7].map((threshold) => {
      const above = (wanted: number): number =>
        p.reduce(
          (sum, each, i) => (each > threshold && right[i] === wanted ? sum + weights[i]! : sum),
          0,
        );
      return { tp: above(1), fp: above(0) };
    });
  };
  const pairsOf = <T>(list: readonly T[]): [T, T][] =>
    list.slice(1).map((next, i): [T, T] => [list[i]!, next]);

  it.each([2, 3, 20, 200])('of ROC adds trapezoids between %i thresholds', (n) => {
    const points = counts(n);
    const { tp: positives, fp: negatives } = points[0]!;
    const area = pairsOf(points).reduce(
      (sum, [a, b]) => sum + ((a.fp - b.fp) / negatives) * ((a.tp + b.tp) / positives / 2),
      0,
    );
    expect(resultOf(auc({ numThresholds: n }), binary, batch)).toBeCloseTo(area, 13);
    expect(area).toBeGreaterThanOrEqual(0.5);
  });

  it.each([3, 20, 200])(
    'of precision over recall takes hits as linear in alarms: %i thresholds',
    (n) => {
      const points = counts(n);
      const area = pairsOf(points).reduce((sum, [a, b]) => {
        // ∫ tp / (tp + fp) dtp between both points, by many small steps
        const steps = 4000;
        let part = 0;
        for (let s = 0; s < steps; s++) {
          const at = (s + 0.5) / steps;
          const tp = b.tp + at * (a.tp - b.tp);
          const fp = b.fp + at * (a.fp - b.fp);
          if (tp + fp > 0) part += (tp / (tp + fp)) * ((a.tp - b.tp) / steps);
        }
        return sum + part / points[0]!.tp;
      }, 0);
      expect(resultOf(auc({ curve: 'PR', numThresholds: n }), binary, batch)).toBeCloseTo(area, 5);
    },
  );

  it.each(['ROC', 'PR'] as const)('of %s adds the lower or the higher of two points', (curve) => {
    const n = 20;
    const points = counts(n);
    const { tp: positives, fp: negatives } = points[0]!;
    const x = ({ tp, fp }: { tp: number; fp: number }): number =>
      curve === 'ROC' ? fp / negatives : tp / positives;
    const y = ({ tp, fp }: { tp: number; fp: number }): number =>
      curve === 'ROC' ? tp / positives : tp === 0 ? 0 : tp / (tp + fp);
    const area = (height: (...of: number[]) => number): number =>
      pairsOf(points).reduce((sum, [a, b]) => sum + (x(a) - x(b)) * height(y(a), y(b)), 0);
    const by = (summationMethod: 'minoring' | 'majoring' | 'interpolation'): number =>
      resultOf(auc({ curve, numThresholds: n, summationMethod }), binary, batch);
    expect(by('minoring')).toBeCloseTo(area(Math.min), 13);
    expect(by('majoring')).toBeCloseTo(area(Math.max), 13);
    expect(by('minoring')).toBeLessThan(by('interpolation'));
    expect(by('interpolation')).toBeLessThan(by('majoring'));
  });

  it('takes thresholds of its own', () => {
    const thresholds = [0.75, 0.25, 0.5];
    const even = resultOf(auc({ numThresholds: 5 }), binary, batch);
    expect(resultOf(auc({ thresholds }), binary, batch)).toBe(even);
    expect(resultOf(auc({ thresholds: [0.3] }), binary, batch)).not.toBe(even);
  });

  it('has a curve for each label, whose areas are weighed', () => {
    const three = normals('three', [N, 3]);
    const targets = tensor(
      [N, 3],
      [...three.data].map((s, i) => (s + Math.sin(5 * i) > 0 ? 1 : 0)),
    );
    const column = (of: Tensor, j: number): Tensor =>
      tensor(
        [N, 1],
        [...of.data].filter((_, i) => i % 3 === j),
      );
    const areas = [0, 1, 2].map((j) =>
      resultOf(auc(), binary, { predictions: column(three, j), targets: column(targets, j) }),
    );
    const by = (options: Parameters<typeof auc>[0]): number =>
      resultOf(auc({ multiLabel: true, ...options }), binary, { predictions: three, targets });
    expect(by({})).toBeCloseTo((areas[0]! + areas[1]! + areas[2]!) / 3, 14);
    const labelWeights = [3, 0, 1];
    expect(by({ labelWeights })).toBeCloseTo((3 * areas[0]! + areas[2]!) / 4, 14);
    expect(() => by({ labelWeights: [1, 2] })).toThrow(
      'auc wants labelWeights for each of 3 labels, got 2',
    );
  });

  it('has points at which one share is bounded and another the greatest', () => {
    const points = counts(50);
    const { tp: positives, fp: negatives } = points[0]!;
    const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);
    const at = points.map(({ tp, fp }) => ({
      precision: share(tp, tp + fp),
      recall: share(tp, positives),
      specificity: share(negatives - fp, negatives),
    }));
    type Name = 'precision' | 'recall' | 'specificity';
    const best = (wanted: Name, kept: Name, bound: number): number =>
      Math.max(0, ...at.filter((one) => one[kept] >= bound).map((one) => one[wanted]));
    const how = { numThresholds: 50 };
    for (const bound of [0.2, 0.5, 0.8, 0.95]) {
      const made: readonly [Metric, number][] = [
        [precisionAtRecall({ ...how, recall: bound }), best('precision', 'recall', bound)],
        [recallAtPrecision({ ...how, precision: bound }), best('recall', 'precision', bound)],
        [
          sensitivityAtSpecificity({ ...how, specificity: bound }),
          best('recall', 'specificity', bound),
        ],
        [
          specificityAtSensitivity({ ...how, sensitivity: bound }),
          best('specificity', 'recall', bound),
        ],
      ];
      for (const [metric, expected] of made) {
        expect(resultOf(metric, binary, batch), `${metric.name} ${bound}`).toBeCloseTo(
          expected,
          13,
        );
      }
    }
  });

  it('is 1 where every hit is above every miss, and 1/2 where all are alike', () => {
    const targets = tensor([4, 1], [0, 0, 1, 1]);
    const of = (...probabilities: number[]): number =>
      resultOf(auc(), binary, { predictions: logits([4, 1], probabilities), targets });
    expect(of(0.1, 0.2, 0.7, 0.9)).toBe(1);
    expect(of(0.9, 0.7, 0.2, 0.1)).toBe(0);
    expect(of(0.5, 0.5, 0.5, 0.5)).toBe(0.5);
  });

  it('takes values for probabilities, and refuses what is none', () => {
    const targets = tensor([2, 1], [0, 1]);
    const of = (...values: number[]): number =>
      resultOf(auc(), meanSquaredError(), { predictions: tensor([2, 1], values), targets });
    expect(of(0, 1)).toBe(1);
    expect(() => of(0, 1.5)).toThrow(
      'auc wants predictions in [0, 1], got 1.5: end the model in a sigmoid',
    );
  });

  it('has 200 thresholds by default, between which it sees no order', () => {
    const areaOf = (wrong: number, right: number): number =>
      resultOf(auc(), meanSquaredError(), {
        predictions: tensor([2, 1], [wrong, right]),
        targets: tensor([2, 1], [0, 1]),
      });
    expect(areaOf(99.5 / 199, 100.5 / 199)).toBe(1);
    expect(areaOf(0.499, 0.501)).toBe(1 / 2); // both between 99/199 and 100/199
  });

  it.each([-0.01, 1.01])('refuses %d, which is no probability', (p) => {
    const batch = { predictions: tensor([1, 1], [p]), targets: tensor([1, 1], [1]) };
    expect(() => resultOf(auc(), meanSquaredError(), batch)).toThrow(
      `auc wants predictions in [0, 1], got ${p}: end the model in a sigmoid`,
    );
  });

  it('is 0 without labels of both sorts', () => {
    const predictions = logits([2, 1], [0.3, 0.6]);
    expect(resultOf(auc(), binary, { predictions, targets: tensor([2, 1], [0, 0]) })).toBe(0);
    expect(resultOf(auc(), binary, { predictions, targets: tensor([2, 1], [1, 1]) })).toBe(0);
    expect(
      resultOf(auc({ curve: 'PR' }), binary, { predictions, targets: tensor([2, 1], [0, 0]) }),
    ).toBe(0);
  });
});

describe('accuracies of one sort of targets', () => {
  it('count labels beyond a threshold, or the likeliest', () => {
    const of = {
      predictions: logits([2, 2], [0.9, 0.4, 0.2, 0.6]),
      targets: tensor([2, 2], [1, 1, 0, 1]),
    };
    expect(resultOf(binaryAccuracy(), binary, of)).toBe(3 / 4);
    expect(resultOf(binaryAccuracy({ threshold: 0.7 }), binary, of)).toBe(2 / 4);
    const predictions = tensor([3, 3], [1, 3, 2, 5, 5, 0, 0, 0, 1]);
    const oneHot = tensor([3, 3], [0, 1, 0, 0, 1, 0, 0.2, 0.3, 0.5]);
    const loss = categoricalCrossentropy();
    expect(resultOf(categoricalAccuracy(), loss, { predictions, targets: oneHot })).toBe(2 / 3);
    const targets = ids([3], [1, 0, 0]);
    expect(resultOf(sparseCategoricalAccuracy(), sparse, { predictions, targets })).toBe(2 / 3);
  });
});

describe('confusionMatrix', () => {
  it('has the weight of class i taken for class j at row i, column j', () => {
    const predictions = tensor([5, 3], [5, 1, 1, 4, 3, 0, 0, 9, 1, 0, 0, 1, 2, 3, 1]);
    const stepWeights = tensor([5], [1, 2, 1, 1, 0.5]);
    const metric = confusionMatrix();
    const state = stateOf(metric, sparse, {
      predictions,
      targets: ids([5], [0, 1, 1, 2, 2]),
      stepWeights,
    });
    const results = metric.results?.(state) ?? {};
    const named = Object.entries(results).map(([key, value]): [string, number] => [
      `confusionMatrix_${key}`,
      value,
    ]);
    expect(confusionTable(Object.fromEntries(named))).toEqual([
      [1, 0, 0],
      [2, 1, 0],
      [0, 0.5, 1],
    ]);
    expect(metric.result(state)).toBe(3 / 5.5);
  });

  it('has two classes where a step has one probability', () => {
    const metric = confusionMatrix({ name: 'table' });
    const batch = {
      predictions: logits([4, 1], [0.9, 0.2, 0.7, 0.4]),
      targets: tensor([4], [1, 1, 0, 0]),
    };
    const state = stateOf(metric, binary, batch);
    expect(metric.results?.(state)).toEqual({ '0_0': 1, '0_1': 1, '1_0': 1, '1_1': 1 });
    expect(confusionTable({ loss: 1 }, 'table')).toEqual([]);
  });
});

describe('what all of these have', () => {
  it.each([confusionMatrix(), f1Score(), f1Score({ average: 'macro' }), precision(), auc()])(
    'is 0 before the first batch: $name',
    (metric: Metric) => {
      expect(metric.result(metric.init())).toBe(0);
    },
  );

  it('is 0 where no step counts', () => {
    const batch = { predictions: tensor([1, 2], [1, 0]), targets: ids([1], [0]) };
    const nothing = { ...batch, stepWeights: tensor([1], [0]) };
    expect(resultOf(confusionMatrix(), sparse, nothing)).toBe(0);
    expect(resultOf(f1Score({ average: 'weighted' }), sparse, nothing)).toBe(0);
  });

  it.each([
    confusionMatrix({ name: 'mine' }),
    r2Score({ name: 'mine' }),
    auc({ curve: 'PR' }),
    f1Score({ threshold: 0.5 }),
    recall({ topK: 2 }),
    rootMeanSquaredError({ name: 'mine' }),
    topKCategoricalAccuracy({ k: 2 }),
  ])('is made again from its kind and options: $kind', (metric: Metric) => {
    const again = metricFrom(metric.kind ?? '', { ...metric.options });
    expect(again.name).toBe(metric.name);
    expect(again.options).toEqual(metric.options);
    expect(Object.keys(metric.options ?? {})).toHaveLength(1);
  });

  it('computes probabilities of each step by itself, however large logits are', () => {
    const predictions = tensor([2, 2], [1000, 0, -1000, -1001]);
    const batch = { predictions, targets: ids([2], [0, 0]) };
    expect(resultOf(recall({ thresholds: 0.7 }), sparse, batch)).toBe(1);
  });

  it('takes a target of 1/2 for right, and the first of equal predictions', () => {
    const predictions = tensor([1, 2], [0.75, 0.75]);
    const batch = { predictions, targets: tensor([1, 2], [0.5, 0.25]) };
    expect(resultOf(precision(), meanSquaredError(), batch)).toBe(1 / 2);
    const first = { predictions, targets: ids([1], [0]) };
    expect(resultOf(confusionMatrix(), sparse, first)).toBe(1);
    const labels = { predictions: tensor([1, 3], [3, 2, 1]), targets: tensor([1, 3], [0, 1, 1]) };
    expect(resultOf(topKCategoricalAccuracy({ k: 2 }), categoricalCrossentropy(), labels)).toBe(1);
  });
});

describe('errors of values', () => {
  const predictions = normals<3>('predictions', [3, 4, 2]);
  const targets = normals<3>('targets', [3, 4, 2]);
  const stepWeights = tensor([3, 4], [1, 2, 0, 1, 3, 1, 1, 0.5, 1, 1, 2, 0]);
  const loss = meanSquaredError();
  const columns = (of: Tensor): number[][] =>
    [0, 1].map((j) => [...of.data].filter((_, i) => i % 2 === j));

  it('rootMeanSquaredError is the root of the mean square', () => {
    let total = 0;
    let weight = 0;
    for (const [step, w] of stepWeights.data.entries()) {
      for (const j of [2 * step, 2 * step + 1])
        total += (w * (predictions.data[j]! - targets.data[j]!) ** 2) / 2;
      weight += w;
    }
    const batch = { predictions, targets, stepWeights };
    expect(resultOf(rootMeanSquaredError(), loss, batch)).toBeCloseTo(
      Math.sqrt(total / weight),
      14,
    );
  });

  it('r2Score is 1 − errors / spread, the mean over the numbers of a step', () => {
    const w = [...stepWeights.data];
    const sum = (f: (i: number) => number): number =>
      w.reduce((total, each, i) => total + each * f(i), 0);
    const [y, t] = [columns(predictions), columns(targets)];
    const scores = [0, 1].map((j) => {
      const mean = sum((i) => t[j]![i]!) / sum(() => 1);
      return 1 - sum((i) => (t[j]![i]! - y[j]![i]!) ** 2) / sum((i) => (t[j]![i]! - mean) ** 2);
    });
    const expected = (scores[0]! + scores[1]!) / 2;
    expect(resultOf(r2Score(), loss, { predictions, targets, stepWeights })).toBeCloseTo(
      expected,
      12,
    );
  });

  it('r2Score loses no digits far from 0', () => {
    const far = (of: Tensor): Tensor =>
      tensor(
        of.shape,
        [...of.data].map((x) => x + 1e7),
      );
    const near = resultOf(r2Score(), loss, { predictions, targets });
    const away = resultOf(r2Score(), loss, {
      predictions: far(predictions),
      targets: far(targets),
    });
    expect(away).toBeCloseTo(near, 6);
  });

  it('r2Score of targets that are all the same is 1 if they are met, else 0', () => {
    const same = tensor([3, 1], [2, 2, 2]);
    expect(resultOf(r2Score(), loss, { predictions: same, targets: same })).toBe(1);
    expect(
      resultOf(r2Score(), loss, { predictions: tensor([3, 1], [2, 2, 3]), targets: same }),
    ).toBe(0);
    expect(r2Score().result(r2Score().init())).toBe(0);
  });
});

describe('options that are refused', () => {
  it.each<readonly [() => unknown, string]>([
    [
      () => sparseTopKCategoricalAccuracy({ k: 0 }),
      'sparseTopKCategoricalAccuracy wants k to be a whole number >= 1, got 0',
    ],
    [() => precision({ thresholds: 2 }), 'precision wants thresholds in [0, 1], got 2'],
    [() => recall({ topK: 0.5 }), 'recall wants topK to be a whole number >= 1, got 0.5'],
    [() => recall({ classId: -1 }), 'recall wants classId to be a whole number >= 0, got -1'],
    [() => precision({ thresholds: -0.5 }), 'precision wants thresholds in [0, 1], got -0.5'],
    [() => f1Score({ threshold: 0 }), 'f1Score wants threshold in (0, 1], got 0'],
    [() => f1Score({ threshold: 1.5 }), 'f1Score wants threshold in (0, 1], got 1.5'],
    [
      () => sparseTopKCategoricalAccuracy().check?.(categoricalCrossentropy()),
      'sparseTopKCategoricalAccuracy has no meaning beside categoricalCrossentropy: use topKCategoricalAccuracy',
    ],
    [
      (): unknown => Reflect.apply(f1Score, undefined, [{ average: 'mean' }]),
      'f1Score wants average to be one of macro, weighted, micro, got mean',
    ],
    [() => auc({ numThresholds: 1 }), 'auc wants numThresholds to be a whole number >= 2, got 1'],
    [
      (): unknown => Reflect.apply(auc, undefined, [{ curve: 'roc' }]),
      'auc wants curve to be one of ROC, PR, got roc',
    ],
    [() => precision({ thresholds: [] }), 'precision wants thresholds, got none'],
    [() => recall({ thresholds: [0.5, -1] }), 'recall wants thresholds in [0, 1], got -1'],
    [() => fBetaScore({ beta: 0 }), 'fBetaScore wants beta > 0, got 0'],
    [() => auc({ thresholds: [2] }), 'auc wants thresholds in [0, 1], got 2'],
    [
      (): unknown => Reflect.apply(auc, undefined, [{ summationMethod: 'simpson' }]),
      'auc wants summationMethod to be one of interpolation, minoring, majoring, got simpson',
    ],
    [() => auc({ labelWeights: [1] }), 'auc wants labelWeights beside multiLabel: true alone'],
    [() => auc({ multiLabel: true, labelWeights: [-1] }), 'auc wants labelWeights >= 0, got -1'],
    [() => precisionAtRecall({ recall: 1.5 }), 'precisionAtRecall wants recall in [0, 1], got 1.5'],
    [
      (): unknown => Reflect.apply(recallAtPrecision, undefined, [{}]),
      'recallAtPrecision wants precision in [0, 1], got undefined',
    ],
    [
      () => binaryAccuracy().check?.(sparse),
      'binaryAccuracy has no meaning beside sparseCategoricalCrossentropy: use sparseCategoricalAccuracy',
    ],
    [
      () => sparseCategoricalAccuracy().check?.(binary),
      'sparseCategoricalAccuracy has no meaning beside binaryCrossentropy: use categoricalAccuracy',
    ],
    [() => confusionMatrix({ name: '' }), 'confusionMatrix wants name to be a text, got '],
    [
      (): unknown => Reflect.apply(r2Score, undefined, [{ numRegressors: 1 }]),
      "r2Score has no option 'numRegressors': its options are name",
    ],
    [
      () => topKCategoricalAccuracy().check?.(sparse),
      'topKCategoricalAccuracy has no meaning beside sparseCategoricalCrossentropy: use sparseTopKCategoricalAccuracy',
    ],
    [
      () => rootMeanSquaredError().check?.(binary),
      'rootMeanSquaredError wants a loss that compares values, got binaryCrossentropy',
    ],
  ])('%o', (act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
  });

  it.each([
    () => precision({ thresholds: 0 }),
    () => recall({ thresholds: 1 }),
    () => f1Score({ threshold: 1 }),
  ])('but not the ends of an interval: %o', (act) => {
    expect(act).not.toThrow();
  });

  it('a label that is not there', () => {
    const batch = { predictions: logits([1, 2], [0.1, 0.2]), targets: tensor([1, 2], [0, 0]) };
    expect(() => resultOf(precision({ classId: 2 }), binary, batch)).toThrow(
      'precision wants classId below 2, got 2',
    );
  });
});
