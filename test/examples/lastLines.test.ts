import { expect, test } from 'vitest';
import { main as ball } from '../../examples/ball/index.ts';
import { main as myRnn } from '../../examples/my-rnn/index.ts';
import { main as nextWord } from '../../examples/next-word/index.ts';
import { main as perceptron } from '../../examples/perceptron/index.ts';
import { main as sentiment } from '../../examples/sentiment/index.ts';
import { main as weather } from '../../examples/weather/index.ts';
import { main as wordOrder } from '../../examples/word-order/index.ts';
import { printed } from './printed.ts';
import { readExample, statedLastLine } from './statedLastLine.ts';

const EXAMPLES = {
  ball,
  'my-rnn': myRnn,
  'next-word': nextWord,
  perceptron,
  sentiment,
  weather,
  'word-order': wordOrder,
};

/** Those that take longer: test/prove/examples.prove.ts and demo.test.ts run them at their full size. */
const LONGER = [
  'adding-problem',
  'language-model',
  'long-memory',
  'names',
  'picture-to-sentence',
  'spelling',
  'transformer',
];

const readme = readExample('README.md');

const WAIT = { timeout: 60_000 };

test.for(Object.entries(EXAMPLES))(
  '%s ends with the line it states',
  WAIT,
  async ([name, main]) => {
    const lines = await printed(main);
    expect(lines.at(-1)).toBe(statedLastLine(name));
  },
);

test.for([...Object.keys(EXAMPLES), ...LONGER])(
  'the table of examples gives the last line of %s',
  (name) => {
    const row = readme.split('\n').find((line) => line.includes(`[${name}](`));
    expect(row).toContain(`\`${statedLastLine(name)}\``);
  },
);
