import { describe, expect, test } from 'vitest';
import { exponentOf, median } from './statistics.ts';

describe('the median', () => {
  test.each([
    { values: [3], expected: 3 },
    { values: [5, 1, 100], expected: 5 },
    { values: [4, 1, 3, 2], expected: 2.5 },
    { values: [10, 9, 2], expected: 9 },
  ])('of $values is $expected', ({ values, expected }) => {
    const given = [...values];
    expect(median(given)).toBe(expected);
    expect(given).toEqual(values);
  });

  test('of nothing is an error', () => {
    expect(() => median([])).toThrow('median wants at least one value, got none');
  });
});

describe('the exponent', () => {
  const sizes = [8, 16, 32, 64];

  test.each([0, 0.5, 1, 2, -1])('of costs that are a power %s of the size is that power', (k) => {
    expect(exponentOf(sizes.map((size) => [size, 3 * size ** k]))).toBeCloseTo(k, 12);
  });

  test('of a cost with a fixed part is below that of the part that grows', () => {
    const exponent = exponentOf(sizes.map((size) => [size, 20 + size]));
    expect(exponent).toBeGreaterThan(0.3);
    expect(exponent).toBeLessThan(0.8);
  });

  test('is that of the line with the least squares where no line fits', () => {
    // log2: (0, 0), (1, 2), (2, 1); slope (−1·(0−1) + 0·(2−1) + 1·(1−1)) / 2
    expect(
      exponentOf([
        [1, 1],
        [2, 4],
        [4, 2],
      ]),
    ).toBeCloseTo(0.5, 12);
  });

  test('of one size is an error', () => {
    const points = [
      [8, 1],
      [8, 2],
    ] as const;
    expect(() => exponentOf(points)).toThrow('at least two different sizes');
  });

  test.each([0, -1, Number.NaN])('of a cost of %s is an error', (cost) => {
    const points = [
      [8, 1],
      [16, cost],
    ] as const;
    expect(() => exponentOf(points)).toThrow('sizes and costs above 0');
  });
});
