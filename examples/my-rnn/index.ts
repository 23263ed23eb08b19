/**
 * A recurrent cell of one's own, defined as a textbook defines it, trained on next words, and then
 * stepped by hand over "I love recurrent neural" until it says the next word.
 *
 * The cell stands in textbookCell.ts: two equations, and the way back through them.
 *
 *     npx tsx examples/my-rnn/index.ts
 *
 * Its last line: I love recurrent neural → networks!
 */
import { adam, input, type ModelState, rnn, sequential, type Tensor } from 'unrolled';
import { isCommand, type Print } from '../isCommand.ts';
import { textbookCell } from './textbookCell.ts';
import { likeliest, oneHot, sentences, words } from './words.ts';

/** How long it learns. */
export interface MyRnnOptions {
  readonly epochs?: number;
}

export async function main(print: Print, { epochs = 60 }: MyRnnOptions = {}): Promise<void> {
  const myCell = textbookCell({ units: 16, outputs: words.length });

  // As a layer, it learns to say the word that follows each word.
  const model = sequential([
    input({ shape: [null, words.length] }),
    rnn(myCell, { returnSequences: true }),
  ]);
  model.compile({
    optimizer: adam({ learningRate: 0.02 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const x = sentences.map((sentence) => sentence.slice(0, -1).map(vectorOf));
  const y = sentences.map((sentence) => sentence.slice(1).map((word) => words.indexOf(word)));
  const { history } = await model.fit(x, y, { epochs });
  for (const epoch of [0, epochs - 1]) {
    print(`Epoch ${epoch + 1}: loss ${history.loss?.[epoch]?.toFixed(3)}`);
  }

  // By itself, it is stepped over a sentence word by word.
  const myRnn = myCell.build({ inputSize: words.length });
  myRnn.setWeights({
    W_xh: model.getWeight('rnn/textbook/W_xh'),
    W_hh: model.getWeight('rnn/textbook/W_hh'),
    W_hy: model.getWeight('rnn/textbook/W_hy'),
  });
  let state: ModelState = {}; // h₀ = 0
  let output: Tensor<2>;
  const said: string[] = [];
  for (const word of ['I', 'love', 'recurrent', 'neural']) {
    ({ output, state } = myRnn.step(oneHot(word), state));
    said.push(word);
    print(`${said.join(' ')} → ${likeliest(output)}`);
  }
}

function vectorOf(word: string): number[] {
  return Array.from(oneHot(word).data);
}

if (isCommand(import.meta.url)) await main(console.log);
