import { expect, test } from 'vitest';
import { main as addingProblem } from '../../examples/adding-problem/index.ts';
import { main as longMemory } from '../../examples/long-memory/index.ts';
import { main as names } from '../../examples/names/index.ts';
import { main as pictureToSentence } from '../../examples/picture-to-sentence/index.ts';
import { main as spelling } from '../../examples/spelling/index.ts';
import { main as transformer } from '../../examples/transformer/index.ts';
import { printed } from '../examples/printed.ts';
import { statedLastLine } from '../examples/statedLastLine.ts';

/** Those that take longer at their full size; the tests run them at a small one. */
const EXAMPLES = {
  'adding-problem': addingProblem,
  'long-memory': longMemory,
  names,
  'picture-to-sentence': pictureToSentence,
  spelling,
  transformer,
};

test.for(Object.entries(EXAMPLES))('%s ends with the line it states', async ([name, main]) => {
  const lines = await printed(main);
  expect(lines.at(-1)).toBe(statedLastLine(name));
});
