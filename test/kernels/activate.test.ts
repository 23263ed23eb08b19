import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exp,
  expFloat32,
  expm1,
  expm1Float32,
  sigmoid,
  sigmoidFloat32,
  softplus,
  softplusFloat32,
  tanh,
  tanhFloat32,
} from '../../src/elementary/index.ts';
import { type PointwiseActivation, referenceKernels } from '../../src/kernels/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectBits, floatsOf, framed, precisions } from './framed.ts';

type Round = (x: number) => number;

/** One activation, written a second time: its value, and its slope at the value y. */
interface Formula {
  readonly activation: PointwiseActivation;
  readonly float32: (x: number) => number;
  readonly float64: (x: number) => number;
  readonly slope: (y: number, r: Round) => number;
}

const formulas: readonly Formula[] = [
  { activation: 'linear', float32: (x) => x, float64: (x) => x, slope: () => 1 },
  {
    activation: 'relu',
    float32: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
    float64: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
    slope: (y) => (y > 0 ? 1 : 0),
  },
  { activation: 'tanh', float32: tanhFloat32, float64: tanh, slope: (y, r) => r(1 - r(y * y)) },
  {
    activation: 'sigmoid',
    float32: sigmoidFloat32,
    float64: sigmoid,
    slope: (y, r) => r(y * r(1 - y)),
  },
  {
    activation: 'softplus',
    float32: softplusFloat32,
    float64: softplus,
    slope: (y, r) => r(-expm1(-y)),
  },
  {
    activation: 'softsign',
    float32: (x) => Math.fround(x / Math.fround(1 + Math.abs(x))),
    float64: (x) => x / (1 + Math.abs(x)),
    slope: (y, r) => r(r(1 - Math.abs(y)) * r(1 - Math.abs(y))),
  },
  {
    activation: 'elu',
    float32: (x) => (x > 0 ? x : expm1Float32(x)),
    float64: (x) => (x > 0 ? x : expm1(x)),
    slope: (y, r) => (y > 0 ? 1 : r(y + 1)),
  },
  { activation: 'exponential', float32: expFloat32, float64: exp, slope: (y) => y },
];

const cases = precisions.flatMap((precision) =>
  formulas.map((formula) => ({ ...precision, formula, activation: formula.activation })),
);
const sizes = fc.tuple(fc.nat(9), fc.nat(18), fc.nat());

