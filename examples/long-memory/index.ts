/**
 * "France is where I grew up … I speak fluent French": the word that is needed stands far behind.
 * A simple RNN and an LSTM read such texts with more and more said in between, and say the language.
 *
 *     npx tsx examples/long-memory/index.ts
 *
 * Its last line: With distance the simple RNN falls from 100 % to 16 %, the LSTM keeps 100 %.
 */
import { isCommand, type Print } from '../isCommand.ts';
import { rightAnswers } from './readers.ts';
import { story } from './stories.ts';

/** How many stories the nets learn at each distance, how often, and the sentences in between. */
export interface LongMemoryOptions {
  readonly stories?: number;
  readonly epochs?: number;
  readonly distances?: readonly number[];
}

export async function main(
  print: Print,
  { stories = 1000, epochs = 6, distances = [0, 1, 2, 4, 8, 16] }: LongMemoryOptions = {},
): Promise<void> {
  print(`${story(2, 'shown', 0).words.join(' ')} …`);
  const how = { stories, epochs };
  const simple = await rightAnswers('simpleRnn', distances, how);
  const lstm = await rightAnswers('lstm', distances, how);
  print('sentences between   simpleRnn   lstm');
  for (const [i, distance] of distances.entries()) {
    const shares = percent(simple[i]).padStart(12) + percent(lstm[i]).padStart(7);
    print(`${distance}`.padStart(17) + shares);
  }
  const [near, far, kept] = [simple[0], simple.at(-1), lstm.at(-1)].map(percent);
  print(`With distance the simple RNN falls from ${near} to ${far}, the LSTM keeps ${kept}.`);
}

function percent(share = 0): string {
  return `${Math.round(100 * share)} %`;
}

if (isCommand(import.meta.url)) await main(console.log);
