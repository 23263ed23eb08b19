import { describe, expect, it } from 'vitest';
import { referenceCompute } from '../../src/kernels/index.ts';
import { copy, type Dtype, type Tensor, View } from '../../src/tensor/index.ts';
import {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  categoricalHinge,
  cosineSimilarity,
  hinge,
  huber,
  klDivergence,
  type Loss,
  type LossBatch,
  logCosh,
  lossFrom,
  lossOf,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
} from '../../src/training/index.ts';
import { bytes, ids, jsonOf, mask, normals, tensor } from './draws.ts';
import { analyticGradient, numericGradient, worstError } from './gradientOf.ts';

const B = 3;
const T = 4;
const C = 5;
const compute = referenceCompute('float64');

/** Suffix, interior and whole row masked. */
const MASK = mask([
  [1, 1, 1, 0],
  [1, 0, 1, 1],
  [0, 0, 0, 0],
]);

const softmaxed = (name: string, shape: number[], dtype: Dtype): Tensor => {
  const out = normals(name, shape, dtype);
  for (let row = 0; row < out.data.length; row += C) {
    const exps = Array.from(out.data.subarray(row, row + C), Math.exp);
    const sum = exps.reduce((a, b) => a + b, 0);
    for (const [j, e] of exps.entries()) out.data[row + j] = e / sum;
  }
  return out;
};
const probabilities = (name: string, shape: number[], dtype: Dtype): Tensor => {
  const out = normals(name, shape, dtype);
  for (const [i, x] of out.data.entries()) out.data[i] = 1 / (1 + Math.exp(-x));
  return out;
};
const classes = (shape: number[]): LossBatch['targets'] =>
  ids(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i * i + 1) % C),
  );

interface Case {
  readonly name: string;
  readonly loss: Loss;
  /** Targets for predictions of this shape. */
  readonly targets: (shape: number[], dtype: Dtype) => LossBatch['targets'];
  /** What becomes of a normally distributed prediction; itself where left out. */
  readonly predicts?: (x: number) => number;
}

const mapped = (of: Tensor, f: (x: number) => number): Tensor => {
  const out = copy(of);
  for (const [i, x] of of.data.entries()) out.data[i] = f(x);
  return out;
};
const positive = (x: number): number => 0.2 + Math.abs(x);
const oneHot = (shape: number[], dtype: Dtype): Tensor => {
  const out = normals('targets', shape, dtype);
  const right = classes(shape.slice(0, -1));
  for (const i of out.data.keys()) {
    out.data[i] = right.data[Math.floor(i / C)] === i % C ? 1 : 0;
  }
  return out;
};
const VALUES = (shape: number[], dtype: Dtype): Tensor => normals('targets', shape, dtype);
const BITS = (shape: number[], dtype: Dtype): Tensor =>
  mapped(normals('targets', shape, dtype), (x) => (x > 0 ? 1 : 0));
const POSITIVES = (shape: number[], dtype: Dtype): Tensor =>
  mapped(normals('targets', shape, dtype), positive);

