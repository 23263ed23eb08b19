import type { Compute, LossOutputs, LossStepInputs } from 'unrolled/math';
import { type Ids, randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawDistributions, drawIds, drawTensor } from '../math/draw.ts';
import type { MathRoom } from '../math/pairs/room.ts';
import { drawValues, titleOf, VALUE_LOSSES, type ValueLoss } from '../math/valueLosses.ts';
import type { Sample } from './samples.ts';
import { fillMasked, pickSteps, range, runningSteps } from './steps.ts';

/** A loss as the laws take it: predictions `[B, T, N]` and what goes with them. */
export interface LossKind {
  readonly name: string;
  /** Normally distributed where left out. */
  readonly predictions?: (B: number, T: number, seed: number) => Tensor;
  readonly targets: (B: number, T: number, seed: number) => Tensor | Ids;
  readonly run: (
    math: MathRoom,
    compute: Compute,
    predictions: Tensor,
    targets: Tensor | Ids,
    steps: LossStepInputs,
  ) => { readonly outputs: LossOutputs; readonly backward: (scale?: number) => Tensor };
}

const N = 5;

function valueKind(loss: ValueLoss): LossKind {
  return {
    name: titleOf(loss),
    predictions: (B, T, seed) => drawValues(loss, [B, T], seed).predictions,
    targets: (B, T, seed) => drawValues(loss, [B, T], seed).targets,
    run: (math, compute, predictions, targets, steps) =>
      loss.run(math, { predictions, targets: numbersOf(targets), ...steps }, compute),
  };
}

function predictionsOf({ predictions }: LossKind, { seed, B, T }: Sample): Tensor {
  return predictions?.(B, T, seed) ?? drawTensor([B, T, N], randomStream(seed, 'predictions'));
}

const classes = (B: number, T: number, seed: number): Ids =>
  drawIds([B, T], N, randomStream(seed, 'targets'));
const distributions = (B: number, T: number, seed: number): Tensor =>
  drawDistributions([B, T, N], randomStream(seed, 'targets'));

function softmaxKind(
  name: string,
  targets: LossKind['targets'],
  options: { readonly labelSmoothing?: number; readonly ignoreClass?: number },
): LossKind {
  return {
    name,
    targets,
    run(math, compute, logits, given, steps) {
      const inputs = { logits, targets: given, ...steps };
      const { outputs, cache } = math.softmaxCrossEntropyForward(inputs, options, compute);
      return {
        outputs,
        backward: (scale) => math.softmaxCrossEntropyBackward(cache, scale, compute),
      };
    },
  };
}

export const LOSS_KINDS: readonly LossKind[] = [
  softmaxKind('softmaxCrossEntropy of classes', classes, {}),
  softmaxKind('softmaxCrossEntropy, one class ignored', classes, { ignoreClass: 2 }),
  softmaxKind('softmaxCrossEntropy, smoothed', classes, { labelSmoothing: 0.2 }),
  softmaxKind('softmaxCrossEntropy of distributions', distributions, {}),
  {
    name: 'categoricalGeneralizedCrossEntropy',
    targets: classes,
    run(math, compute, logits, targets, steps) {
      const inputs = { logits, targets, ...steps };
      const { outputs, cache } = math.categoricalGeneralizedCrossEntropyForward(
        inputs,
        { q: 0.6 },
        compute,
      );
      return {
        outputs,
        backward: (scale) => math.categoricalGeneralizedCrossEntropyBackward(cache, scale, compute),
      };
    },
  },
  {
    name: 'sigmoidCrossEntropy',
    targets: distributions,
    run(math, compute, logits, targets, steps) {
      const inputs = { logits, targets: numbersOf(targets), ...steps };
      const { outputs, cache } = math.sigmoidCrossEntropyForward(inputs, compute);
      return {
        outputs,
        backward: (scale) => math.sigmoidCrossEntropyBackward(cache, scale, compute),
      };
    },
  },
  {
    name: 'meanSquaredError',
    targets: (B, T, seed) => drawTensor([B, T, N], randomStream(seed, 'targets')),
    run(math, compute, predictions, targets, steps) {
      const inputs = { predictions, targets: numbersOf(targets), ...steps };
      const { outputs, cache } = math.meanSquaredErrorForward(inputs, compute);
      return {
        outputs,
        backward: (scale) => math.meanSquaredErrorBackward(cache, scale, compute),
      };
    },
  },
  ...VALUE_LOSSES.map(valueKind),
];

/** Where a law is tried: the library, or an edited copy of it. */
export interface LossPlace {
  readonly math: MathRoom;
  readonly compute: Compute;
}

/**
 * What stands at a masked step cannot matter, be it a prediction, a target or a weight: without those
 * steps, row by row, the losses of steps have the same bits, and so have gradients of equal scale; the
 * counts add up, and totals and the gradient of the mean do to 1e-12.
 */
