import { expect, test } from 'vitest';
import { main } from '../../examples/long-memory/index.ts';
import { rightAnswers } from '../../examples/long-memory/readers.ts';
import { story, WORDS } from '../../examples/long-memory/stories.ts';
import { printed } from './printed.ts';

test('an LSTM says the language of the first country over a sentence in between', async () => {
  const [none, near] = await rightAnswers('lstm', [0, 1], { stories: 600, epochs: 10 });
  expect(none).toBeGreaterThan(0.95);
  expect(near).toBeGreaterThan(0.9);
});

test('without learning, it is a guess among all words', async () => {
  const [share] = await rightAnswers('simpleRnn', [0], { stories: 8, epochs: 0 });
  expect(share).toBeLessThan(0.3);
});

test('the language belongs to the country that is named first, whatever comes in between', () => {
  const languages = new Map<string, string>();
  for (let i = 0; i < 200; i++) {
    const { words, answer } = story(4, 'law', i);
    const country = words[0] ?? '';
    expect(languages.get(country) ?? answer).toBe(answer);
    languages.set(country, answer);
    for (const word of [...words, answer]) expect(WORDS.indexOf(word)).toBeGreaterThan(0);
    expect(words.filter((word) => word === '.')).toHaveLength(5);
  }
  expect(new Set(languages.values()).size).toBe(8);
});

test('it prints a share for every distance and both readers', async () => {
  const options = { stories: 32, epochs: 1, distances: [0, 1] };
  const lines = await printed((print) => main(print, options));
  expect(lines[0]).toMatch(/^\w+ is where I grew up \. .* I speak fluent …$/);
  expect(lines.slice(2, 4).join('\n')).toMatch(/^ +0 +\d+ % +\d+ %\n +1 +\d+ % +\d+ %$/);
});
