import {
  adam,
  dense,
  embedding,
  type Ids,
  input,
  type Layer,
  type LossName,
  lstm,
  Model,
  type ModelData,
  randomStream,
  sample,
  simpleRnn,
  type Tensor,
  View,
  zeros,
} from 'unrolled';

/** What a model computes with: plain TypeScript, or the fastest that runs. */
export const KERNEL_CHOICES = ['reference', 'auto'] as const;
export type KernelChoice = (typeof KERNEL_CHOICES)[number];

/** A task of fixed shapes, on which other libraries are measured as well. */
export interface Workload {
  readonly title: string;
  /** Time steps of all rows in one step of training or generation. */
  readonly tokens: number;
  /** Multiplications and additions of the matrix products in one step. */
  readonly flops: number;
  /** What departs from the workload's definition, for the table. */
  readonly note?: string;
  /** Makes the function that does one step. */
  prepare(kernels: KernelChoice): () => void;
}

/** Products of one forward pass of `rows` rows through matrices `[K, N]`: 2·rows·K·N each. */
function products(rows: number, ...matrices: readonly (readonly [K: number, N: number])[]): number {
  return matrices.reduce((sum, [K, N]) => sum + 2 * rows * K * N, 0);
}

/** A backward pass does twice the products of the forward pass. */
const TRAINING = 3;

function ids(shape: number[], below: number): Ids {
  const stream = randomStream(7, 'bench');
  const data = new Int32Array(shape.reduce((size, length) => size * length, 1));
  for (let i = 0; i < data.length; i++) data[i] = stream.integer(below);
  return new View<number, Int32Array>(data, shape);
}

function numbers(shape: number[], from = -1): Tensor {
  const stream = randomStream(7, 'bench');
  const tensor = zeros<number>(shape);
  for (let i = 0; i < tensor.data.length; i++) {
    tensor.data[i] = from + (1 - from) * stream.uniform();
  }
  return tensor;
}

/** Forward, backward through time, clipping by global norm 5, Adam; float32. */
function training(
  kernels: KernelChoice,
  layers: readonly Layer[],
  loss: LossName,
  x: ModelData,
  y: ModelData,
) {
  const model = new Model(layers, { seed: 1, kernels });
  model.compile({ optimizer: adam({ globalClipNorm: 5 }), loss });
  return () => {
    model.trainOnBatch(x, y);
  };
}

const tokenIds = input({ shape: [null], dtype: 'int32' });
const classes = 'sparseCategoricalCrossentropy';

/** The workloads whose layers exist so far. */
export const WORKLOADS: Readonly<Record<string, Workload>> = {
  W1: {
    title: 'char-lm: embedding(65, 64), LSTM(128), dense(65); batch 32, T 64',
    tokens: 32 * 64,
    flops: TRAINING * products(32 * 64, [64, 512], [128, 512], [128, 65]),
    prepare: (kernels) =>
      training(
        kernels,
        [
          tokenIds,
          embedding({ inputDim: 65, outputDim: 64 }),
          lstm({ units: 128, returnSequences: true }),
          dense({ units: 65 }),
        ],
        classes,
        ids([32, 64], 65),
        ids([32, 64], 65),
      ),
  },
  W2: {
    title: 'char-rnn: embedding(65, 65), LSTM(128) twice, dense(65); batch 50, T 50',
    tokens: 50 * 50,
    flops: TRAINING * products(2500, [65, 512], [128, 512], [128, 512], [128, 512], [128, 65]),
    prepare: (kernels) =>
      training(
        kernels,
        [
          tokenIds,
          embedding({ inputDim: 65, outputDim: 65 }),
          lstm({ units: 128, returnSequences: true }),
          lstm({ units: 128, returnSequences: true }),
          dense({ units: 65 }),
        ],
        classes,
        ids([50, 50], 65),
        ids([50, 50], 65),
      ),
  },
  W3: {
    title: 'imdb-lstm: embedding(20000, 128), LSTM(128), dense(1); batch 32, T 80',
    tokens: 32 * 80,
    flops: TRAINING * (products(32 * 80, [128, 512], [128, 512]) + products(32, [128, 1])),
    prepare: (kernels) =>
      training(
        kernels,
        [
          tokenIds,
          embedding({ inputDim: 20000, outputDim: 128 }),
          lstm({ units: 128 }),
          dense({ units: 1 }),
        ],
        'binaryCrossentropy',
        ids([32, 80], 20000),
        numbers([32, 1], 0),
      ),
  },
  W4: {
    title: 'simple-rnn: 64 features, SimpleRNN(256), dense(64); batch 32, T 100',
    tokens: 32 * 100,
    flops: TRAINING * products(3200, [64, 256], [256, 256], [256, 64]),
    prepare: (kernels) =>
      training(
        kernels,
        [
          input({ shape: [null, 64] }),
          simpleRnn({ units: 256, returnSequences: true }),
          dense({ units: 64 }),
        ],
        'meanSquaredError',
        numbers([32, 100, 64]),
        numbers([32, 100, 64]),
      ),
  },
  W5: {
    title: 'generate: embedding(65, 64), LSTM(512), dense(65); batch 1, sampled, fed back',
    tokens: 1,
    flops: products(1, [64, 2048], [512, 2048], [512, 65]),
    prepare(kernels) {
      const model = new Model(
        [
          tokenIds,
          embedding({ inputDim: 65, outputDim: 64 }),
          lstm({ units: 512, returnSequences: true }),
          dense({ units: 65 }),
        ],
        { seed: 1, kernels },
      );
      const stream = randomStream(1, 'bench', 'sample');
      let state = model.initialState(1);
      let id = 0;
      return () => {
        const step = model.step([id], state);
        state = step.state;
        id = sample(step.logits.data, {}, stream).id;
      };
    },
  },
  W6: {
    title: 'big: 512 features, LSTM(1024), dense(10); batch 64, T 32',
    tokens: 64 * 4,
    flops: TRAINING * (products(64 * 4, [512, 4096], [1024, 4096]) + products(64, [1024, 10])),
    note: 'T cut to 4',
    prepare: (kernels) =>
      training(
        kernels,
        [input({ shape: [null, 512] }), lstm({ units: 1024 }), dense({ units: 10 })],
        classes,
        numbers([64, 4, 512]),
        ids([64], 10),
      ),
  },
  W7: {
    title: 'tiny: 8 features, SimpleRNN(16), dense(8); batch 1, T 20',
    tokens: 20,
    flops: TRAINING * products(20, [8, 16], [16, 16], [16, 8]),
    prepare: (kernels) =>
      training(
        kernels,
        [
          input({ shape: [null, 8] }),
          simpleRnn({ units: 16, returnSequences: true }),
          dense({ units: 8 }),
        ],
        'meanSquaredError',
        numbers([1, 20, 8]),
        numbers([1, 20, 8]),
      ),
  },
};
