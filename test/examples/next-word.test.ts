import { expect, test } from 'vitest';
import { main } from '../../examples/next-word/index.ts';
import { printed } from './printed.ts';

test('every word of the sentence is predicted from the words before it', async () => {
  const [loss, ...predictions] = await printed((print) => main(print, { epochs: 40 }));
  const [before, after] = (loss ?? '').match(/\d\.\d+/g)?.map(Number) ?? [];
  expect(after).toBeLessThan(0.1 * before!);

  const words = 'This morning I took my cat for a walk.'.split(' ');
  const expected = words.slice(1).map((word, i) => `${words.slice(0, i + 1).join(' ')} → ${word}`);
  expect(predictions).toEqual(expected);
});

test('without learning, the walk does not come', async () => {
  const lines = await printed((print) => main(print, { epochs: 0 }));
  expect(lines.at(-1)).not.toContain('walk.');
});
