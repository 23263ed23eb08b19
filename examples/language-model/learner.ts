import {
  adam,
  charVocabulary,
  dense,
  embedding,
  input,
  type Layer,
  loadModel,
  lstm,
  type Model,
  saveModel,
  sequential,
  type Vocabulary,
  wordVocabulary,
} from 'unrolled';
import { FlagError, type Flags } from './flags.ts';

/** A model, its vocabulary, and the path of the text it learns: what is saved in one file. */
export interface Learner {
  readonly model: Model;
  readonly vocabulary: Vocabulary;
  /** Undefined for Moby Dick. */
  readonly data: string | undefined;
}

const MOST_WORDS = 2000;

/** A learner that knows nothing yet. */
export function newLearner(text: string, flags: Flags): Learner {
  const { level, units, layers, seed, data } = flags;
  const vocabulary =
    level === 'char' ? charVocabulary(text) : wordVocabulary(text, { maxSize: MOST_WORDS });
  const recurrent = (): Layer => lstm({ units, returnSequences: true });
  const model = sequential(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({
        inputDim: vocabulary.size,
        outputDim: 32,
        embeddingsInitializer: 'glorotUniform', // larger than usual: learns faster at the start
      }),
      ...Array.from({ length: layers }, recurrent),
      dense({ units: vocabulary.size }),
    ],
    { seed, name: 'language-model' },
  );
  model.compile({
    optimizer: adam({ learningRate: 0.02, globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['perplexity', 'bitsPerToken'],
  });
  return { model, vocabulary, data };
}

/** Saves a learner with all it needs to go on exactly: weights, vocabulary, optimizer, steps. */
export async function saveLearner(learner: Learner, path: string): Promise<void> {
  const { model, vocabulary, data = null } = learner;
  await saveModel(model, path, { vocabulary, extra: { data } });
}

/** The learner in a file. @throws FormatError, or FlagError if it lacks what this example needs */
export async function loadLearner(path: string): Promise<Learner> {
  const { model, vocabulary, extra } = await loadModel(path);
  if (vocabulary === undefined || model.compiled === undefined) {
    throw new FlagError(
      `${path} has no vocabulary or was never trained: not saved by this example`,
    );
  }
  return { model, vocabulary, data: dataIn(extra) };
}

function dataIn(extra: unknown): string | undefined {
  if (typeof extra !== 'object' || extra === null || !('data' in extra)) return undefined;
  return typeof extra.data === 'string' ? extra.data : undefined;
}
