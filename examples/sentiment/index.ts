/**
 * Is a sentence glad or sorry? An LSTM learns it from sentences that people wrote about films, shops and
 * restaurants, and is asked about a fifth of them that it never saw.
 *
 *     npx tsx examples/sentiment/index.ts
 *
 * Its last line: Of the sentences it never saw, 81.5 % are right.
 */
import { isCommand, type Print } from '../isCommand.ts';
import { newReader } from './reader.ts';
import { readReviews } from './reviews.ts';

/** From how many sentences the net learns. */
export interface SentimentOptions {
  readonly count?: number;
}

const SENTENCES = [
  'A wonderful little film, I loved every minute of it.',
  'The battery died after two days.',
  'Great service and the food was delicious!',
  'Do not waste your money here.',
];

export async function main(print: Print, { count = 2400 }: SentimentOptions = {}): Promise<void> {
  const { seen, unseen } = readReviews();
  const learned = seen.slice(0, count);
  print(`It learns from ${learned.length} sentences; ${unseen.length} it never sees.`);
  const reader = newReader(learned);
  const epochs = await reader.learn(learned);
  print(`After epoch ${epochs} it got no better at a tenth of them that it had put aside.`);
  for (const text of SENTENCES) {
    const [glad = 0] = await reader.gladness([text]);
    print(`  ${glad > 0.5 ? 'glad ' : 'sorry'} (${Math.round(100 * glad)} %)  ${text}`);
  }
  const right = await reader.rightAnswers(unseen);
  print(`Of the sentences it never saw, ${(100 * right).toFixed(1)} % are right.`);
}

if (isCommand(import.meta.url)) await main(console.log);
