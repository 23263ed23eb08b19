import { rnn, zeros } from 'unrolled';
import { checkGradients } from 'unrolled/testing';
import { expect, test } from 'vitest';
import { main } from '../../examples/my-rnn/index.ts';
import { textbookCell } from '../../examples/my-rnn/textbookCell.ts';
import { printed } from './printed.ts';

test('the textbook cell has the right gradients', () => {
  const layer = rnn(textbookCell({ units: 4, outputs: 3 }), { returnSequences: true });
  const x = zeros<3>([2, 5, 2], 'float64');
  for (const i of x.data.keys()) x.data[i] = Math.sin(1 + 3 * i);
  const check = checkGradients(layer, { inputs: [{ data: x }] });
  expect(check.passed, check.message).toBe(true);
  expect(check.entries).toBeGreaterThan(2 * 4 + 4 * 4 + 4 * 3);
});

test('stepped over the sentence, the cell says each next word', async () => {
  const lines = await printed((print) => main(print, { epochs: 40 }));
  expect(lines.slice(2)).toEqual([
    'I → love',
    'I love → recurrent',
    'I love recurrent → neural',
    'I love recurrent neural → networks!',
  ]);
});

test('before it has learned, it says something else', async () => {
  const lines = await printed((print) => main(print, { epochs: 1 }));
  expect(lines.at(-1)).not.toContain('networks!');
});
