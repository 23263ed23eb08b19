import { adam, charVocabulary, dense, dropout, embedding, input, lstm, sequential } from 'unrolled';
import { LANGUAGES, type Surname } from './surnames.ts';

/** How often a reader is right about names. */
interface Judgement {
  /** About all of them. */
  readonly accuracy: number;
  /** About those of each language. */
  readonly ofLanguage: readonly number[];
}

/** Reads names letter by letter. */
export interface Reader {
  /** Learns names, so many times each. */
  learn(names: readonly Surname[], epochs: number): Promise<void>;
  /** How often it is right about names. */
  judge(names: readonly Surname[]): Promise<Judgement>;
  /** The language that it takes a name for. */
  languageOf(name: string): Promise<string>;
}

/** A reader that knows the letters of some names, and nothing else. */
export function newReader(names: readonly Surname[]): Reader {
  const letters = charVocabulary(names.map(({ name }) => name).join(''));
  const model = sequential([
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: letters.size, outputDim: 16 }),
    lstm({ units: 48 }),
    dropout({ rate: 0.3 }),
    dense({ units: LANGUAGES.length }),
  ]);
  model.compile({
    optimizer: adam({ learningRate: 0.005 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const read = (of: readonly Surname[]) => of.map(({ name }) => letters.encode(name));
  const languages = (of: readonly Surname[]) => of.map(({ language }) => language);
  const rightAbout = async (of: readonly Surname[]): Promise<number> => {
    const { accuracy = 0 } = await model.evaluate(read(of), languages(of));
    return accuracy;
  };
  return {
    async learn(seen, epochs) {
      await model.fit(read(seen), languages(seen), { epochs });
    },
    async judge(of) {
      const ofLanguage: number[] = [];
      for (const i of LANGUAGES.keys()) {
        ofLanguage.push(await rightAbout(of.filter(({ language }) => language === i)));
      }
      return { accuracy: await rightAbout(of), ofLanguage };
    },
    async languageOf(name) {
      const { data } = await model.predict([letters.encode(name)]);
      let best = 0;
      for (const i of LANGUAGES.keys()) if (data[i]! > data[best]!) best = i;
      return LANGUAGES[best] ?? '';
    },
  };
}
