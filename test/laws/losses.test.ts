import fc from 'fast-check';
import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import { type Tensor, View } from '../../src/tensor/index.ts';
import {
  expectHugeLogits,
  expectLossScales,
  expectPaddedLossIsTruncated,
  expectWeightsDoNotCount,
  LOSS_KINDS,
} from './lossLaws.ts';
import { SAMPLES, SEEDED } from './samples.ts';

const place = { math, compute: math.referenceCompute('float64') };

describe.each(LOSS_KINDS)('$name', (kind) => {
  test('never looks at a masked step', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectPaddedLossIsTruncated(place, kind, sample)),
      SEEDED,
    );
  });

  test('doubles with its weights', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectLossScales(place, kind, sample)),
      SEEDED,
    );
  });

  test('counts steps, not weights', () => {
    fc.assert(
      fc.property(SAMPLES, (sample) => expectWeightsDoNotCount(place, kind, sample)),
      SEEDED,
    );
  });
});

function rows(...numbers: number[][]): Tensor {
  return new View(Float64Array.from(numbers.flat()), [numbers.length, numbers[0]?.length ?? 0]);
}

describe('softmax', () => {
  const logits = fc.array(fc.integer({ min: -80, max: 80 }), { minLength: 1, maxLength: 12 });
  const shifts = fc.integer({ min: -1_000_000, max: 1_000_000 });

  test('is the same, to the bit, for logits that all moved by the same', () => {
    fc.assert(
      fc.property(logits, shifts, (eighths, shift) => {
        const here = rows(eighths.map((eighth) => eighth / 8));
        const there = rows(eighths.map((eighth) => eighth / 8 + shift)); // adds without rounding
        const softmax = (x: Tensor): Tensor => math.activationForward('softmax', x).output;
        expect(softmax(there).data).toEqual(softmax(here).data);
        const targets = new View(Int32Array.of(0), [1]);
        const loss = (x: Tensor) => math.softmaxCrossEntropyForward({ logits: x, targets });
        expect(loss(there).outputs).toEqual(loss(here).outputs);
        expect(math.softmaxCrossEntropyBackward(loss(there).cache).data).toEqual(
          math.softmaxCrossEntropyBackward(loss(here).cache).data,
        );
      }),
      SEEDED,
    );
  });

  test('sums to 1, and its gradient to 0', () => {
    fc.assert(
      fc.property(logits, (eighths) => {
        const x = rows(eighths.map((eighth) => eighth / 8));
        const { output, cache } = math.activationForward('softmax', x);
        const sum = ({ data }: Tensor): number => Array.from(data).reduce((a, b) => a + b, 0);
        expect(sum(output)).toBeCloseTo(1, 14);
        const dy = rows(eighths.map((eighth, i) => eighth / 80 - i / 3));
        expect(sum(math.activationBackward(cache, dy))).toBeCloseTo(0, 14);
      }),
      SEEDED,
    );
  });
});

test('losses of huge logits are what they should be, with finite gradients', () => {
  expectHugeLogits(place);
});

test('losses of huge logits are finite in float32, too', () => {
  const logits = new View(Float32Array.of(1e4, -1e4, 0, -1e4, -1e4, 1e4), [2, 3]);
  const targets = new View(Int32Array.of(1, 2), [2]);
  const { outputs, cache } = math.softmaxCrossEntropyForward({ logits, targets });
  expect(Array.from(outputs.losses)).toEqual([2e4, 0]);
  expect(Array.from(math.softmaxCrossEntropyBackward(cache, 1).data)).toEqual([1, -1, 0, 0, 0, 0]);
});

test('the loss of a batch in which nothing counts is 0, and so is its gradient', () => {
  for (const shape of [
    [0, 3, 5],
    [2, 0, 5],
    [0, 5],
  ]) {
    const logits = new View<number, Float64Array>(new Float64Array(0), shape);
    const targets = new View<number, Int32Array>(new Int32Array(0), shape.slice(0, -1));
    const { outputs, cache } = math.softmaxCrossEntropyForward({ logits, targets });
    expect(outputs).toMatchObject({ total: 0, count: 0 });
    expect(math.softmaxCrossEntropyBackward(cache).shape).toEqual(shape);
  }
  const logits = new View<number, Float64Array>(new Float64Array(6).fill(1), [1, 2, 3]);
  const targets = new View<number, Int32Array>(Int32Array.of(4, 4), [1, 2]);
  const ignoring = { ignoreClass: 4 };
  const { outputs, cache } = math.softmaxCrossEntropyForward({ logits, targets }, ignoring);
  expect(outputs).toMatchObject({ total: 0, count: 0 });
  expect(math.softmaxCrossEntropyBackward(cache).data).toEqual(new Float64Array(6));
});
