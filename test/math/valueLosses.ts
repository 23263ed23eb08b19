import type { Compute, LossOutputs, ValueLossInputs } from 'unrolled/math';
import { type Random, randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import type { MathRoom } from './pairs/room.ts';

/** A loss that compares values, as the tests take it. */
export interface ValueLoss {
  readonly name: string;
  /** Its options, as the goldens have them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly run: (math: MathRoom, inputs: ValueLossInputs, compute?: Compute) => ValueLossRun;
  /** Draws a prediction; normally distributed if left out. */
  readonly prediction?: (random: Random) => number;
  /** Draws the `N` targets of a step; normally distributed if left out. */
  readonly targets?: (random: Random, N: number) => number[];
  /** How near to a kink the predictions of a step are; left out where there is none. */
  readonly margin?: (y: readonly number[], t: readonly number[]) => number;
}

interface ValueLossRun {
  readonly outputs: LossOutputs;
  readonly backward: (scale?: number) => Tensor;
}

type Plain =
  | 'meanAbsoluteError'
  | 'meanAbsolutePercentageError'
  | 'meanSquaredLogarithmicError'
  | 'logCosh'
  | 'klDivergence'
  | 'poisson'
  | 'cosineSimilarity'
  | 'hinge'
  | 'squaredHinge'
  | 'categoricalHinge';

function plain(
  name: Plain,
  draws: Pick<ValueLoss, 'prediction' | 'targets' | 'margin'> = {},
): ValueLoss {
  return {
    name,
    options: {},
    ...draws,
    run(math, inputs, compute) {
      const { outputs, cache } = math[`${name}Forward`](inputs, compute);
      return { outputs, backward: (scale) => math[`${name}Backward`](cache, scale, compute) };
    },
  };
}

function huber(delta: number): ValueLoss {
  return {
    name: 'huber',
    options: { delta },
    margin: nearest((y, t) => Math.abs(y - t) - delta),
    run(math, inputs, compute) {
      const { outputs, cache } = math.huberForward(inputs, { delta }, compute);
      return { outputs, backward: (scale) => math.huberBackward(cache, scale, compute) };
    },
  };
}

function binaryFocal(options: { gamma?: number; alpha?: number }): ValueLoss {
  return {
    name: 'binaryFocalCrossentropy',
    options,
    targets: (random, N) => many(N, () => random.uniform()),
    run(math, inputs, compute) {
      const { outputs, cache } = math.binaryFocalCrossentropyForward(inputs, options, compute);
      return {
        outputs,
        backward: (scale) => math.binaryFocalCrossentropyBackward(cache, scale, compute),
      };
    },
  };
}

function categoricalFocal(options: { gamma?: number; alpha?: number | number[] }): ValueLoss {
  return {
    name: 'categoricalFocalCrossentropy',
    options,
    targets: oneHotOrMixed,
    run(math, inputs, compute) {
      const { outputs, cache } = math.categoricalFocalCrossentropyForward(inputs, options, compute);
      return {
        outputs,
        backward: (scale) => math.categoricalFocalCrossentropyBackward(cache, scale, compute),
      };
    },
  };
}

const positive = (random: Random): number => 0.2 + 2 * random.uniform();
const positives = (random: Random, N: number): number[] => many(N, () => positive(random));
const probability = (random: Random): number => 0.05 + 0.9 * random.uniform();
const bits = (random: Random, N: number): number[] => many(N, () => random.integer(2));
const sides = (random: Random, N: number): number[] => many(N, () => 2 * random.integer(2) - 1);
const signOf = (t: number): number => (t === 1 ? 1 : -1);
const hingeMargin = nearest((y, t) => 1 - signOf(t) * y);

/** How many numbers a step has where `alpha` is one for each. */
const FEATURES = 4;

/** Every loss of values, with options that differ from the defaults. */
export const VALUE_LOSSES: readonly ValueLoss[] = [
  plain('meanAbsoluteError', { margin: nearest((y, t) => y - t) }),
  plain('meanAbsolutePercentageError', {
    // away from 0, where the loss is as steep as 1e9
    targets: (random, N) => many(N, () => signOf(random.integer(2)) * positive(random)),
    margin: nearest((y, t) => y - t),
  }),
  plain('meanSquaredLogarithmicError', { targets: positives, margin: nearest((y) => y) }),
  plain('logCosh'),
  plain('klDivergence', {
    prediction: probability,
    targets: (random, N) => many(N, () => (random.integer(3) === 0 ? 0 : probability(random))),
  }),
  plain('poisson', {
    prediction: positive,
    targets: (random, N) => many(N, () => random.integer(4)),
  }),
  plain('cosineSimilarity'),
  plain('hinge', { targets: sides, margin: hingeMargin }),
  plain('squaredHinge', { targets: bits, margin: hingeMargin }),
  plain('categoricalHinge', { targets: oneHot, margin: categoricalMargin }),
  huber(1),
  huber(0.3),
  binaryFocal({}),
  binaryFocal({ gamma: 1.5, alpha: 0.3 }),
  binaryFocal({ gamma: 0 }),
  categoricalFocal({}),
  categoricalFocal({ gamma: 0.7, alpha: [0.1, 0.9, 0.4, 0.6] }),
  categoricalFocal({ gamma: 0, alpha: 1 }),
];

/** As a test calls it. */
export function titleOf({ name, options }: ValueLoss): string {
  return Object.keys(options).length === 0 ? name : `${name} ${JSON.stringify(options)}`;
}

/** Predictions and targets `[…, FEATURES]` at a distance from every kink. */
export function drawValues(
  loss: ValueLoss,
  leading: readonly number[],
  seed: number,
): { readonly predictions: Tensor; readonly targets: Tensor } {
  const random = randomStream(seed, loss.name);
  const { prediction = normal, targets: drawTargets = normals, margin } = loss;
  const shape = [...leading, FEATURES];
  const size = shape.reduce((product, n) => product * n, 1);
  const y = new Float64Array(size);
  const t = new Float64Array(size);
  for (let at = 0; at < size; at += FEATURES) {
    t.set(drawTargets(random, FEATURES), at);
    const right = [...t.subarray(at, at + FEATURES)];
    let drawn: number[];
    do drawn = many(FEATURES, () => prediction(random));
    while (margin !== undefined && margin(drawn, right) < 0.01);
    y.set(drawn, at);
  }
  return {
    predictions: new View<number, Float64Array>(y, shape),
    targets: new View<number, Float64Array>(t, shape),
  };
}

function normal(random: Random): number {
  return random.normal();
}

function normals(random: Random, N: number): number[] {
  return many(N, () => random.normal());
}

function many(N: number, draw: () => number): number[] {
  return Array.from({ length: N }, draw);
}

function oneHot(random: Random, N: number): number[] {
  const right = random.integer(N);
  return Array.from({ length: N }, (_, j) => (j === right ? 1 : 0));
}

function oneHotOrMixed(random: Random, N: number): number[] {
  return random.integer(2) === 0 ? oneHot(random, N) : many(N, () => 0.3 * random.uniform());
}

function nearest(
  gap: (y: number, t: number) => number,
): (y: readonly number[], t: readonly number[]) => number {
  return (y, t) => Math.min(...y.map((value, i) => Math.abs(gap(value, t[i]!))));
}

/** From the kink at loss 0, and from another score that is as good as the best wrong one. */
function categoricalMargin(y: readonly number[], t: readonly number[]): number {
  const wrong = y.map((value, i) => (1 - t[i]!) * value).sort((a, b) => b - a);
  const right = y.reduce((sum, value, i) => sum + t[i]! * value, 0);
  const loss = 1 + wrong[0]! - right;
  return Math.min(Math.abs(loss), wrong[0]! - wrong[1]!);
}
