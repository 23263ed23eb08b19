import { adam, cosineDecay, generateBatch } from 'unrolled';
import type { Net } from './parts.ts';
import { LETTERS, SOUNDS, type Word } from './words.ts';

const BATCH = 32;

/** What ends the sounds of a word, and comes before them: the id of '.'. */
export const END = 0;

/** More sounds than any word has; a net that has learned little may never end. */
const MOST_SOUNDS = 16;

/** Learns words, so many times each; before every sound it is told the right ones: teacher forcing. */
export async function learn(net: Net, words: readonly Word[], epochs: number): Promise<void> {
  const decaySteps = Math.max(1, epochs * Math.ceil(words.length / BATCH));
  const learningRate = cosineDecay({ initialLearningRate: 0.006, decaySteps });
  net.compile({
    optimizer: adam({ learningRate, globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
  });
  const sounds = words.map((word) => soundIds(word.sounds));
  const x = {
    word: words.map(({ letters }) => letterIds(letters)),
    said: sounds.map((ids) => [END, ...ids]),
  };
  const y = sounds.map((ids) => [...ids, END]);
  await net.fit(x, y, { epochs, batchSize: BATCH });
}

/** Says words sound by sound: it always takes the likeliest, and hears itself. */
export async function speak(net: Net, words: readonly string[]): Promise<string[]> {
  // The encoder reads each word once, then the decoder says all of them together.
  const said = await generateBatch(net.given({ word: words.map(letterIds) }), {
    prompts: words.map(() => [END]),
    temperature: 0,
    stopTokens: [END],
    maxTokens: MOST_SOUNDS,
  });
  return said.map((sounds) => wordOf(sounds.map(({ id }) => id)));
}

/** What is said before the end of a word. */
function wordOf(ids: readonly number[]): string {
  const end = ids.indexOf(END);
  const said = end < 0 ? ids : ids.slice(0, end);
  return said.map((id) => SOUNDS[id]).join('');
}

/** The ids of a word's letters. */
export function letterIds(word: string): number[] {
  return Array.from(word, (letter) => LETTERS.indexOf(letter));
}

/** The ids of sounds. */
export function soundIds(sounds: string): number[] {
  return Array.from(sounds, (sound) => SOUNDS.indexOf(sound));
}