const cases: readonly Case[] = [
  {
    name: 'sparseCategoricalCrossentropy',
    loss: sparseCategoricalCrossentropy(),
    targets: (shape) => classes(shape.slice(0, -1)),
  },
  {
    name: 'sparseCategoricalCrossentropy with an ignored class',
    loss: sparseCategoricalCrossentropy({ ignoreClass: 2 }),
    targets: (shape) => classes(shape.slice(0, -1)),
  },
  {
    name: 'categoricalGeneralizedCrossEntropy',
    loss: categoricalGeneralizedCrossEntropy(),
    targets: (shape) => classes(shape.slice(0, -1)),
  },
  {
    name: 'categoricalGeneralizedCrossEntropy with all options',
    loss: categoricalGeneralizedCrossEntropy({ q: 0.8, ignoreClass: 2 }),
    targets: (shape) => classes(shape.slice(0, -1)),
  },
  {
    name: 'categoricalCrossentropy',
    loss: categoricalCrossentropy(),
    targets: (shape, dtype) => softmaxed('targets', shape, dtype),
  },
  {
    name: 'categoricalCrossentropy with label smoothing',
    loss: categoricalCrossentropy({ labelSmoothing: 0.2 }),
    targets: (shape, dtype) => softmaxed('targets', shape, dtype),
  },
  {
    name: 'binaryCrossentropy',
    loss: binaryCrossentropy(),
    targets: (shape, dtype) => probabilities('targets', shape, dtype),
  },
  {
    name: 'binaryCrossentropy with label smoothing',
    loss: binaryCrossentropy({ labelSmoothing: 0.2 }),
    targets: (shape, dtype) => probabilities('targets', shape, dtype),
  },
  {
    name: 'meanSquaredError',
    loss: meanSquaredError(),
    targets: VALUES,
  },
  { name: 'meanAbsoluteError', loss: meanAbsoluteError(), targets: VALUES },
  {
    name: 'meanAbsolutePercentageError',
    loss: meanAbsolutePercentageError(),
    targets: POSITIVES,
  },
  {
    name: 'meanSquaredLogarithmicError',
    loss: meanSquaredLogarithmicError(),
    targets: POSITIVES,
    predicts: positive,
  },
  { name: 'huber with another delta', loss: huber({ delta: 0.7 }), targets: VALUES },
  { name: 'logCosh', loss: logCosh(), targets: VALUES },
  {
    name: 'klDivergence',
    loss: klDivergence(),
    targets: (shape, dtype) => softmaxed('targets', shape, dtype),
    predicts: (x) => 0.1 + 0.8 / (1 + Math.exp(-x)),
  },
  { name: 'poisson', loss: poisson(), targets: POSITIVES, predicts: positive },
  { name: 'cosineSimilarity', loss: cosineSimilarity(), targets: VALUES },
  { name: 'hinge', loss: hinge(), targets: BITS },
  { name: 'squaredHinge', loss: squaredHinge(), targets: BITS },
  { name: 'categoricalHinge', loss: categoricalHinge(), targets: oneHot },
  { name: 'binaryFocalCrossentropy', loss: binaryFocalCrossentropy(), targets: BITS },
  {
    name: 'binaryFocalCrossentropy with all options',
    loss: binaryFocalCrossentropy({
      applyClassBalancing: true,
      alpha: 0.4,
      gamma: 1.5,
      labelSmoothing: 0.1,
    }),
    targets: BITS,
  },
  { name: 'categoricalFocalCrossentropy', loss: categoricalFocalCrossentropy(), targets: oneHot },
  {
    name: 'categoricalFocalCrossentropy with all options',
    loss: categoricalFocalCrossentropy({
      alpha: [0.1, 0.2, 0.3, 0.4, 0.5],
      gamma: 1.5,
      labelSmoothing: 0.1,
    }),
    targets: oneHot,
  },
];

const batches = [
  { kind: 'vectors', shape: [B, C], masked: false, weighted: false },
  { kind: 'weighted vectors', shape: [B, C], masked: false, weighted: true },
  { kind: 'sequences', shape: [B, T, C], masked: false, weighted: false },
  { kind: 'masked sequences', shape: [B, T, C], masked: true, weighted: false },
  { kind: 'masked, weighted sequences', shape: [B, T, C], masked: true, weighted: true },
];

function batchOf(
  { shape, masked, weighted }: (typeof batches)[number],
  { targets, predicts = (x) => x }: Case,
  dtype: Dtype = 'float64',
): LossBatch {
  const leading = shape.slice(0, -1);
  const batch = {
    predictions: mapped(normals('predictions', shape, dtype, 2), predicts),
    targets: targets(shape, dtype),
    mask: masked ? MASK : undefined,
    stepWeights: weighted ? probabilities('weights', leading, dtype) : undefined,
  };
  if (!masked) return batch;
  // what a masked step holds must not matter
  for (const [step, counts] of MASK.data.entries()) {
    if (counts === 1) continue;
    batch.predictions.data.fill(Number.NaN, step * C, (step + 1) * C);
    if (batch.stepWeights) batch.stepWeights.data[step] = Number.NaN;
    const { data } = batch.targets;
    if (data instanceof Int32Array) data[step] = -99;
    else data.fill(Number.NaN, step * C, (step + 1) * C);
  }
  return batch;
}

