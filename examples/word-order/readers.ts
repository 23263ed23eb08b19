import {
  adam,
  dense,
  embedding,
  input,
  lstm,
  type Model,
  type ModelData,
  sequential,
  type Vocabulary,
  wordVocabulary,
} from 'unrolled';
import type { Opinion } from './opinions.ts';

/** Tells praise from blame, once it has learned. */
export interface Judge {
  /** How sure it is that a sentence praises, from 0 to 1. */
  isPraise(text: string): Promise<number>;
  /** The share of the opinions that it is right about. */
  rightAnswers(opinions: readonly Opinion[]): Promise<number>;
}

/** One that sees how often each word occurs, and nothing else. */
export async function bagOfWords(seen: readonly Opinion[], epochs: number): Promise<Judge> {
  const vocabulary = vocabularyOf(seen);
  const model = sequential([
    input({ shape: [vocabulary.size] }),
    dense({ units: 16, activation: 'tanh' }),
    dense({ units: 1, activation: 'sigmoid' }),
  ]);
  const counts = (text: string): number[] => {
    const found = new Array<number>(vocabulary.size).fill(0);
    for (const id of vocabulary.encode(text)) found[id]!++;
    return found;
  };
  return judge(model, (texts) => texts.map(counts), seen, epochs);
}

/** One that reads word after word. */
export async function readerInOrder(seen: readonly Opinion[], epochs: number): Promise<Judge> {
  const vocabulary = vocabularyOf(seen);
  const model = sequential([
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: vocabulary.size, outputDim: 8 }),
    lstm({ units: 16 }),
    dense({ units: 1, activation: 'sigmoid' }),
  ]);
  return judge(model, (texts) => texts.map((text) => vocabulary.encode(text)), seen, epochs);
}

async function judge(
  model: Model,
  dataOf: (texts: readonly string[]) => ModelData,
  seen: readonly Opinion[],
  epochs: number,
): Promise<Judge> {
  const optimizer = adam({ learningRate: 0.01 });
  model.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const texts = (opinions: readonly Opinion[]): ModelData =>
    dataOf(opinions.map(({ text }) => text));
  await model.fit(texts(seen), seen.map(label), { epochs });
  return {
    async isPraise(text) {
      const answer = await model.predict(dataOf([text]));
      return answer.data[0] ?? 0;
    },
    async rightAnswers(opinions) {
      const { accuracy = 0 } = await model.evaluate(texts(opinions), opinions.map(label));
      return accuracy;
    },
  };
}

function label({ isPraise }: Opinion): number {
  return isPraise ? 1 : 0;
}

function vocabularyOf(opinions: readonly Opinion[]): Vocabulary {
  return wordVocabulary(opinions.map(({ text }) => text).join('\n'));
}
