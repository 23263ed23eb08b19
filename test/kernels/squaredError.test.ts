import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, floatsOf, framed, precisions } from './framed.ts';

describe.each(precisions)('in $dtype', ({ dtype, round }) => {
  const k = referenceKernels(dtype);

  test('squaredError is the mean of (y − t)² of each row, and 0 where nothing counts', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.integer({ min: 1, max: 18 }), fc.nat(), (M, N, seed) => {
        const random = randomStream(seed);
        const [y, t] = [framed(dtype, random, M, N, 0), framed(dtype, random, M, N, 0)];
        const counts = Uint8Array.from({ length: M }, () => random.integer(2));
        const losses = new Float64Array(M).fill(13.5);
        const expected = Float64Array.from({ length: M }, (_, m) => {
          if (counts[m] === 0) return 0;
          let sum = 0;
          for (let j = 0; j < N; j++) {
            const error = y.data[y.at(m, j)]! - t.data[t.at(m, j)]!;
            sum += error * error;
          }
          return sum / N;
        });
        k.squaredError(M, N, y.data, y.offset, t.data, t.offset, counts, losses);
        expectBits(losses, expected);
      }),
      { seed: 22, numRuns: 60 },
    );
  });

  test('squaredErrorBackward is factor·(y − t), rounded once, and 0 where nothing counts', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.integer({ min: 1, max: 18 }), fc.nat(), (M, N, seed) => {
        const random = randomStream(seed);
        const [y, t] = [framed(dtype, random, M, N, 0), framed(dtype, random, M, N, 0)];
        const dy = framed(dtype, random, M, N, 0);
        const counts = Uint8Array.from({ length: M }, () => random.integer(2));
        const factors = Float64Array.from({ length: M }, () => random.uniform() - 0.5);
        const expected = dy.data.slice();
        for (let m = 0; m < M; m++) {
          for (let j = 0; j < N; j++) {
            const error = y.data[y.at(m, j)]! - t.data[t.at(m, j)]!;
            expected[dy.at(m, j)] = counts[m] === 0 ? 0 : round(factors[m]! * error);
          }
        }
        const from = [M, N, y.data, y.offset, t.data, t.offset] as const;
        k.squaredErrorBackward(...from, counts, factors, dy.data, dy.offset);
        expectBits(dy.data, expected);
      }),
      { seed: 23, numRuns: 60 },
    );
  });

  test('what stands in a row that does not count is of no matter', () => {
    const y = floatsOf(dtype, [Number.NaN, 1, 3, 4]);
    const t = floatsOf(dtype, [0, Number.POSITIVE_INFINITY, 1, 1]);
    const counts = Uint8Array.of(0, 1);
    const losses = new Float64Array(2);
    k.squaredError(2, 2, y, 0, t, 0, counts, losses);
    expect([...losses]).toEqual([0, 6.5]);
    const dy = floatsOf(dtype, [7, 7, 7, 7]);
    k.squaredErrorBackward(2, 2, y, 0, t, 0, counts, Float64Array.of(1, 1), dy, 0);
    expectBits(dy, floatsOf(dtype, [0, 0, 2, 3]));
  });
});