function contents({ predictions, targets, stepWeights }: LossBatch): Uint8Array[] {
  return [predictions.data, targets.data, stepWeights?.data ?? new Float64Array()].map(bytes);
}

describe.each(cases)('$name', (given) => {
  const { loss } = given;

  it.each(batches)('has the gradient that differences of its forward pass give: $kind', (kind) => {
    const batch = batchOf(kind, given);
    const analytic = analyticGradient(loss, batch, 0.7);
    const predictions = copy(batch.predictions);
    for (const [i, x] of predictions.data.entries()) if (Number.isNaN(x)) predictions.data[i] = 1;
    const numeric = numericGradient(loss, { ...batch, predictions }, 0.7);
    const { error, at } = worstError(analytic, numeric);
    expect(error, `at ${at}: ${analytic.data[at]} and ${numeric.data[at]}`).toBeLessThanOrEqual(
      1e-6,
    );
    expect(analytic.data.some((d: number) => Math.abs(d) > 0.01)).toBe(true);
  });

  it.each(batches)('leaves what it is given as it is, and goes back twice alike: $kind', (kind) => {
    const batch = batchOf(kind, given);
    const before = contents(batch);
    const { outputs, cache } = loss.forward(batch, compute);
    const first = loss.backward(cache, 1, compute);
    const second = loss.backward(cache, 1, compute);
    loss.nll?.(batch, outputs, compute);
    expect(contents(batch)).toEqual(before);
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });

  it('adds up weight · loss over the steps that count, whatever it was told of the others', () => {
    for (const kind of batches) {
      const batch = batchOf(kind, given);
      const { total, count, losses } = loss.forward(batch, compute).outputs;
      let expected = 0;
      let counted = 0;
      for (const [step, value] of losses.entries()) {
        const ignored =
          loss.ignoreClass !== undefined && batch.targets.data[step] === loss.ignoreClass;
        if (batch.mask?.data[step] === 0 || ignored) {
          expect(value).toBe(0);
          continue;
        }
        expected += value * (batch.stepWeights?.data[step] ?? 1);
        counted++;
      }
      expect(total).toBeCloseTo(expected, 12);
      expect(count).toBe(counted);
      expect(Math.abs(total)).toBeGreaterThan(0.01);
    }
  });

  it('scales its gradient', () => {
    const batch = batchOf(batches[4]!, given);
    const one = analyticGradient(loss, batch, 1).data;
    for (const [i, d] of analyticGradient(loss, batch, 0.25).data.entries()) {
      expect(d).toBeCloseTo(one[i]! / 4, 14);
    }
  });

  it('has loss 0, count 0 and gradient 0 where everything is masked or nothing is there', () => {
    const allMasked = {
      ...batchOf(batches[2]!, given),
      mask: mask(Array.from({ length: B }, () => [0, 0, 0, 0])),
    };
    const empty: LossBatch = {
      predictions: normals('none', [0, T, C]),
      targets: given.targets([0, T, C], 'float64'),
    };
    for (const batch of [allMasked, empty]) {
      const { outputs, cache } = loss.forward(batch, compute);
      expect(outputs.total).toBe(0);
      expect(outputs.count).toBe(0);
      expect(loss.backward(cache, 1, compute).data.every((d: number) => d === 0)).toBe(true);
    }
  });

  it('gives padded sequences the losses of truncated ones, bit for bit', () => {
    const whole = batchOf(batches[2]!, given);
    const { predictions, targets } = whole;
    const half = {
      predictions: firstSteps(predictions, 2),
      targets: firstStepsOfTargets(targets, 2),
    };
    const padded = {
      ...whole,
      mask: mask(Array.from({ length: B }, () => [1, 1, 0, 0])),
    };
    const a = loss.forward(half, compute);
    const b = loss.forward(padded, compute);
    expect(b.outputs.total).toBe(a.outputs.total);
    expect(b.outputs.count).toBe(a.outputs.count);
    expect(firstSteps(loss.backward(b.cache, 1, compute), 2)).toEqual(
      loss.backward(a.cache, 1, compute),
    );
  });

  it('stays near its float64 self in float32', () => {
    const float32 = referenceCompute('float32');
    const a = loss.forward(batchOf(batches[4]!, given, 'float32'), float32);
    const b = loss.forward(batchOf(batches[4]!, given), compute);
    expect(Math.abs(a.outputs.total / b.outputs.total - 1)).toBeLessThan(1e-5);
    const d = loss.backward(a.cache, 1, float32);
    expect(d.dtype).toBe('float32');
    for (const [i, x] of loss.backward(b.cache, 1, compute).data.entries()) {
      expect(Math.abs(d.data[i]! - x)).toBeLessThan(1e-5 * Math.max(1, Math.abs(x)));
    }
  });

  it('is made again by its name and options', () => {
    const again = lossFrom(loss.name, Object.assign({}, jsonOf(loss.options)));
    expect(again.name).toBe(loss.name);
    expect(again.options).toEqual(loss.options);
    const batch = batchOf(batches[4]!, given);
    expect(again.forward(batch, compute).outputs).toEqual(loss.forward(batch, compute).outputs);
    expect(Object.isFrozen(loss)).toBe(true);
  });
});

