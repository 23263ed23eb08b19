import { adam, dense, input, lstm, sequential } from 'unrolled';
import { type Picture, sentenceOf, WORDS } from './pictures.ts';

/** Says what is on a picture. */
export interface Describer {
  /** Learns pictures, so many times each. */
  learn(pictures: readonly Picture[], epochs: number): Promise<void>;
  /** A sentence about each picture. */
  describe(pictures: readonly Picture[]): Promise<string[]>;
}

/** Words in a sentence, the full stop included. */
const LENGTH = 8;

/** One that knows nothing yet: the picture is its input at every step, its state says how far it is. */
export function newDescriber(): Describer {
  const model = sequential([
    input({ shape: [LENGTH, 144] }),
    lstm({ units: 48, returnSequences: true }),
    dense({ units: WORDS.length }),
  ]);
  const optimizer = adam({ learningRate: 0.005, globalClipNorm: 1 });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return {
    async learn(pictures, epochs) {
      const sentences = pictures.map(({ scene }) =>
        sentenceOf(scene)
          .split(' ')
          .map((word) => WORDS.indexOf(word)),
      );
      await model.fit(pictures.map(repeated), sentences, { epochs });
    },
    async describe(pictures) {
      const scores = await model.predict(pictures.map(repeated));
      return pictures.map((_, row) => {
        const words = Array.from({ length: LENGTH }, (_, t) => {
          let best = 0;
          for (const id of WORDS.keys()) {
            if (scores.get(row, t, id) > scores.get(row, t, best)) best = id;
          }
          return WORDS[best] ?? '';
        });
        return words.join(' ');
      });
    },
  };
}

/** The same picture once for every word. */
function repeated({ picture }: Picture): (readonly number[])[] {
  return Array.from({ length: LENGTH }, () => picture);
}
