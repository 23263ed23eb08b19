import {
  adam,
  ConfigError,
  type Dtype,
  dense,
  dropout,
  embedding,
  input,
  lstm,
  model,
  randomStream,
  sparseCategoricalCrossentropy,
} from 'unrolled';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { expectBits, expectClose } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { hideSharedMemory } from './hideSharedMemory.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

// Seven rows, in batches of 4 and 3. The steps of the words that count, those of the sounds and the
// rows are in another proportion in every shard; the fifth row has no word, the third no sound.
const WORD_COUNTS = [5, 1, 6, 1, 0, 6, 2];
const SOUND_COUNTS = [1, 4, 0, 7, 2, 1, 3];

const { uniform, normal } = randomStream('several losses', 'data');
const idsFor = (count: number) => Array.from({ length: count }, () => Math.floor(uniform() * 5));
const x = {
  words: WORD_COUNTS.map(idsFor),
  sounds: SOUND_COUNTS.map((count) => Array.from({ length: count }, () => [normal(), normal()])),
};
const y = {
  tags: WORD_COUNTS.map(idsFor),
  next: SOUND_COUNTS.map((count) => Array.from({ length: count }, () => [normal()])),
  kind: WORD_COUNTS.map((_, row) => [row % 2]),
};

/** Three outputs: a class for each word, the padding of one input; a number for each sound, that of the
 * other; and a number for each row. All of them learn from the table of words. */
function reader(dtype: Dtype = 'float32') {
  const words = input({ shape: [null], dtype: 'int32', name: 'words' });
  const sounds = input({ shape: [null, 2], name: 'sounds' });
  const table = embedding({ inputDim: 5, outputDim: 3, sparseGradients: true });
  const read = lstm({ units: 4, returnSequences: true, returnState: true });
  const [steps, h, c] = read(dropout({ rate: 0.3 })(table(words)));
  const heard = lstm({ units: 4, returnSequences: true })(sounds, { initialState: [h, c] });
  const tags = dense({ units: 5, activation: 'softmax' })(steps);
  const next = dense({ units: 1 })(dropout({ rate: 0.2 })(heard));
  const kind = dense({ units: 1, activation: 'sigmoid' })(h);
  const inputs = { words, sounds };
  const net = model({ inputs, outputs: { tags, next, kind }, dtype, seed: 5 });
  net.compile({
    optimizer: adam({ learningRate: 0.02, globalClipNorm: 0.5 }),
    loss: {
      tags: sparseCategoricalCrossentropy({ ignoreClass: 0 }),
      next: 'meanSquaredError',
      kind: 'binaryCrossentropy',
    },
    lossWeights: { tags: 1, next: 0.3, kind: 2 },
    metrics: { tags: ['accuracy', 'perplexity'], next: ['meanAbsoluteError'] },
  });
  return net;
}

const sampleWeight = {
  tags: WORD_COUNTS.map((count) => Array.from({ length: count }, () => uniform())),
  next: [1, 0.5, 2, 3, 0, 1, 0.25],
  kind: [1, 1, 0, 2, 1, 0.5, 1],
};

const WEIGHTS: readonly (readonly [string, { readonly sampleWeight?: typeof sampleWeight }])[] = [
  ['rows and steps of one weight', {}],
  ['weights for each output', { sampleWeight }],
];

async function fitted(options: object, dtype?: Dtype) {
  const net = reader(dtype);
  const how = { batchSize: 4, epochs: 2, validationData: [x, y] as const, ...options };
  const { history } = await net.fit(x, y, how);
  return { history, weights: weightsOf(net), iterations: net.iterations };
}

describe.each(WEIGHTS)('several losses in shards, %s', (_, weights) => {
  test('give what whole batches give: but for the rounding of sums', async () => {
    const whole = await fitted(weights, 'float64');
    expect(Object.keys(whole.history)).toContain('val_next_loss');
    for (const shards of [2, 3, 4]) {
      const cut = await fitted({ ...weights, shards }, 'float64');
      expectClose(cut.weights, whole.weights, `the weights of ${shards} shards`);
      expect(Object.keys(cut.history)).toEqual(Object.keys(whole.history));
      for (const [name, values] of Object.entries(whole.history)) {
        expectClose(cut.history[name], values, `${name} of ${shards} shards`);
      }
    }
  });

  test('give it bit for bit in one shard', async () => {
    expect(await fitted({ ...weights, shards: 1, workers: 1 })).toEqual(await fitted(weights));
  });

  test.each([
    [2, 1],
    [2, 2],
    [3, 2],
    [4, 3],
  ])('have the bits of %i shards with %i workers, too', async (shards, workers) => {
    const here = await fitted({ ...weights, shards });
    expect(await fitted({ ...weights, shards, workers })).toEqual(here);
    hideSharedMemory();
    expect(await fitted({ ...weights, shards, workers })).toEqual(here);
  });
});

test('more shards than passes may wait elsewhere wait all the same', async () => {
  const many = Array.from({ length: 24 }, (_, row) => row % 7);
  const of = <T>(rows: readonly T[]): T[] => many.map((row) => rows[row]!);
  const manyX = { words: of(x.words), sounds: of(x.sounds) };
  const manyY = { tags: of(y.tags), next: of(y.next), kind: of(y.kind) };
  const weightsWith = async (shards: number): Promise<readonly number[]> => {
    const net = reader('float64');
    await net.fit(manyX, manyY, { batchSize: 24, shards });
    return weightsOf(net);
  };
  expectClose(await weightsWith(12), await weightsWith(1), 'the weights of 12 shards');
});

test.each([{ shards: 2 }, { workers: 2 }])(
  'an error in one loss of a shard is that of the batch, and another fit can follow, with %j',
  async (how) => {
    const [net, untouched] = [reader(), reader()];
    const wrong = { ...y, tags: y.tags.map((row, i) => (i === 2 ? row.map(() => 7) : row)) };
    await expect(net.fit(x, wrong, { ...how, shuffle: false })).rejects.toThrow(
      new ConfigError('softmaxCrossEntropy wants classes from 0 to 4, got 7 at [2, 0]'),
    );
    expectBits(weightsOf(net), weightsOf(untouched), 'the weights');
    for (const one of [net, untouched]) await one.fit(x, y, how);
    expectBits(weightsOf(net), weightsOf(untouched), 'the weights of the next fit');
  },
);
