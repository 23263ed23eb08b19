/**
 * Predicts the next word of "This morning I took my cat for a walk." from all the words before it:
 * ids become vectors (embedding), an LSTM reads them in order, and a dense layer scores every word.
 *
 *     npx tsx examples/next-word/index.ts
 *
 * Its last line: This morning I took my cat for a → walk.
 */
import {
  adam,
  dense,
  embedding,
  generate,
  input,
  lstm,
  nextTokenWindows,
  sequential,
  wordVocabulary,
} from 'unrolled';
import { isCommand, type Print } from '../isCommand.ts';

/** How long it learns. */
export interface NextWordOptions {
  readonly epochs?: number;
}

const SENTENCE = 'This morning I took my cat for a walk.';

export async function main(print: Print, { epochs = 60 }: NextWordOptions = {}): Promise<void> {
  const vocabulary = wordVocabulary(SENTENCE);
  const ids = vocabulary.encode(SENTENCE);
  const { x, y } = nextTokenWindows(ids, { length: ids.length - 1 }); // y is x, one word later

  const model = sequential([
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: vocabulary.size, outputDim: 16 }),
    lstm({ units: 32, returnSequences: true }),
    dense({ units: vocabulary.size }),
  ]);
  model.compile({
    optimizer: adam({ learningRate: 0.02 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const before = await model.evaluate(x, y);
  await model.fit(x, y, { epochs });
  const after = await model.evaluate(x, y);
  print(`The loss fell from ${before.loss.toFixed(3)} to ${after.loss.toFixed(3)}.`);

  // The words before each word, and what the model says comes next.
  for (let length = 1; length < ids.length - 1; length++) {
    const prompt = ids.subarray(0, length);
    const isLast = length === ids.length - 2; // then the full stop belongs to the word
    let next = '';
    const writing = generate(model, {
      prompt,
      vocabulary,
      temperature: 0,
      maxTokens: isLast ? 2 : 1,
    });
    for await (const { text } of writing) next += text;
    print(`${vocabulary.decode(prompt)} →${next}`);
  }
}

if (isCommand(import.meta.url)) await main(console.log);
