import { lstm } from 'unrolled';
import { expect, test } from 'vitest';
import { main } from '../../examples/adding-problem/index.ts';
import { learn } from '../../examples/adding-problem/learn.ts';
import { missOfMean, sums } from '../../examples/adding-problem/sums.ts';
import { printed } from './printed.ts';

test('of a few numbers an LSTM learns to add the two that are marked', async () => {
  const [seen, unseen] = [sums(1000, 8, 'seen'), sums(200, 8, 'unseen')];
  const before = await learn(lstm({ units: 16 }), seen, unseen, 0);
  const after = await learn(lstm({ units: 16 }), seen, unseen, 8);
  expect(before).toBeGreaterThan(0.1);
  expect(after).toBeLessThan(0.02);
});

test('what is wanted is the sum of the two marked numbers, one in each half', () => {
  const { x, y } = sums(50, 11, 'law');
  for (let row = 0; row < 50; row++) {
    const marked = Array.from({ length: 11 }, (_, t) => t).filter((t) => x.get(row, t, 1) === 1);
    const [first = -1, second = -1, ...others] = marked;
    expect(others).toEqual([]);
    expect(first).toBeLessThan(5);
    expect(second).toBeGreaterThanOrEqual(5);
    expect(y.get(row, 0)).toBeCloseTo(x.get(row, first, 0) + x.get(row, second, 0), 6);
  }
});

test('who always says 1 misses by 1/6 on average: the variance of two numbers from 0 to 1', () => {
  expect(missOfMean(sums(4000, 2, 'mean'))).toBeCloseTo(1 / 6, 2);
});

test('it prints what each of the three misses by', async () => {
  const lines = await printed((print) => main(print, { steps: 4, count: 64, epochs: 1 }));
  expect(lines).toHaveLength(5);
  expect(lines.at(-1)).toMatch(/^The LSTM misses by 0\.\d\d, the simple RNN by 0\.\d\d\.$/);
});
