import {
  adam,
  dense,
  dropout,
  earlyStopping,
  embedding,
  input,
  lstm,
  sequential,
  wordVocabulary,
} from 'unrolled';
import type { Review } from './reviews.ts';

/** Reads sentences word by word. */
export interface Reader {
  /** Learns until it gets no better; returns after which epoch, counted from 1, it was best. */
  learn(reviews: readonly Review[]): Promise<number>;
  /** How sure it is that each text is glad, from 0 to 1. */
  gladness(texts: readonly string[]): Promise<number[]>;
  /** The share of reviews that it is right about. */
  rightAnswers(reviews: readonly Review[]): Promise<number>;
}

const MOST_WORDS = 2000;

/** A reader that knows the words of some reviews, in small letters, and nothing else. */
export function newReader(reviews: readonly Review[]): Reader {
  const small = (text: string): string => text.toLowerCase();
  const words = wordVocabulary(reviews.map(({ text }) => small(text)).join('\n'), {
    maxSize: MOST_WORDS,
  });
  const model = sequential([
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: words.size, outputDim: 16 }),
    dropout({ rate: 0.3 }),
    lstm({ units: 16 }),
    dropout({ rate: 0.3 }),
    dense({ units: 1, activation: 'sigmoid' }),
  ]);
  const optimizer = adam({ learningRate: 0.005, globalClipNorm: 1 });
  model.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const read = (texts: readonly string[]) => texts.map((text) => words.encode(small(text)));
  const data = (of: readonly Review[]) =>
    [read(of.map(({ text }) => text)), of.map(({ isGlad }) => (isGlad ? 1 : 0))] as const;
  return {
    async learn(seen) {
      const stopping = earlyStopping({ patience: 2, restoreBestWeights: true });
      const [x, y] = data(seen);
      await model.fit(x, y, { epochs: 12, validationSplit: 0.1, callbacks: [stopping] });
      return 1 + (stopping.bestEpoch ?? -1);
    },
    async gladness(texts) {
      return [...(await model.predict(read(texts))).data];
    },
    async rightAnswers(of) {
      const { accuracy = 0 } = await model.evaluate(...data(of));
      return accuracy;
    },
  };
}
