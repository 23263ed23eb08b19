import { randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import type { Library } from './load.ts';

// What penalties, constraints and weights of steps must do to a training step, written out for a model so
// small that it can be: y = x·w.

const RATE = 0.1;
const X = [
  [1, -1],
  [0.5, 2],
  [-0.3, 0.7],
];
const Y = [[0.5], [1], [-1]];
const W = [2, -1];
const KERNEL = W.map((w) => [w]);

type Options = Parameters<Library['layers']['dense']>[0];
type Weights = NonNullable<Parameters<ReturnType<typeof linear>['trainOnBatch']>[3]>;

function linear({ sequential, layers }: Library, options: Partial<Options>) {
  const dense = layers.dense({ units: 1, useBias: false, ...options });
  const model = sequential([layers.input({ shape: [2] }), dense], { dtype: 'float64' });
  model.setWeight('dense/kernel', KERNEL);
  return model;
}

/** Loss and weights after one step of gradient descent. */
function stepped(library: Library, options: Partial<Options>, weights: Weights = {}) {
  const model = linear(library, options);
  const optimizer = library.optimizerFrom('sgd', { learningRate: RATE });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  const { loss } = model.trainOnBatch(X, Y, {}, weights);
  return { loss, kernel: [...model.getWeight('dense/kernel').data] };
}

/** The same of the squared errors alone, with these weights of rows. */
function expected(rows: readonly number[]): { loss: number; kernel: number[] } {
  const errors = X.map((x, i) => x[0]! * W[0]! + x[1]! * W[1]! - Y[i]![0]!);
  const loss = errors.reduce((sum, e, i) => sum + rows[i]! * e * e, 0) / 3;
  const kernel = W.map((w, j) => {
    const slope = errors.reduce((sum, e, i) => sum + 2 * rows[i]! * e * X[i]![j]!, 0) / 3;
    return w - RATE * slope;
  });
  return { loss, kernel };
}

/** The penalty is part of the loss, and its gradient of the update, once. */
export function expectPenaltyIsPartOfLoss(library: Library): void {
  const { regularizers } = library.layers;
  const option = regularizers.l1l2({ l1: 0.3, l2: 0.1 });
  const plain = expected([1, 1, 1]);
  const { loss, kernel } = stepped(library, { kernelRegularizer: option });
  expectClose([loss], [plain.loss + 0.3 * 3 + 0.1 * 5], 'the loss');
  const slopes = W.map((w) => 0.3 * Math.sign(w) + 0.2 * w);
  const moved = plain.kernel.map((w, j) => w - RATE * slopes[j]!);
  expectClose(kernel, moved, 'the kernel');
  const frozen = stepped(library, { kernelRegularizer: option, trainable: false });
  expectClose([frozen.loss], [plain.loss], 'the loss of frozen weights');
}

/** A constraint holds after the update, whatever that made of the weights. */
export function expectConstraintHolds(library: Library): void {
  const { constraints } = library.layers;
  const plain = expected([1, 1, 1]).kernel;
  const length = Math.sqrt(plain[0]! ** 2 + plain[1]! ** 2);
  const unit = stepped(library, { kernelConstraint: 'unitNorm' }).kernel;
  expectClose(
    unit,
    plain.map((w) => w / (length + 1e-7)),
    'unitNorm',
  );
  const most = stepped(library, { kernelConstraint: constraints.maxNorm({ maxValue: 1 }) }).kernel;
  expectClose(
    most,
    plain.map((w) => w / (length + 1e-7)),
    'maxNorm',
  );
  const free = stepped(library, { kernelConstraint: constraints.maxNorm({ maxValue: 9 }) }).kernel;
  expectClose(
    free,
    plain.map((w) => (w * length) / (length + 1e-7)),
    'maxNorm of short vectors',
  );
  const range = constraints.minMaxNorm({ minValue: 5, maxValue: 7, rate: 0.25 });
  const wanted = 0.25 * 5 + 0.75 * length;
  const between = stepped(library, { kernelConstraint: range }).kernel;
  expectClose(
    between,
    plain.map((w) => (w * wanted) / (length + 1e-7)),
    'minMaxNorm',
  );
  const rows = constraints.unitNorm({ axis: 1 });
  const signs = stepped(library, { kernelConstraint: rows }).kernel;
  expectClose(
    signs,
    plain.map((w) => w / (Math.abs(w) + 1e-7)),
    'unitNorm of rows',
  );
  const positive = stepped(library, { kernelConstraint: 'nonNeg' }).kernel;
  expectClose(
    positive,
    plain.map((w) => Math.max(w, 0)),
    'nonNeg',
  );
}

/** Weights of rows stand before losses and gradients, and are divided by the number of rows. */
export function expectRowsAreWeighed(library: Library): void {
  const { loss, kernel } = stepped(library, {}, { sampleWeight: [2, 0, 0.5] });
  const by = expected([2, 0, 0.5]);
  expectClose([loss], [by.loss], 'the loss');
  expectClose(kernel, by.kernel, 'the kernel');
}

/** Classes weigh what is said, 1 where nothing is, times what their rows weigh. */
export function expectClassesAreWeighed(library: Library): void {
  const { sequential, layers, optimizerFrom } = library;
  const x = [
    [
      [1, 2, 0],
      [0, 1, -1],
    ],
    [
      [0.5, 0, 1],
      [2, 1, 1],
    ],
  ];
  const y = [
    [0, 2],
    [1, 2],
  ];
  const lossBy = (weights: Weights): number => {
    const model = sequential(
      [layers.input({ shape: [null, 3] }), layers.activation({ activation: 'linear' })],
      {
        dtype: 'float64',
      },
    );
    model.compile({ optimizer: optimizerFrom('sgd', {}), loss: 'sparseCategoricalCrossentropy' });
    return model.trainOnBatch(x, y, {}, weights).loss;
  };
  const losses = x.map((row, b) =>
    row.map((logits, t) => {
      const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
      return Math.log(sum) - logits[y[b]![t]!]!;
    }),
  );
  const total = (weightAt: (b: number, t: number) => number): number =>
    losses.reduce((sum, row, b) => row.reduce((s, l, t) => s + weightAt(b, t) * l, sum), 0) / 4;
  const ofClass = [3, 1, 0.5];
  const classWeight = { 0: 3, 2: 0.5 };
  expectClose([lossBy({ classWeight })], [total((b, t) => ofClass[y[b]![t]!]!)], 'classes');
  const rows = [2, 0.25];
  const both = total((b, t) => rows[b]! * ofClass[y[b]![t]!]!);
  expectClose([lossBy({ classWeight, sampleWeight: rows })], [both], 'classes and rows');
  expectClose([lossBy({ sampleWeight: rows })], [total((b) => rows[b]!)], 'rows');
  const steps = [
    [1, 0.5],
    [0, 4],
  ];
  const bySteps = total((b, t) => steps[b]![t]!);
  expectClose([lossBy({ sampleWeight: steps })], [bySteps], 'steps');
}

/** Penalties are what their formulas say, and their gradients what differences give. */
export function expectPenaltiesAndTheirGradients({ layers }: Library): void {
  const { l1, l2, orthogonalRegularizer, penaltyOf } = layers.regularizers;
  const w = drawTensor<2>([3, 2], randomStream(7, 'w'));
  const sum = (f: (x: number) => number): number =>
    [...w.data].reduce((total, x) => total + f(x), 0);
  const at = (i: number, j: number): number => w.data[2 * i + j]!;
  const rowsAt = (i: number, j: number): number => {
    const dot = at(i, 0) * at(j, 0) + at(i, 1) * at(j, 1);
    const square = (k: number): number => at(k, 0) ** 2 + at(k, 1) ** 2;
    return Math.abs(dot) / Math.sqrt(square(i) * square(j));
  };
  const columns = [0, 1].map((j) => [0, 1, 2].map((i) => at(i, j)));
  const inner = (a: number[], b: number[]): number => a.reduce((s, x, i) => s + x * b[i]!, 0);
  const [a = [], b = []] = columns;
  const ofColumns = Math.abs(inner(a, b)) / Math.sqrt(inner(a, a) * inner(b, b));
  const ofRows = (rowsAt(0, 1) + rowsAt(0, 2) + rowsAt(1, 2)) / 3;
  const cases = [
    [l1({ l1: 0.5 }), 0.5 * sum(Math.abs)],
    [l2({ l2: 0.5 }), 0.5 * sum((x) => x * x)],
    [orthogonalRegularizer({ factor: 2 }), 2 * ofRows],
    [orthogonalRegularizer({ factor: 2, mode: 'columns' }), 2 * ofColumns],
  ] as const;
  for (const [option, value] of cases) {
    const penalty = penaltyOf(option, 'w');
    if (penalty === undefined) throw new Error(`there is no penalty ${option.kind}`);
    expectClose([penalty.of(w)], [value], option.kind);
    const d: Tensor = new View<2, Float64Array>(new Float64Array(6).fill(1), [3, 2]);
    penalty.addGradient(w, d);
    const differences = [...w.data].map((x, i) => {
      const [up, down] = [1e-5, -1e-5].map((shift) => {
        w.data[i] = x + shift;
        return penalty.of(w);
      });
      w.data[i] = x;
      return 1 + (up! - down!) / 2e-5;
    });
    expectClose(d.data, differences, `the gradient of ${option.kind}`, 1e-6);
  }
}