export function expectPaddedLossIsTruncated(
  { math, compute }: LossPlace,
  kind: LossKind,
  sample: Sample,
): void {
  const { seed, B, T, mask } = sample;
  const predictions = predictionsOf(kind, sample);
  const targets = kind.targets(B, T, seed);
  const stepWeights = drawTensor([B, T], randomStream(seed, 'weights'));
  fillMasked(predictions, mask, Number.NaN);
  fillMasked(targets, mask, targets.data instanceof Int32Array ? -7 : Number.NaN);
  fillMasked(stepWeights, mask, Number.NaN);
  const padded = kind.run(math, compute, predictions, targets, { mask, stepWeights });
  const scaled = padded.backward(0.7);

  let total = 0;
  let count = 0;
  const losses = new Float64Array(B * T);
  const width = predictions.shape.at(-1) ?? 1;
  const gradient = new Float64Array(B * T * width);
  for (const b of range(0, B)) {
    const steps = runningSteps(mask, b);
    const pick = (tensor: Tensor | Ids): Tensor => numbersOf(pickSteps(tensor, [b], steps));
    const row = kind.run(math, compute, pick(predictions), pickSteps(targets, [b], steps), {
      stepWeights: pick(stepWeights),
    });
    total += row.outputs.total;
    count += row.outputs.count;
    const dRow = row.backward(0.7);
    for (const [i, t] of steps.entries()) {
      losses[b * T + t] = row.outputs.losses[i] ?? Number.NaN;
      gradient.set(dRow.data.subarray(i * width, (i + 1) * width), (b * T + t) * width);
    }
  }
  expectBits(padded.outputs.losses, losses, 'the loss of a step');
  expectBits(scaled.data, gradient, 'the gradient');
  if (padded.outputs.count !== count) {
    throw new Error(`${padded.outputs.count} steps count, expected ${count}`);
  }
  expectClose([padded.outputs.total], [total], 'the total');
  const mean = gradient.map((value) => (count === 0 ? 0 : value / 0.7 / count));
  expectClose(padded.backward().data, mean, 'the gradient of the mean');
}

/** Twice the weight of every step gives twice the total and twice the gradient, to the bit. */
export function expectLossScales(
  { math, compute }: LossPlace,
  kind: LossKind,
  sample: Sample,
): void {
  const { seed, B, T, mask } = sample;
  const predictions = predictionsOf(kind, sample);
  const targets = kind.targets(B, T, seed);
  const stepWeights = drawTensor([B, T], randomStream(seed, 'weights'));
  const doubled = drawTensor([B, T], randomStream(seed, 'weights'), 2);
  const once = kind.run(math, compute, predictions, targets, { mask, stepWeights });
  const twice = kind.run(math, compute, predictions, targets, { mask, stepWeights: doubled });
  expectBits([twice.outputs.total], [2 * once.outputs.total], 'the total');
  const expected = once.backward().data.map((value) => 2 * value);
  expectBits(twice.backward().data, expected, 'the gradient');
  expectBits(
    once.backward(2).data,
    once.backward(1).data.map((value) => 2 * value),
    'the scale',
  );
}

/** A step that counts counts one, whatever it weighs. */
export function expectWeightsDoNotCount(
  { math, compute }: LossPlace,
  kind: LossKind,
  sample: Sample,
): void {
  const { seed, B, T, mask } = sample;
  const predictions = predictionsOf(kind, sample);
  const targets = kind.targets(B, T, seed);
  const stepWeights = drawTensor([B, T], randomStream(seed, 'weights'));
  const weighted = kind.run(math, compute, predictions, targets, { mask, stepWeights }).outputs;
  const plain = kind.run(math, compute, predictions, targets, { mask }).outputs;
  expectBits([weighted.count], [plain.count], 'the count');
  expectBits(weighted.losses, plain.losses, 'the loss of a step');
}

/** Where exp would overflow, losses are what they should be, and gradients finite. */
export function expectHugeLogits({ math, compute }: LossPlace): void {
  const logits = matrix([1e4, -1e4, 0], [-1e4, -1e4, 1e4], [1e4, 1e4, 1e4]);
  const classes = new View(Int32Array.of(1, 2, 0), [3]);
  const one = math.softmaxCrossEntropyForward({ logits, targets: classes }, {}, compute);
  expectClose(one.outputs.losses, [2e4, 0, Math.log(3)], 'the loss of one class', 1e-15);
  const dOne = math.softmaxCrossEntropyBackward(one.cache, 1, compute).data;
  const third = 1 / 3;
  expectClose(dOne, [1, -1, 0, 0, 0, 0, third - 1, third, third], 'its gradient', 1e-15);

  const targets = matrix([1, 0, 0.5], [1, 0, 1], [0, 1, 0.5]);
  const many = math.sigmoidCrossEntropyForward({ logits, targets }, compute);
  expectClose(many.outputs.losses, [Math.log(2) / 3, 1e4 / 3, 5e3], 'the loss of many', 1e-15);
  const dMany = math.sigmoidCrossEntropyBackward(many.cache, 3, compute).data;
  expectClose(dMany, [0, 0, 0, -1, 0, 0, 1, 0, 0.5], 'its gradient', 1e-15);
}

function matrix(...rows: readonly (readonly number[])[]): Tensor {
  return new View(Float64Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
}

function numbersOf(view: Tensor | Ids): Tensor {
  if (view.data instanceof Int32Array) throw new Error('these targets are classes');
  return new View(view.data, view.shape);
}