describe.each(cases)('$activation in $dtype', ({ dtype, round, formula, activation }) => {
  const k = referenceKernels(dtype);

  test('has the bits of its formula, and writes nothing else', () => {
    fc.assert(
      fc.property(sizes, ([M, N, seed]) => {
        const random = randomStream(seed);
        const x = framed(dtype, random, M, N);
        const y = framed(dtype, random, M, N);
        const expected = y.data.slice();
        for (let m = 0; m < M; m++) {
          for (let n = 0; n < N; n++) expected[y.at(m, n)] = formula[dtype](x.data[x.at(m, n)]!);
        }
        k.activate(activation, M, N, x.data, x.offset, x.stride, y.data, y.offset, y.stride);
        expectBits(y.data, expected);
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  test('has the same bits in place', () => {
    const x = framed(dtype, randomStream(8), 5, 9);
    const expected = x.data.slice();
    k.activate(activation, 5, 9, x.data, x.offset, x.stride, expected, x.offset, x.stride);
    k.activate(activation, 5, 9, x.data, x.offset, x.stride, x.data, x.offset, x.stride);
    expectBits(x.data, expected);
  });

  test('gives NaN for NaN', () => {
    const x = floatsOf(dtype, [1, Number.NaN, 1]);
    k.activate(activation, 1, 3, x, 0, 3, x, 0, 3);
    expect([...x].map(Number.isNaN)).toEqual([false, true, false]);
  });

  test('takes its slope from y, multiplies it with dy, and writes nothing else', () => {
    fc.assert(
      fc.property(sizes, ([M, N, seed]) => {
        const random = randomStream(seed);
        const y = framed(dtype, random, M, N);
        const dy = framed(dtype, random, M, N);
        const dx = framed(dtype, random, M, N);
        const expected = dx.data.slice();
        for (let m = 0; m < M; m++) {
          for (let n = 0; n < N; n++) {
            const slope = formula.slope(y.data[y.at(m, n)]!, round);
            expected[dx.at(m, n)] = round(dy.data[dy.at(m, n)]! * slope);
          }
        }
        k.activateBackward(
          ...([activation, M, N, y.data, y.offset, y.stride] as const),
          ...([dy.data, dy.offset, dy.stride, dx.data, dx.offset, dx.stride] as const),
        );
        expectBits(dx.data, expected);

        // In place, dx over dy.
        const inPlace = dy.data.slice();
        k.activateBackward(
          ...([activation, M, N, y.data, y.offset, y.stride] as const),
          ...([inPlace, dy.offset, dy.stride, inPlace, dy.offset, dy.stride] as const),
        );
        for (let m = 0; m < M; m++) {
          for (let n = 0; n < N; n++) expect(inPlace[dy.at(m, n)]).toBe(expected[dx.at(m, n)]);
        }
      }),
      { seed: 9, numRuns: 40 },
    );
  });
});

describe.each(formulas)('the slope of $activation', ({ activation }) => {
  test('is that of a central difference, away from the kink at 0', () => {
    const k = referenceKernels('float64');
    const step = 1e-5;
    const value = (x: number) => {
      const y = new Float64Array(1);
      k.activate(activation, 1, 1, Float64Array.of(x), 0, 1, y, 0, 1);
      return y;
    };
    for (const x of [-8, -2.5, -1, -0.3, -0.01, 0.01, 0.4, 1, 3, 8]) {
      const dx = new Float64Array(1);
      k.activateBackward(activation, 1, 1, value(x), 0, 1, Float64Array.of(3), 0, 1, dx, 0, 1);
      const difference = (3 * (value(x + step)[0]! - value(x - step)[0]!)) / (2 * step);
      const error = Math.abs(dx[0]! - difference);
      expect(error / Math.max(Math.abs(difference), 1e-3), `at ${x}`).toBeLessThan(1e-7);
    }
  });
});

test.each(precisions)(
  'the slope of softplus keeps its digits where y is small, in $dtype',
  ({ dtype }) => {
    const y = floatsOf(dtype, [2 ** -40]);
    const dx = y.slice();
    referenceKernels(dtype).activateBackward(
      'softplus',
      1,
      1,
      y,
      0,
      1,
      y.slice().fill(1),
      0,
      1,
      dx,
      0,
      1,
    );
    expect(dx[0]! / y[0]!).toBeCloseTo(1, 9);
  },
);

const PLAIN = [
  ...(['logSigmoid', 'squareplus', 'sparsePlus', 'sparseSigmoid'] as const),
  ...(['softShrink', 'hardShrink'] as const),
];

describe.each(PLAIN)('%s', (activation) => {
  const both = (x: Float32Array) =>
    precisions.map(({ dtype }) => {
      const y = floatsOf(dtype, [...x]);
      referenceKernels(dtype).activate(activation, 1, x.length, y, 0, x.length, y, 0, x.length);
      return y;
    });

  test('is computed in float64 and rounded once', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noDefaultInfinity: true })), (numbers) => {
        const [single, double] = both(Float32Array.from(numbers));
        expectBits(single!, Float32Array.from(double!));
      }),
      { seed: 10, numRuns: 200 },
    );
  });

  test('stays finite for the largest numbers, and gives NaN for NaN alone', () => {
    const largest = [1e300, -1e300];
    const y = new Float64Array(2);
    referenceKernels('float64').activate(
      activation,
      1,
      2,
      Float64Array.from(largest),
      0,
      2,
      y,
      0,
      2,
    );
    expect([...y].every(Number.isFinite)).toBe(true);
    for (const values of both(Float32Array.of(1, Number.NaN, -1))) {
      expect([...values].map(Number.isNaN)).toEqual([false, true, false]);
    }
  });
});

test.each(precisions)('celu is elu, in $dtype', ({ dtype }) => {
  const x = framed(dtype, randomStream(11), 4, 9);
  const values = (['elu', 'celu'] as const).map((f) => {
    const y = x.data.slice();
    referenceKernels(dtype).activate(f, 4, 9, x.data, x.offset, x.stride, y, x.offset, x.stride);
    return y;
  });
  expectBits(values[1]!, values[0]!);
  expect([...values[0]!]).not.toEqual([...x.data]);
});

test.each(precisions)('relu gives +0 for −0 and below, in $dtype', ({ dtype }) => {
  const x = floatsOf(dtype, [-0, 0, -1, 2]);
  referenceKernels(dtype).activate('relu', 1, 4, x, 0, 4, x, 0, 4);
  expect([...x]).toEqual([0, 0, 0, 2]);
});
