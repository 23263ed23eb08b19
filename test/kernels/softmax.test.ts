import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp, expFloat32, log } from '../../src/elementary/index.ts';
import { referenceKernels } from '../../src/kernels/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, floatsOf, framed, partialSums, precisions } from './framed.ts';

const sizes = fc.tuple(fc.nat(6), fc.nat(37), fc.nat());
const { NaN: nan, NEGATIVE_INFINITY: lowest, POSITIVE_INFINITY: highest } = Number;

describe.each(precisions)('in $dtype', ({ dtype, round }) => {
  const k = referenceKernels(dtype);
  const exponential = dtype === 'float32' ? expFloat32 : exp;

  /** The definition, with the roundings that are promised. */
  function softmaxOf(row: readonly number[]): { max: number; sum: number; y: number[] } {
    const max = Math.max(...row);
    const powers = row.map((x) => exponential(round(x - max)));
    const sum = partialSums(powers, round);
    return { max, sum, y: powers.map((power) => round(power / sum)) };
  }

  test('softmax and logPartition have the bits of their definition, and write nothing else', () => {
    fc.assert(
      fc.property(sizes, ([M, N, seed]) => {
        const random = randomStream(seed);
        const x = framed(dtype, random, M, N);
        const y = framed(dtype, random, M, N);
        const before = x.data.slice();
        const expected = y.data.slice();
        const shift = new Float64Array(M + 1).fill(13.5);
        const logSum = shift.slice();
        const expectedShift = shift.slice();
        const expectedLogSum = shift.slice();
        for (let m = 0; m < M; m++) {
          const row = softmaxOf([...x.data.slice(x.at(m, 0), x.at(m, N))]);
          expected.set(row.y, y.at(m, 0));
          expectedShift[m] = row.max;
          expectedLogSum[m] = log(row.sum);
        }
        const blank = y.data.slice();
        k.softmax(M, N, x.data, x.offset, x.stride, y.data, y.offset, y.stride);
        expectBits(y.data, expected);

        k.logPartition(
          ...([
            M,
            N,
            x.data,
            x.offset,
            x.stride,
            blank,
            y.offset,
            y.stride,
            shift,
            logSum,
          ] as const),
        );
        expectBits(blank, expected);
        expectBits(shift, expectedShift);
        expectBits(logSum, expectedLogSum);
        expectBits(x.data, before);
      }),
      { seed: 10, numRuns: 60 },
    );
  });

  test('softmax has the same bits in place', () => {
    const x = framed(dtype, randomStream(11), 3, 19);
    const expected = x.data.slice();
    k.softmax(3, 19, x.data, x.offset, x.stride, expected, x.offset, x.stride);
    k.softmax(3, 19, x.data, x.offset, x.stride, x.data, x.offset, x.stride);
    expectBits(x.data, expected);
  });

  test.each([
    { row: [1e4, -1e4, 1e4, -1e4], gives: [0.5, 0, 0.5, 0] },
    { row: [lowest, 0, lowest, 0], gives: [0, 0.5, 0, 0.5] },
    { row: [7], gives: [1] },
    { row: [lowest, lowest], gives: [nan, nan] },
    { row: [0, highest], gives: [nan, nan] },
    { row: [0, nan, 1], gives: [nan, nan, nan] },
  ])('softmax of $row is $gives', ({ row, gives }) => {
    const y = floatsOf(dtype, row);
    k.softmax(1, row.length, y, 0, row.length, y, 0, row.length);
    expectBits(y, floatsOf(dtype, gives));
  });

  test('softmax does not change when all its inputs grow by the same amount', () => {
    const x = floatsOf(dtype, [0.5, -1, 2, 0.25]);
    const shifted = x.map((value) => value + 1024);
    for (const row of [x, shifted]) k.softmax(1, 4, row, 0, 4, row, 0, 4);
    expectBits(shifted, x);
  });

  test('logPartition keeps the logarithm apart from a shift that would swallow it', () => {
    const x = floatsOf(dtype, [1e6, 1e6, 1e6]);
    const shift = new Float64Array(1);
    const logSum = new Float64Array(1);
    k.logPartition(1, 3, x, 0, 3, x, 0, 3, shift, logSum);
    expect([shift[0], logSum[0]]).toEqual([1e6, log(3)]);
    expectBits(x, floatsOf(dtype, [1 / 3, 1 / 3, 1 / 3]));
  });

  test('softmaxBackward has the bits of its formula, in place too, and writes nothing else', () => {
    fc.assert(
      fc.property(sizes, ([M, N, seed]) => {
        const random = randomStream(seed);
        const y = framed(dtype, random, M, N);
        const dy = framed(dtype, random, M, N);
        const dx = framed(dtype, random, M, N);
        const expected = dx.data.slice();
        const expectedInPlace = dy.data.slice();
        for (let m = 0; m < M; m++) {
          const ys = [...y.data.slice(y.at(m, 0), y.at(m, N))];
          const ds = [...dy.data.slice(dy.at(m, 0), dy.at(m, N))];
          const dot = partialSums(
            ys.map((yj, j) => round(yj * ds[j]!)),
            round,
          );
          const row = ys.map((yj, j) => round(yj * round(ds[j]! - dot)));
          expected.set(row, dx.at(m, 0));
          expectedInPlace.set(row, dy.at(m, 0));
        }
        k.softmaxBackward(
          ...([M, N, y.data, y.offset, y.stride, dy.data, dy.offset, dy.stride] as const),
          ...([dx.data, dx.offset, dx.stride] as const),
        );
        expectBits(dx.data, expected);
        k.softmaxBackward(
          ...([M, N, y.data, y.offset, y.stride, dy.data, dy.offset, dy.stride] as const),
          ...([dy.data, dy.offset, dy.stride] as const),
        );
        expectBits(dy.data, expectedInPlace);
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  // Beside `large` a 1 is lost. Eight partial sums keep what a single one would lose, and the order
  // in which they are joined decides about the rest.
  const large = dtype === 'float32' ? 2 ** 24 : 2 ** 53;
  test.each([
    { terms: { 0: large, 1: 1, 8: -large }, sum: 1, because: 'index 8 joins index 0' },
    { terms: { 0: large, 1: -large, 2: 1 }, sum: 1, because: '0 and 1 are joined before 2' },
    { terms: { 1: -large, 2: large, 3: 1 }, sum: 0, because: '2 and 3 are joined before 1' },
    { terms: { 0: large, 3: -large, 4: 1 }, sum: 1, because: '0 to 3 are joined before 4' },
    { terms: { 3: -large, 4: large, 5: 1 }, sum: 0, because: '4 and 5 are joined before 3' },
  ])('a reduction of $terms is $sum: $because', ({ terms, sum }) => {
    const dy = floatsOf(dtype, new Array<number>(9).fill(0));
    for (const [j, term] of Object.entries(terms)) dy[Number(j)] = term;
    const y = dy.slice().fill(1);
    const dx = dy.slice();
    k.softmaxBackward(1, 9, y, 0, 9, dy, 0, 9, dx, 0, 9);
    expect(dx[6]).toBe(-sum + 0); // dy is 0 there
  });
});
