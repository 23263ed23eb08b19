import { describe, expect, test } from 'vitest';
import { functions, pow } from './functions.ts';

const at: Record<string, readonly (readonly [x: number, result: number])[]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [1000, Infinity],
    [-1000, 0],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [Infinity, Infinity],
    [-Infinity, -1],
    [1000, Infinity],
    [-1000, -1],
  ],
  log: [
    [0, -Infinity],
    [-0, -Infinity],
    [1, 0],
    [Infinity, Infinity],
    [-Infinity, NaN],
    [-1, NaN],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -Infinity],
    [Infinity, Infinity],
    [-Infinity, NaN],
    [-2, NaN],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [100, 1],
    [-100, -1],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [Infinity, 1],
    [-Infinity, 0],
    [1000, 1],
    [-1000, 0],
  ],
  softplus: [
    [Infinity, Infinity],
    [-Infinity, 0],
    [1000, 1000],
    [-1000, 0],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [100, 1],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [Infinity, NaN],
    [-Infinity, NaN],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [Infinity, NaN],
    [-Infinity, NaN],
  ],
};

describe.each(functions)('$name', (f) => {
  test.each(at[f.name]!)('at %d is %d in both dtypes', (x, result) => {
    expect(f.float64(x)).toBe(result);
    expect(f.float32(x)).toBe(result);
  });

  test('is NaN at NaN', () => {
    expect(f.float64(NaN)).toBeNaN();
    expect(f.float32(NaN)).toBeNaN();
  });
});

test.each(functions.filter(({ name }) => ['expm1', 'log1p', 'tanh', 'sin'].includes(name)))(
  '$name of a denormal is that denormal',
  (f) => {
    for (const sign of [1, -1]) {
      expect(f.float64(sign * 2 ** -1074)).toBe(sign * 2 ** -1074);
      expect(f.float64(sign * 2 ** -1030)).toBe(sign * 2 ** -1030);
      expect(f.float32(sign * 2 ** -149)).toBe(sign * 2 ** -149);
      expect(f.float32(sign * 2 ** -130)).toBe(sign * 2 ** -130);
    }
  },
);

test.each([
  [0, 0, 1],
  [NaN, 0, 1],
  [NaN, -0, 1],
  [1, NaN, 1],
  [1, Infinity, 1],
  [-1, Infinity, 1],
  [-1, -Infinity, 1],
  [NaN, 1, NaN],
  [2, NaN, NaN],
  [-2, 0.5, NaN],
  [-2, 3, -8],
  [-2, 4, 16],
  [-8, 1 / 3, NaN],
  [0, 3, 0],
  [-0, 3, -0],
  [-0, 2, 0],
  [-0, 0.5, 0],
  [0, -3, Infinity],
  [-0, -3, -Infinity],
  [-0, -2, Infinity],
  [Infinity, 2, Infinity],
  [Infinity, -2, 0],
  [-Infinity, 3, -Infinity],
  [-Infinity, 2, Infinity],
  [-Infinity, 0.5, Infinity],
  [-Infinity, -3, -0],
  [-Infinity, -2, 0],
  [2, Infinity, Infinity],
  [2, -Infinity, 0],
  [0.5, Infinity, 0],
  [0.5, -Infinity, Infinity],
  [-2, Infinity, Infinity],
  [2, 5000, Infinity],
  [2, -5000, 0],
  [-2, 5001, -Infinity],
  [-2, -5001, -0],
  [2, 1e308, Infinity],
  [2, 5e-324, 1],
  [3, 1, 3],
  [10, 3, 1000],
])('pow(%d, %d) is %d', (x, y, result) => {
  expect(pow.float64(x, y)).toBe(result);
  expect(pow.float32(x, y)).toBe(Math.fround(result));
});

test.each([
  [2, -1074, 2 ** -1074],
  [2, 1023, 2 ** 1023],
  [-1, 2 ** 53, 1],
  [-1, 2 ** 53 - 1, -1],
  [1 + 2 ** -52, 2 ** 62, Infinity],
])('pow(%d, %d) is %d in float64', (x, y, result) => {
  expect(pow.float64(x, y)).toBe(result);
});
