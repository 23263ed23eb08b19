import type { Tensor } from '../../src/tensor/index.ts';
import { copy, randomStream, View } from '../../src/tensor/index.ts';
import type { Clipping, clipGradients } from '../../src/training/clipping.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';

const LIMITS: readonly Clipping[] = [
  { clipValue: 0.5 },
  { clipNorm: 0.5 },
  { globalClipNorm: 0.5 },
];

function draw(deviation: number): Tensor[] {
  const random = randomStream(0, 'clipping');
  return [[3, 4], [4], [2, 2]].map((shape) => drawTensor(shape, random, deviation));
}

function norm(tensors: readonly Tensor[]): number {
  return Math.hypot(...tensors.flatMap(({ data }) => Array.from(data)));
}

/** What is below its limit keeps its bits; what is above comes down to it, and once is enough. */
export function expectClipsOnce(clip: typeof clipGradients): void {
  for (const limit of LIMITS) {
    const small = draw(0.01);
    const kept = small.map(copy);
    if (clip(small, limit).clipped) throw new Error('something small was clipped');
    for (const [i, { data }] of kept.entries())
      expectBits(small[i]?.data, data, 'a small gradient');

    const large = draw(1);
    if (!clip(large, limit).clipped) throw new Error('something large was not clipped');
    const clipped = large.map(copy);
    clip(large, limit);
    for (const [i, { data }] of clipped.entries()) {
      expectClose(large[i]?.data, data, 'a clipped gradient', 1e-15);
    }
  }
}

/** Clipping by the global norm leaves the direction, and a norm of the limit. */
export function expectSameDirection(clip: typeof clipGradients): void {
  const before = draw(1);
  const after = before.map(copy);
  const measured = clip(after, { globalClipNorm: 0.5 });
  expectClose([measured.norm], [norm(before)], 'the norm before clipping', 1e-15);
  expectClose([norm(after)], [0.5], 'the norm after clipping', 1e-15);
  for (const [i, { data }] of before.entries()) {
    const scaled = data.map((value: number) => (0.5 * value) / measured.norm);
    expectClose(after[i]?.data, scaled, 'a clipped gradient', 1e-15);
  }
}

/** A gradient that is not finite is reported by its norm and left for the caller to see. */
export function expectNonFiniteIsLeft(clip: typeof clipGradients): void {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (const limit of LIMITS) {
      const grads = [new View(Float64Array.of(3, value), [2]), new View(Float64Array.of(7), [1])];
      const measured = clip(grads, limit);
      if (measured.clipped) throw new Error(`a gradient with ${value} was clipped`);
      expectBits([measured.norm], [Math.abs(value)], 'the norm');
      expectBits(grads[0]?.data, [3, value], 'the gradient');
      expectBits(grads[1]?.data, [7], 'the gradient beside it');
    }
  }
}
