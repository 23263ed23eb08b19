import { type Callback, generate } from 'unrolled';
import type { Book } from './book.ts';
import { WINDOW, type Writer } from './writers.ts';

const BATCH = 16;

/** What a writer has come to. */
export interface Learned {
  /** Of the processor, for the steps alone. */
  readonly seconds: number;
  /** −ln p of a character that it never saw, on average. */
  readonly loss: number;
}

/** Learns for so many steps, and is judged. All writers see the same windows in the same order. */
export async function learn(writer: Writer, book: Book, steps: number): Promise<Learned> {
  const { model } = writer;
  const { learned, heldOut } = book;
  writer.prepare(steps);
  const enough: Callback = {
    onTrainBatchEnd(_batch, _logs, control) {
      if (control.model.iterations >= steps) control.stop();
    },
  };
  const epochs = Math.ceil((steps * BATCH) / learned.x.shape[0]);
  const before = process.cpuUsage().user;
  await model.fit(learned.x, learned.y, { batchSize: BATCH, epochs, callbacks: [enough] });
  const seconds = (process.cpuUsage().user - before) / 1e6;
  const { loss } = await model.evaluate(heldOut.x, heldOut.y);
  return { seconds, loss };
}

/** Writes on after a beginning, as far as its window reaches: one step for each character. */
export async function write({ model }: Writer, book: Book, prompt: string): Promise<string> {
  const { vocabulary } = book;
  const maxTokens = WINDOW - prompt.length;
  let text = prompt;
  for await (const token of generate(model, { vocabulary, prompt, maxTokens, temperature: 0.6 })) {
    text += token.text;
  }
  return text.replace(/\s/g, ' ');
}
