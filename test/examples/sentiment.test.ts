import { expect, test } from 'vitest';
import { main } from '../../examples/sentiment/index.ts';
import { readReviews } from '../../examples/sentiment/reviews.ts';
import { printed } from './printed.ts';

const { seen, unseen } = readReviews();

test('the package ships 3,000 sentences, as many glad as sorry', () => {
  expect([seen.length, unseen.length]).toEqual([2400, 600]);
  const glad = [...seen, ...unseen].filter(({ isGlad }) => isGlad);
  expect(glad).toHaveLength(1500);
  expect(unseen.filter(({ isGlad }) => isGlad).length).toBeGreaterThan(250);
});

test('from a third of the sentences a net learns to tell most of those that it never saw', async () => {
  const lines = await printed((print) => main(print, { count: 800 }));
  const [, right] = /, (\d+\.\d) % are right\.$/.exec(lines.at(-1) ?? '') ?? [];
  expect(Number(right)).toBeGreaterThan(65);
});
