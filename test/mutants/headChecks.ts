import { asTensor } from 'unrolled';
import { referenceCompute } from 'unrolled/math';
import { copy, sizeOf, type Tensor } from '../../src/tensor/index.ts';
import { expectClose } from '../math/closeness.ts';
import { numbersIn, weightsOf } from '../models/numbersIn.ts';
import type { Library } from './load.ts';

// What must hold of a model of several outputs: each is compared with its own targets by its own loss, and
// the update follows the weighted sum of all.

const RATE = 0.1;
const X = [
  [0.1, -0.4, 0.3],
  [1, 0.2, -0.7],
  [-0.2, 0.9, 0.5],
];
const LEFT = [
  [1, 0],
  [0.5, -1],
  [0, 2],
];
const RIGHT = [
  [-1, 0.3],
  [2, 0],
  [0.1, 1],
];
const OPTIONS = { seed: 4, dtype: 'float64', kernels: 'reference' } as const;

/** A model whose first output has no loss, so that outputs and losses are counted differently. */
function twoHeads({ layers, model, optimizerFrom }: Library) {
  const x = layers.input({ shape: [3] });
  const base = layers.dense({ units: 2, activation: 'tanh', name: 'base' })(x);
  const left = layers.dense({ units: 2, name: 'left' })(base);
  const right = layers.dense({ units: 2, name: 'right' })(base);
  const net = model({ inputs: x, outputs: { base, left, right }, ...OPTIONS });
  net.compile({
    optimizer: optimizerFrom('sgd', { learningRate: RATE }),
    loss: { left: 'meanSquaredError', right: 'meanAbsoluteError' },
    lossWeights: { left: 3, right: 0.25 },
    metrics: { right: ['rootMeanSquaredError'] },
  });
  return net;
}

const WEIGHTS = { base: [0, 0, 0], left: [2, 1, 0.5], right: [1, 3, 0.25] };
const Y = { base: LEFT, left: LEFT, right: RIGHT };

/** What is given for outputs with a loss; the types ask for all. */
function ofHeads<T>(all: { readonly base: T; readonly left: T; readonly right: T }): typeof all;
function ofHeads(all: { readonly left: unknown; readonly right: unknown }): object {
  return { left: all.left, right: all.right };
}

/** Σ over rows of weight · Σ over columns of f(y − target), divided by the number of numbers. */
function meanOf(
  y: ArrayLike<number>,
  target: readonly (readonly number[])[],
  f: (difference: number) => number,
  weights: readonly number[] = [1, 1, 1],
): number {
  const terms = target.flatMap((row, b) =>
    row.map((value, j) => weights[b]! * f(y[2 * b + j]! - value)),
  );
  return terms.reduce((sum, term) => sum + term, 0) / terms.length;
}

const square = (z: number): number => z * z;

/** The loss is the weighted sum of what each output has from its own targets, metrics beside it. */
export function expectLossesOfHeads(library: Library): void {
  const net = twoHeads(library);
  const [y] = net.begin(X);
  const weights = { sampleWeight: ofHeads(WEIGHTS) };
  const { loss, metrics } = net.trainOnBatch(X, ofHeads(Y), {}, weights);
  const left = meanOf(y.left.data, LEFT, square, WEIGHTS.left);
  const right = meanOf(y.right.data, RIGHT, Math.abs, WEIGHTS.right);
  const squares = meanOf(y.right.data, RIGHT, square, WEIGHTS.right);
  const names = Object.keys(metrics).join();
  if (names !== 'left_loss,right_loss,right_rootMeanSquaredError') {
    throw new Error(`the results are ${names}`);
  }
  const weightsOfRight = WEIGHTS.right.reduce((sum, weight) => sum + weight, 0) / 3;
  expectClose([metrics.left_loss!], [left], 'the loss of the left one');
  expectClose([metrics.right_loss!], [right], 'the loss of the right one');
  const root = Math.sqrt(squares / weightsOfRight);
  expectClose([metrics.right_rootMeanSquaredError!], [root], 'its metric');
  expectClose([loss], [3 * left + 0.25 * right], 'the loss');
}

/** What of a model a step of training moves. */
interface Stepped {
  readonly weights: readonly { readonly trainable: boolean; readonly shape: readonly number[] }[];
  getWeights(): Tensor[];
  setWeights(weights: readonly Tensor[]): void;
}

