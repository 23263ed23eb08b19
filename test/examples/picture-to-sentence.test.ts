import { expect, test } from 'vitest';
import { newDescriber } from '../../examples/picture-to-sentence/describer.ts';
import { main } from '../../examples/picture-to-sentence/index.ts';
import {
  linesOf,
  pictures,
  sentenceOf,
  WORDS,
} from '../../examples/picture-to-sentence/pictures.ts';
import { printed } from './printed.ts';

test('from one picture to the words of a whole sentence, each at its place', async () => {
  const describer = newDescriber();
  const seen = pictures(120, 'seen');
  await describer.learn(seen, 40);
  const sentences = await describer.describe(seen);
  const right = seen.filter(({ scene }, i) => sentences[i] === sentenceOf(scene)).length;
  expect(right / seen.length).toBeGreaterThan(0.8); // by chance 1 in 24
});

test('every picture shows its scene: in its corner, in its size', () => {
  for (const { picture, scene } of pictures(240, 'law')) {
    const lines = linesOf(picture);
    const places = lines.flatMap((line, y) =>
      Array.from(line).flatMap((point, x) => (point === '#' ? [{ x, y }] : [])),
    );
    const inFirstHalf = (place: number): boolean => place < 6;
    expect(places.every(({ y }) => inFirstHalf(y) === (scene.row === 'top'))).toBe(true);
    expect(places.every(({ x }) => inFirstHalf(x) === (scene.side === 'left'))).toBe(true);
    const width = 1 + Math.max(...places.map(({ x }) => x)) - Math.min(...places.map(({ x }) => x));
    expect(width).toBe(scene.size === 'big' ? 5 : 3);
    for (const word of sentenceOf(scene).split(' ')) expect(WORDS).toContain(word);
  }
});

test('it prints pictures with a sentence below each', async () => {
  const lines = await printed((print) => main(print, { count: 24, epochs: 0 }));
  expect(lines).toHaveLength(3 * 13 + 1);
  expect(lines.at(-1)).toMatch(
    /^Of 480 pictures it never saw, it describes \d+ % without a mistake\.$/,
  );
});
