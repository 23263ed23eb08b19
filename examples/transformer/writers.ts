import {
  adam,
  cosineDecay,
  dense,
  embedding,
  input,
  layerNormalization,
  lstm,
  type Model,
  positionalEmbedding,
  sequential,
  transformerBlock,
} from 'unrolled';

/** How many characters a text has that a writer reads or writes before it starts anew. */
export const WINDOW = 64;

/** Reads characters, and scores each as the next one. */
export interface Writer {
  readonly name: string;
  readonly model: Model;
  /** Gets it ready to learn for so many steps, at the best rate of some that were tried. */
  prepare(steps: number): void;
}

/** One LSTM: what it has read is in its state. */
export function newLstm(characters: number): Writer {
  const model = sequential([
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: characters, outputDim: 32, embeddingsInitializer: 'glorotUniform' }),
    lstm({ units: 124, returnSequences: true }),
    dense({ units: characters }),
  ]);
  return { name: 'LSTM', model, prepare: (steps) => compile(model, steps, 0.02, 0) };
}

/** Two blocks of a transformer: what it has read are the keys and values of every character. */
export function newTransformer(characters: number): Writer {
  const block = { numHeads: 4, intermediateDim: 224, contextLength: WINDOW };
  const model = sequential([
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: characters, outputDim: 56, embeddingsInitializer: 'glorotUniform' }),
    positionalEmbedding({ maxLength: WINDOW }),
    transformerBlock(block),
    transformerBlock(block),
    layerNormalization(),
    dense({ units: characters }),
  ]);
  return { name: 'transformer', model, prepare: (steps) => compile(model, steps, 0.01, 0.1) };
}

/** Adam, with a rate that rises for a share of the steps and then falls along half a wave. */
function compile(model: Model, steps: number, rate: number, warmUp: number): void {
  const warmupSteps = Math.round(warmUp * steps);
  const fall = { decaySteps: Math.max(1, steps - warmupSteps) };
  const learningRate =
    warmupSteps === 0
      ? cosineDecay({ ...fall, initialLearningRate: rate })
      : cosineDecay({ ...fall, initialLearningRate: 0, warmupTarget: rate, warmupSteps });
  model.compile({
    optimizer: adam({ learningRate, globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
  });
}