/** Throws unless a step of descent of trained weights is −rate times the slope of the loss, by central differences. */
function expectDescent(net: Stepped, train: () => { readonly loss: number }): void {
  train(); // the gradients of a step before must not count
  const start = net.getWeights();
  const before = numbersIn(start);
  train();
  const moved = weightsOf(net).map((value, i) => (value - before[i]!) / -RATE);
  const lossWith = (at: number, shift: number): number => {
    let left = at;
    const shifted = start.map((weight) => {
      const tensor = copy(weight);
      if (left >= 0 && left < tensor.data.length) tensor.data[left]! += shift;
      left -= tensor.data.length;
      return tensor;
    });
    net.setWeights(shifted);
    return train().loss;
  };
  const slopes = before.map((_, at) => (lossWith(at, 1e-5) - lossWith(at, -1e-5)) / 2e-5);
  const trained = net.weights.flatMap(({ trainable, shape }) =>
    Array.from({ length: sizeOf(shape) }, () => trainable),
  );
  const of = (values: readonly number[]): number[] => values.filter((_, i) => trained[i]);
  expectClose(of(moved), of(slopes), 'the gradient', 1e-7);
}

/** An update follows the loss that is reported, with the weights of losses and rows. */
export function expectUpdateFollowsLosses(library: Library): void {
  const net = twoHeads(library);
  const weights = { sampleWeight: ofHeads(WEIGHTS) };
  expectDescent(net, () => net.trainOnBatch(X, ofHeads(Y), {}, weights));
}

/** So it does where a softmax has a loss, which takes its logits, and is read by another layer, too. */
export function expectUpdateFollowsLogits({ layers, model, optimizerFrom }: Library): void {
  const x = layers.input({ shape: [3] });
  const base = layers.dense({ units: 2, activation: 'sigmoid', name: 'base' })(x);
  const p = layers.dense({ units: 3, activation: 'softmax', name: 'p' })(base);
  const q = layers.dense({ units: 2, name: 'q' })(p);
  const net = model({ inputs: x, outputs: [q, base, p], ...OPTIONS });
  net.compile({
    optimizer: optimizerFrom('sgd', { learningRate: RATE }),
    loss: ['meanSquaredError', 'meanSquaredError', 'sparseCategoricalCrossentropy'],
    lossWeights: [0.5, 2, 1],
  });
  const classes = [0, 2, 1];
  const train = () => net.trainOnBatch(X, [LEFT, RIGHT, classes]);
  const [[, , probabilities]] = net.begin(X);
  const { metrics } = train();
  const surprise = classes.map((of, b) => -Math.log(probabilities.data[3 * b + of]!));
  expectClose([metrics.p_loss!], [surprise.reduce((a, b) => a + b) / 3], 'the loss of p');
  expectDescent(net, train);
}

/** So it does through layers that are frozen, have no weights, or only begin with what is trained. */
export function expectUpdateReachesAll({ layers, model, optimizerFrom }: Library): void {
  const frozen = { trainable: false } as const;
  const x = layers.input({ shape: [3] });
  const series = layers.input({ shape: [null, 2] });
  const first = layers.dense({ units: 2, name: 'first' })(x);
  const bent = layers.activation({ activation: 'tanh' })(first);
  const h = layers.dense({ units: 2, name: 'still', ...frozen })(bent);
  const last = layers.simpleRnn({ units: 2, ...frozen })(series, { initialState: h });
  const bentAgain = layers.activation({ activation: 'sigmoid' })(last);
  const y = layers.dense({ units: 2, name: 'last' })(bentAgain);
  const net = model({ inputs: [x, series], outputs: y, ...OPTIONS });
  net.compile({
    optimizer: optimizerFrom('sgd', { learningRate: RATE }),
    loss: 'meanSquaredError',
  });
  const steps = [LEFT, RIGHT, LEFT];
  expectDescent(net, () => net.trainOnBatch([X, steps], RIGHT));
}

