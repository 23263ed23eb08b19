import { generate } from 'unrolled';
import { wordsIn } from './book.ts';
import type { Learner } from './learner.ts';

/** Below 1, so that likely characters come even more often. */
const TEMPERATURE = 0.6;

/** The tokens that the model writes after a text: the same each time on the same occasion. */
export async function write(
  { model, vocabulary }: Learner,
  after: string,
  tokens: number,
  occasion: string,
): Promise<string[]> {
  const writing = generate(model, {
    prompt: after,
    vocabulary,
    maxTokens: tokens,
    temperature: TEMPERATURE,
    seed: `${model.seed}/${occasion}`,
  });
  const written: string[] = [];
  for await (const { text } of writing) written.push(text);
  return written;
}

/** How many words a text has, and the share of them that are among those given, in percent. */
export function knownWords(text: string, known: ReadonlySet<string>) {
  const words = wordsIn(text).slice(0, -1); // the last one may be cut off
  const right = words.filter((word) => known.has(word)).length;
  return { words: words.length, percent: Math.round((100 * right) / Math.max(words.length, 1)) };
}
