import { describe, expect, test } from 'vitest';
import { feedForwardMiss, recurrentMiss } from '../../examples/ball/nets.ts';
import { throwBalls } from '../../examples/ball/throwBalls.ts';

/** How many times as far a net must miss that has not seen the past. */
const MARGIN = 5;

const seen = throwBalls(200, 'seen');
const unseen = throwBalls(50, 'unseen');

describe('where a thrown ball will be next', () => {
  test('a recurrent net that saw the past tells, a feed-forward net that sees one position cannot', async () => {
    const epochs = 120;
    const feedForward = await feedForwardMiss(seen, unseen, epochs);
    const recurrent = await recurrentMiss(seen, unseen, epochs);
    expect(recurrent).toBeLessThan(0.04); // metres
    expect(feedForward).toBeGreaterThan(MARGIN * recurrent);
  });

  test('the recurrent net tells it only once it has learned', async () => {
    expect(await recurrentMiss(seen, unseen, 1)).toBeGreaterThan(0.2);
  });
});

test('a ball flies on evenly along the ground and falls by 9.81 m/s²', () => {
  for (const { positions, next } of throwBalls(20, 'law')) {
    const [a, b, c] = [...positions, next].slice(-3);
    // second differences: the change of the way covered in 0.1 s
    expect(c![0] - 2 * b![0] + a![0]).toBeCloseTo(0, 10);
    expect(c![1] - 2 * b![1] + a![1]).toBeCloseTo(-0.0981, 10);
  }
});