/** The first steps of every row of `[batch, time, …]`. */
function firstSteps(sequence: Tensor, steps: number): Tensor {
  return copy(sequence.hi(undefined, steps));
}

function firstStepsOfTargets(targets: LossBatch['targets'], steps: number): LossBatch['targets'] {
  const { data } = targets;
  if (!(data instanceof Int32Array)) return firstSteps(new View(data, targets.shape), steps);
  const kept = data.filter((_: number, i: number) => i % T < steps);
  return ids([B, steps], [...kept]);
}

describe('sparseCategoricalCrossentropy', () => {
  it('leaves out steps of the ignored class, whatever that class is', () => {
    const predictions = normals('x', [2, 3, C]);
    const kept = sparseCategoricalCrossentropy().forward(
      {
        predictions,
        targets: ids([2, 3], [1, 0, 3, 0, 4, 0]),
        mask: mask([
          [1, 0, 1],
          [0, 1, 0],
        ]),
      },
      compute,
    );
    for (const ignoreClass of [-1, 0, 1000]) {
      const i = ignoreClass;
      const loss = sparseCategoricalCrossentropy({ ignoreClass });
      const targets = ids([2, 3], [1, i, 3, i, 4, i]);
      const { outputs } = loss.forward({ predictions, targets }, compute);
      expect(outputs).toEqual(kept.outputs);
      expect(outputs.count).toBe(3);
    }
  });

  it('is the loss of one-hot targets', () => {
    const predictions = normals('x', [4, C]);
    const targets = ids([4], [0, 4, 2, 2]);
    const oneHot = tensor(
      [4, C],
      Array.from({ length: 4 * C }, (_, i) => (targets.data[Math.floor(i / C)] === i % C ? 1 : 0)),
    );
    const sparse = sparseCategoricalCrossentropy().forward({ predictions, targets }, compute);
    const dense = categoricalCrossentropy().forward({ predictions, targets: oneHot }, compute);
    expect(dense.outputs).toEqual(sparse.outputs);
  });
});

