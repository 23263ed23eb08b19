import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { main as ball } from '../../examples/ball/index.ts';
import { main as myRnn } from '../../examples/my-rnn/index.ts';
import { main as nextWord } from '../../examples/next-word/index.ts';
import { main as perceptron } from '../../examples/perceptron/index.ts';
import { printed } from './printed.ts';

const EXAMPLES = { ball, 'my-rnn': myRnn, 'next-word': nextWord, perceptron };

const readme = read('README.md');

test.for(Object.entries(EXAMPLES))('%s ends with the line it states', async ([name, main]) => {
  const lines = await printed(main);
  expect(lines.at(-1)).toBe(statedBy(name));
});

test.for([...Object.keys(EXAMPLES), 'language-model'])(
  'the table of examples gives the last line of %s',
  (name) => {
    const row = readme.split('\n').find((line) => line.includes(`[${name}](`));
    expect(row).toContain(`\`${statedBy(name)}\``);
  },
);

/** The last line that the comment at the top of an example states. */
function statedBy(name: string): string {
  const line = /^ \* Its last line: (.+)$/m.exec(read(`${name}/index.ts`))?.[1];
  if (line === undefined) throw new Error(`examples/${name}/index.ts states no last line`);
  return line;
}

function read(path: string): string {
  return readFileSync(new URL(`../../examples/${path}`, import.meta.url), 'utf8');
}