/** A model as the last layer hands its logits on, and its other outputs keep their losses. */
export function expectUpdateFollowsInnerLogits({ layers, model, optimizerFrom }: Library): void {
  const x = layers.input({ shape: [3] });
  const base = layers.dense({ units: 2, activation: 'tanh', name: 'base' })(x);
  const p = layers.dense({ units: 3, activation: 'softmax', name: 'p' })(base);
  const inner = model({ inputs: x, outputs: [p, base], ...OPTIONS });
  const [first, second] = inner.asLayer({ name: 'inner' })(layers.dense({ units: 3 })(x));
  const net = model({ inputs: x, outputs: [first, second], ...OPTIONS });
  net.compile({
    optimizer: optimizerFrom('sgd', { learningRate: RATE }),
    loss: ['sparseCategoricalCrossentropy', 'meanSquaredError'],
  });
  expectDescent(net, () => net.trainOnBatch(X, [[0, 2, 1], LEFT]));
}

/** Losses, their weights and metrics go to the outputs they are given for, in each of the three forms. */
export function expectOptionsReachTheirOutputs(library: Library): void {
  const { graph } = twoHeads(library);
  const [mse, mae] = ['meanSquaredError', 'meanAbsoluteError'] as const;
  const optimizer = library.optimizerFrom('sgd', {});
  const cases = [
    [{ loss: mse }, `base 0 ${mse} 1 , left 1 ${mse} 1 , right 2 ${mse} 1 `],
    [
      { loss: [mae, mse, mae], lossWeights: [1, 2, 3], metrics: { left: [mae] } },
      `base 0 ${mae} 1 , left 1 ${mse} 2 ${mae}, right 2 ${mae} 3 `,
    ],
    [
      { loss: { right: mae, left: mse }, lossWeights: { right: 0 }, metrics: { right: [] } },
      `left 1 ${mse} 1 , right 2 ${mae} 0 `,
    ],
  ] as const;
  for (const [options, expected] of cases) {
    const { heads } = library.compiledFrom({ optimizer, ...options }, graph);
    const got = heads.map(({ output, index, loss, weight, metrics }) =>
      [output, index, loss.name, weight, metrics.map(({ name }) => name).join('+')].join(' '),
    );
    if (got.join(', ') !== expected) throw new Error(`expected ${expected}, got ${got.join(', ')}`);
  }
}

/** Over batches, losses and metrics are ratios of sums, and sums of shards are joined in their order. */
export function expectMeterSums({ compiledFrom, Meter, optimizerFrom, ...library }: Library): void {
  const { graph } = twoHeads({ compiledFrom, Meter, optimizerFrom, ...library });
  const { heads } = compiledFrom(
    {
      optimizer: optimizerFrom('sgd', {}),
      loss: { left: 'meanSquaredError', right: 'meanSquaredError' },
      lossWeights: { left: 2, right: 10 },
      metrics: { right: ['meanAbsoluteError'] },
    },
    graph,
  );
  const compute = referenceCompute('float64');
  const batch = (rows: readonly (readonly number[])[], by: number) =>
    heads.map(({ loss }, i) => {
      const targets = asTensor(rows, 'float64');
      const predictions = asTensor(
        rows.map((row) => row.map((value) => value + by * (i + 1))),
        'float64',
      );
      const inputs = { predictions, targets };
      return { batch: inputs, outputs: loss.forward(inputs, compute).outputs };
    });
  const batches = [batch(LEFT, 1), batch(RIGHT.slice(1), 2)];
  const expected = {
    loss: 2 * ((3 * 1 + 2 * 4) / 5) + 10 * ((3 * 4 + 2 * 16) / 5) + (0.5 + 1) / 2,
    left_loss: (3 * 1 + 2 * 4) / 5,
    right_loss: (3 * 4 + 2 * 16) / 5,
    right_meanAbsoluteError: (3 * 2 + 2 * 4) / 5,
  };
  const whole = new Meter(heads);
  for (const one of batches) whole.add(one, compute);
  const shards = batches.map((one) => {
    const shard = new Meter(heads);
    shard.add(one, compute);
    return shard.sums;
  });
  const joined = new Meter(heads);
  joined.join(shards);
  const half = new Meter(heads);
  half.add(batches[0]!, compute);
  const goingOn = new Meter(
    heads,
    half.sums.map(({ states }) => states),
  );
  goingOn.add(batches[1]!, compute);
  half.join([goingOn.sums]);
  for (const [what, meter] of Object.entries({ whole, joined, half })) {
    meter.addPenalty(0.5);
    meter.addPenalty(1);
    const results = meter.results();
    if (Object.keys(results).join() !== Object.keys(expected).join()) {
      throw new Error(`the results are ${Object.keys(results).join()}`);
    }
    expectClose(Object.values(results), Object.values(expected), `the results, ${what}`);
  }
}
