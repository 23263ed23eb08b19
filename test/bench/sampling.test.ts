import { describe, expect, test } from 'vitest';
import { takeSamples, warmUp } from './sampling.ts';

/** Steps of given lengths, the last one for ever, on a clock that only they move. */
function steps(...milliseconds: number[]) {
  let now = 0;
  let done = 0;
  return {
    clock: () => now,
    count: () => done,
    step: () => {
      now += milliseconds[Math.min(done, milliseconds.length - 1)]!;
      return done++;
    },
  };
}

describe('the warm-up', () => {
  test.each([
    { of: 'a fast one', lengths: [100], expected: 10 },
    { of: 'one of half a second', lengths: [600], expected: 3 },
    { of: 'a slow one, until ten seconds', lengths: [7000], expected: 2 },
    { of: 'one that takes ten seconds', lengths: [10_000], expected: 1 },
    { of: 'one that compiles first', lengths: [20_000, 1], expected: 1 },
  ])('lets $of do $expected steps', async ({ lengths, expected }) => {
    const { clock, step, count } = steps(...lengths);
    const { firstLoss } = await warmUp(step, clock);
    expect(count()).toBe(expected);
    expect(firstLoss).toBe(0);
  });

  test.each([
    { length: 1 / 128, expected: 128 },
    { length: 0.25, expected: 4 },
    { length: 0.75, expected: 2 },
    { length: 1, expected: 1 },
    { length: 50, expected: 1 },
  ])('times steps of $length ms $expected at a time', async ({ length, expected }) => {
    const { clock, step } = steps(length);
    const { stepsPerSample } = await warmUp(step, clock);
    expect(stepsPerSample).toBe(expected);
  });
});

describe('samples', () => {
  test('are the milliseconds of a step, until the time has passed', async () => {
    const { clock, step } = steps(10, 20, 30, 40);
    const { times, loss } = await takeSamples(step, 1, 55, clock);
    expect(times).toEqual([10, 20, 30]);
    expect(loss).toBe(2);
  });

  test('of several steps are their mean', async () => {
    const { clock, step } = steps(1, 3, 5, 7);
    const { times } = await takeSamples(step, 2, 10, clock);
    expect(times).toEqual([2, 6]);
  });

  test('are at least one', async () => {
    const { clock, step } = steps(500);
    expect((await takeSamples(step, 1, 10, clock)).times).toEqual([500]);
  });

  test('wait for steps that are promises', async () => {
    const { clock, step } = steps(10);
    const later = () => Promise.resolve().then(step);
    expect(await takeSamples(later, 2, 40, clock)).toEqual({ times: [10, 10], loss: 3 });
  });
});
