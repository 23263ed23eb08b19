/**
 * "The food was good, not bad at all" and "the food was bad, not good at all" are made of the same
 * words. A bag of words, which counts them, must say the same of both; a recurrent net reads them in
 * order.
 *
 *     npx tsx examples/word-order/index.ts
 *
 * Its last line: The bag of words is right in 50 %, the LSTM in 100 %.
 */
import { isCommand, type Print } from '../isCommand.ts';
import { opinions } from './opinions.ts';
import { bagOfWords, readerInOrder } from './readers.ts';

/** How long the nets learn. */
export interface WordOrderOptions {
  readonly epochs?: number;
}

export async function main(print: Print, { epochs = 30 }: WordOrderOptions = {}): Promise<void> {
  const { seen, unseen } = opinions();
  print(`They learn from ${seen.length} sentences and are asked about ${unseen.length} others.`);
  const bag = await bagOfWords(seen, epochs);
  const inOrder = await readerInOrder(seen, epochs);
  for (const text of ['the food was good , not bad at all', 'the food was bad , not good at all']) {
    const [counted, read] = [await bag.isPraise(text), await inOrder.isPraise(text)];
    print(`${text}: the bag says ${percent(counted)}, the LSTM ${percent(read)} praise`);
  }
  const [counted, read] = [await bag.rightAnswers(unseen), await inOrder.rightAnswers(unseen)];
  print(`The bag of words is right in ${percent(counted)}, the LSTM in ${percent(read)}.`);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

if (isCommand(import.meta.url)) await main(console.log);
