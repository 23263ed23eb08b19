import { exp } from '../../src/elementary/index.ts';
import { type Ids, type Mask, randomStream, type Tensor, View } from '../../src/tensor/index.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { filled } from '../math/pairs/ctc.ts';
import type { LossPlace } from './lossLaws.ts';

const C = 3;

/** Labels with a repeat, with none, without any, and as many as the frames can spell. */
const SPELT = [[1, 1], [2, 1], [], [1, 2, 1, 2]];

/**
 * The probability of labels is the sum over all C^T ways to draw a class for every frame, of those that
 * spell them: written out, class by class.
 */
export function expectCtcSumsOverAllWays({ math, compute }: LossPlace): void {
  const T = 4;
  const logits = drawTensor<3>([SPELT.length, T, C], randomStream(3, 'logits'));
  const { outputs } = math.ctcForward({ logits, targets: filled(SPELT) }, compute);
  const softmax = math.activationForward('softmax', logits, compute).output;
  for (const [row, labels] of SPELT.entries()) {
    let likelihood = 0;
    for (let way = 0; way < 3 ** 4; way++) {
      const classes = [1, 3, 9, 27].map((place) => Math.floor(way / place) % C);
      if (spelt(classes).join() !== labels.join()) continue;
      likelihood += classes.reduce((p, k, t) => p * softmax.data[(row * T + t) * C + k]!, 1);
    }
    expectClose([exp(-outputs.losses[row]!)], [likelihood], `the probability of ${labels.join()}`);
  }
}

/** Repeats merged, then blanks left out. */
function spelt(classes: readonly number[]): number[] {
  return classes.filter((k, t) => k !== 0 && k !== classes[t - 1]);
}

/** A masked frame is not there: the bits of losses and gradients are those without it. */
export function expectMaskedFramesAreLeftOut({ math, compute }: LossPlace): void {
  const T = 6;
  const labels = [[1, 1], [2], [1], [2, 1]];
  const mask = rows([0, 1, 1, 0, 1, 1], [1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 1]);
  const logits = drawTensor<3>([4, T, C], randomStream(5, 'logits'));
  const targets = filled(labels);
  for (const [step, counts] of mask.data.entries()) {
    if (counts === 0) logits.data.fill(Number.NaN, step * C, (step + 1) * C);
  }
  targets.data.fill(99, 2 * 2, 3 * 2); // of the row without a frame
  const padded = math.ctcForward({ logits, targets, mask }, compute);
  const gradient = math.ctcBackward(padded.cache, 0.7, compute);
  expectBits([padded.outputs.count], [3], 'how many sequences count');
  for (const row of [0, 1, 2, 3]) {
    const frames = [0, 1, 2, 3, 4, 5].filter((t) => mask.data[row * T + t] === 1);
    const steps = frames.map((t) => row * T + t);
    const kept = steps.flatMap((step) => [...logits.data.slice(step * C, (step + 1) * C)]);
    const alone = math.ctcForward(
      { logits: sequence(kept, frames.length), targets: rowOf(targets, row) },
      compute,
    );
    expectBits([padded.outputs.losses[row]!], alone.outputs.losses, `the loss of row ${row}`);
    const dAlone = math.ctcBackward(alone.cache, 0.7, compute).data;
    const expected = new Float64Array(T * C);
    for (const [i, t] of frames.entries()) expected.set(dAlone.subarray(i * C, (i + 1) * C), t * C);
    const actual = gradient.data.subarray(row * T * C, (row + 1) * T * C);
    expectBits(actual, expected, `the gradient of row ${row}`);
  }
}

function rows(...steps: readonly (readonly number[])[]): Mask {
  return new View<2, Uint8Array>(Uint8Array.from(steps.flat()), [
    steps.length,
    steps[0]?.length ?? 0,
  ]);
}

function sequence(numbers: readonly number[], T: number): Tensor<3> {
  return new View<3, Float64Array>(Float64Array.from(numbers), [1, T, C]);
}

function rowOf({ data, shape }: Ids<2>, row: number): Ids<2> {
  const L = shape[1];
  return new View<2, Int32Array>(data.slice(row * L, (row + 1) * L), [1, L]);
}
