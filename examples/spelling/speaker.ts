import { adam, cosineDecay, type Tensor } from 'unrolled';
import type { Net } from './parts.ts';
import { LETTERS, SOUNDS, type Word } from './words.ts';

const BATCH = 32;

/** What ends the sounds of a word, and comes before them: the id of '.'. */
export const END = 0;

/** More sounds than any word has; a net that has learned little may never end. */
const MOST_SOUNDS = 16;

/** Learns words, so many times each; before every sound it is told the right ones: teacher forcing. */
export async function learn({ model }: Net, words: readonly Word[], epochs: number): Promise<void> {
  const decaySteps = Math.max(1, epochs * Math.ceil(words.length / BATCH));
  const learningRate = cosineDecay({ initialLearningRate: 0.006, decaySteps });
  model.compile({
    optimizer: adam({ learningRate, globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
  });
  const sounds = words.map((word) => soundIds(word.sounds));
  const x = {
    word: words.map(({ letters }) => letterIds(letters)),
    said: sounds.map((ids) => [END, ...ids]),
  };
  const y = sounds.map((ids) => [...ids, END]);
  await model.fit(x, y, { epochs, batchSize: BATCH });
}

/** Says words sound by sound: it always takes the likeliest, and hears itself. */
export async function speak(net: Net, words: readonly string[]): Promise<string[]> {
  let say = await net.read(words.map(letterIds));
  let last = words.map(() => END);
  const said = words.map((): number[] => []);
  for (let t = 0; t < MOST_SOUNDS; t++) {
    const { scores, next } = await say(last);
    last = words.map((_, row) => likeliest(scores, row));
    for (const [row, id] of last.entries()) said[row]?.push(id);
    say = next;
  }
  return said.map(wordOf);
}

/** What is said before the end of a word. */
function wordOf(ids: readonly number[]): string {
  const end = ids.indexOf(END);
  const said = end < 0 ? ids : ids.slice(0, end);
  return said.map((id) => SOUNDS[id]).join('');
}

function likeliest(scores: Tensor<2>, row: number): number {
  let best = 0;
  for (let id = 1; id < SOUNDS.length; id++) {
    if (scores.get(row, id) > scores.get(row, best)) best = id;
  }
  return best;
}

/** The ids of a word's letters. */
export function letterIds(word: string): number[] {
  return Array.from(word, (letter) => LETTERS.indexOf(letter));
}

/** The ids of sounds. */
export function soundIds(sounds: string): number[] {
  return Array.from(sounds, (sound) => SOUNDS.indexOf(sound));
}
