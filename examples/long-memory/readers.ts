import {
  adam,
  dense,
  embedding,
  initializers,
  input,
  lstm,
  type Model,
  sequential,
  simpleRnn,
} from 'unrolled';
import { type Story, story, WORDS } from './stories.ts';

/** What reads a story word by word. */
export type Reader = 'simpleRnn' | 'lstm';

const UNITS = 32;
const UNSEEN = 200;

/**
 * Lets a reader learn stories with more and more sentences in between, and asks it about unseen ones each
 * time: the share of right answers at every distance.
 */
export async function rightAnswers(
  reader: Reader,
  distances: readonly number[],
  { stories, epochs }: { readonly stories: number; readonly epochs: number },
): Promise<number[]> {
  const model = newReader(reader);
  const shares: number[] = [];
  for (const between of distances) {
    const seen = Array.from({ length: stories }, (_, i) => story(between, 'seen', i));
    const unseen = Array.from({ length: UNSEEN }, (_, i) => story(between, 'unseen', i));
    await model.fit(seen.map(ids), seen.map(answer), { epochs });
    const { accuracy = 0 } = await model.evaluate(unseen.map(ids), unseen.map(answer));
    shares.push(accuracy);
  }
  return shares;
}

function newReader(reader: Reader): Model {
  const recurrent = reader === 'lstm' ? lstm({ units: UNITS }) : simpleRnn({ units: UNITS });
  const model = sequential([
    input({ shape: [null], dtype: 'int32' }),
    embedding({
      inputDim: WORDS.length,
      outputDim: 16,
      maskZero: true,
      embeddingsInitializer: initializers.randomNormal({ stddev: 1 }),
    }),
    recurrent,
    dense({ units: WORDS.length }),
  ]);
  model.compile({
    optimizer: adam({ learningRate: 0.004, globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  return model;
}

function ids({ words }: Story): number[] {
  return words.map((word) => WORDS.indexOf(word));
}

function answer(told: Story): number {
  return WORDS.indexOf(told.answer);
}
