/**
 * A small transformer and an LSTM with as many weights learn to write, character by character, from the
 * same book: which is closer after equally many steps, and which after equally much time? The times
 * are this machine's; all else that is printed is the same each time.
 *
 *     npx tsx examples/transformer/index.ts
 *
 * Its last line: After 1000 steps each the LSTM has a loss of 1.69 for a character, the transformer of 1.79.
 */
import { isCommand, type Print } from '../isCommand.ts';
import { type Book, readBook } from './book.ts';
import { type Learned, learn, write } from './learn.ts';
import { newLstm, newTransformer, type Writer } from './writers.ts';

/** How long both learn. */
export interface TransformerOptions {
  readonly steps?: number;
}

const BEGINNINGS = ['The whale ', 'In the morning ', '"What do you '];

export async function main(print: Print, { steps = 1000 }: TransformerOptions = {}): Promise<void> {
  const book = readBook();
  const { size } = book.vocabulary;
  const [lstm, transformer] = [newLstm(size), newTransformer(size)];
  const ofLstm = await tell(lstm, book, steps, print);
  const ofTransformer = await tell(transformer, book, steps, print);

  const stepsInTime = Math.max(1, Math.round((steps * ofTransformer.seconds) / ofLstm.seconds));
  const { loss } = await learn(newLstm(size), book, stepsInTime);
  print(
    `In the time of the transformer, ${ofTransformer.seconds.toFixed(1)} s, the LSTM learns ${stepsInTime} ` +
      `steps: loss ${loss.toFixed(3)} for a character.\n`,
  );
  print(
    `After ${steps} steps each the LSTM has a loss of ${ofLstm.loss.toFixed(2)} for a character, ` +
      `the transformer of ${ofTransformer.loss.toFixed(2)}.`,
  );
}

/** Learns, and tells what a writer has come to, what it writes, and what it carries along. */
async function tell(writer: Writer, book: Book, steps: number, print: Print): Promise<Learned> {
  const { name, model } = writer;
  const learned = await learn(writer, book, steps);
  const { loss, seconds } = learned;
  const numbers = (tensors: readonly { readonly size: number }[]): number =>
    tensors.reduce((sum, { size }) => sum + size, 0);
  print(`The ${name}: ${numbers(model.trainableWeights)} weights`);
  print(`  after ${steps} steps, ${seconds.toFixed(1)} s: loss ${loss.toFixed(3)} for a character`);
  for (const beginning of BEGINNINGS) print(`  ${await write(writer, book, beginning)} …`);
  const carried = numbers(Object.values(model.initialState(1)));
  print(`  from one step to the next it carries ${carried} numbers\n`);
  return learned;
}

if (isCommand(import.meta.url)) await main(console.log);
