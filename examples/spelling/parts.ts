import { dense, embedding, input, lstm, type Model, type Numbers, type Tokens } from 'unrolled';
import { LETTERS, SOUNDS } from './words.ts';

/**
 * U, the size of each layer. The last state of the encoder, h and c, is 64 numbers, however long the
 * word is: the bottleneck. It gets wider with U, but stays one: with 96, of the sounds of the longest
 * words 77 % are right without attention and 89 % with it.
 */
export const UNITS = 32;

/** Encoder and decoder: it is given a word and, before each of its sounds, the one before. */
export type Net = Model<{ word: Tokens<2>; said: Tokens<2> }, Numbers<3>>;

/** What both nets have. */
export function parts() {
  const table = { outputDim: 24, embeddingsInitializer: 'glorotUniform' } as const;
  const recurrent = { units: UNITS, returnSequences: true } as const;
  const word = input({ shape: [null], dtype: 'int32', name: 'word' });
  const letters = embedding({ inputDim: LETTERS.length, ...table, name: 'letters' })(word);
  const [read, h, c] = lstm({ ...recurrent, returnState: true, name: 'encoder' })(letters);
  const said = input({ shape: [null], dtype: 'int32', name: 'said' });
  const sounds = embedding({ inputDim: SOUNDS.length, ...table, name: 'sounds' })(said);
  const decoder = lstm({ ...recurrent, name: 'decoder' });
  const hidden = dense({ units: UNITS, activation: 'tanh', name: 'hidden' });
  const scores = dense({ units: SOUNDS.length, name: 'scores' });
  return { word, read, h, c, said, sounds, decoder, hidden, scores };
}