describe('binaryCrossentropy', () => {
  it('smooths targets as Keras does, towards 1/2', () => {
    const predictions = normals('x', [4, 2]);
    const targets = tensor([4, 2], [0, 1, 1, 0, 0.25, 0.5, 1, 1]);
    const smoothed = tensor([4, 2], [0.1, 0.9, 0.9, 0.1, 0.3, 0.5, 0.9, 0.9]);
    const a = binaryCrossentropy({ labelSmoothing: 0.2 }).forward(
      { predictions, targets },
      compute,
    );
    const b = binaryCrossentropy().forward({ predictions, targets: smoothed }, compute);
    expect(a.outputs.total).toBeCloseTo(b.outputs.total, 14);
  });
});

describe('targets without a last axis of 1', () => {
  const losses: readonly Loss[] = [binaryCrossentropy({ labelSmoothing: 0.1 }), meanSquaredError()];
  it.each(losses)('are taken by $name for vectors and sequences', (loss) => {
    for (const shape of [[6], [2, 3]]) {
      const predictions = normals('x', [...shape, 1]);
      const numbers = [0, 1, 1, 0, 0.5, 0];
      const short = loss.forward({ predictions, targets: tensor(shape, numbers) }, compute);
      const long = loss.forward({ predictions, targets: tensor([...shape, 1], numbers) }, compute);
      expect(short.outputs).toEqual(long.outputs);
      expect(loss.backward(short.cache, 1, compute)).toEqual(loss.backward(long.cache, 1, compute));
    }
  });
});

describe('lossOf', () => {
  it.each([
    ['sparseCategoricalCrossentropy', 'classes', 'softmax'],
    ['categoricalCrossentropy', 'numbers', 'softmax'],
    ['binaryCrossentropy', 'numbers', 'sigmoid'],
    ['meanSquaredError', 'numbers', undefined],
    ['huber', 'numbers', undefined],
    ['binaryFocalCrossentropy', 'numbers', 'sigmoid'],
    ['categoricalFocalCrossentropy', 'numbers', 'softmax'],
    ['ctc', 'classes', 'softmax'],
    ['categoricalGeneralizedCrossEntropy', 'classes', 'softmax'],
  ] as const)("'%s' wants %s and includes a %s", (name, targets, activation) => {
    const loss = lossOf(name);
    expect(loss).toMatchObject({ name, targets, options: {} });
    expect(loss.activation).toBe(activation);
    expect(loss.fromLogits).toBeUndefined();
  });

  it('keeps what was said of logits for the model to check', () => {
    expect(sparseCategoricalCrossentropy({ fromLogits: true }).fromLogits).toBe(true);
    expect(categoricalCrossentropy({ fromLogits: false }).fromLogits).toBe(false);
    expect(binaryCrossentropy({ fromLogits: true }).options).toEqual({ fromLogits: true });
  });

  it("takes a loss of one's own, whose cache only it knows", () => {
    interface Sides {
      readonly errors: Tensor;
    }
    const halfSquares: Loss<Sides> = {
      name: 'halfSquares',
      targets: 'numbers',
      forward({ predictions, targets }) {
        const errors = copy(predictions);
        for (const [i, t] of targets.data.entries()) errors.data[i]! -= t;
        const losses = Float64Array.from(errors.data, (e) => (e * e) / 2);
        const total = losses.reduce((sum, loss) => sum + loss, 0);
        return { outputs: { total, count: losses.length, losses }, cache: { errors } };
      },
      backward({ errors }, scale) {
        const d = copy(errors);
        for (const [i, e] of errors.data.entries()) d.data[i] = scale * e;
        return d;
      },
    };
    const loss: Loss = lossOf(halfSquares);
    expect(loss).toBe(halfSquares);
    const batch = { predictions: normals('x', [4, 1]), targets: normals('t', [4, 1]) };
    const { error } = worstError(analyticGradient(loss, batch, 2), numericGradient(loss, batch, 2));
    expect(error).toBeLessThanOrEqual(1e-6);
  });
});
