import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  dense,
  embedding,
  input,
  lion,
  lstm,
  type Model,
  nadam,
  type Optimizer,
  randomStream,
  rmsprop,
  sequential,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';

const V = 40;
const E = 3;

function model(sparseGradients: boolean, optimizer: Optimizer, outputDim: number = E): Model {
  const built = sequential(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: V, outputDim, sparseGradients }),
      lstm({ units: 4 }),
      dense({ units: 2 }),
    ],
    { seed: 3, dtype: 'float64' },
  );
  built.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return built;
}

/** Batches of which each holds few of the ids. */
function batches(steps: number): { x: number[][]; y: number[] }[] {
  const random = randomStream('sparse gradients');
  return Array.from({ length: steps }, () => ({
    x: Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => random.integer(V))),
    y: Array.from({ length: 3 }, () => random.integer(2)),
  }));
}

const optimizers: readonly (readonly [string, () => Optimizer])[] = [
  ['sgd', () => sgd({ learningRate: 0.1 })],
  ['sgd with momentum', () => sgd({ learningRate: 0.1, momentum: 0.9 })],
  ['rmsprop, centered', () => rmsprop({ learningRate: 0.01, centered: true, momentum: 0.5 })],
  ['adam', () => adam({ learningRate: 0.01 })],
  ['adam with amsgrad, clipped', () => adam({ amsgrad: true, globalClipNorm: 0.01 })],
  ['adamw', () => adamw({ learningRate: 0.01, weightDecay: 0.1 })],
  ['adagrad', () => adagrad({ learningRate: 0.1 })],
  ['adadelta', () => adadelta({ learningRate: 1, epsilon: 1e-4 })],
  ['adamax', () => adamax()],
  ['nadam', () => nadam()],
  ['lion', () => lion()],
  ['adam with averages', () => adam({ useEma: true, emaMomentum: 0.5 })],
];

describe.each(optimizers)('sparseGradients with %s', (_, optimizer) => {
  test('the first update is that of dense gradients, for the rows that occur and all else', () => {
    const [batch] = batches(1);
    const [sparse, plain] = [model(true, optimizer()), model(false, optimizer())];
    for (const each of [sparse, plain]) each.trainOnBatch(batch!.x, batch!.y);
    const seen = new Set(batch!.x.flat());
    for (const { path } of sparse.weights) {
      const expected = plain.getWeight(path).data;
      for (const [at, value] of sparse.getWeight(path).data.entries()) {
        if (path === 'embedding/embeddings' && !seen.has(Math.floor(at / E))) continue;
        expect(value).toBeCloseTo(expected[at]!, 14);
      }
    }
  });

  test('a row whose id does not occur stays as it was, with what is remembered of it', () => {
    const trained = model(true, optimizer());
    const rest = batches(6);
    for (const { x, y } of rest) {
      const before = trained.getWeight('embedding/embeddings');
      const slots = Object.entries(trained.optimizerState?.slots ?? {}).map(
        ([name, [flat]]) => [name, flat!.data.slice()] as const,
      );
      trained.trainOnBatch(x, y);
      const after = trained.getWeight('embedding/embeddings');
      const seen = new Set(x.flat());
      for (let row = 0; row < V; row++) {
        for (let j = 0; j < E; j++) {
          if (seen.has(row)) expect(after.get(row, j)).not.toBe(before.get(row, j));
          else expect(after.get(row, j)).toBe(before.get(row, j));
        }
        if (seen.has(row)) continue;
        for (const [name, was] of slots) {
          const now = trained.optimizerState!.slots[name]![0]!.data;
          expect(now.slice(row * E, (row + 1) * E)).toEqual(was.slice(row * E, (row + 1) * E));
        }
      }
    }
    expect(trained.iterations).toBe(6);
  });
});

test.each(['bias', 'embedding'])(
  'weight decay without %s shrinks the rows that occur, unless they are excluded, and the others',
  (excluded) => {
    const decay = { weightDecay: 0.5, excludeFromWeightDecay: [excluded] };
    const decaying = model(true, sgd({ learningRate: 0.1, ...decay }));
    const plain = model(true, sgd({ learningRate: 0.1 }));
    const before = new Map(decaying.weights.map(({ path }) => [path, decaying.getWeight(path)]));
    const [batch] = batches(1);
    for (const each of [decaying, plain]) each.trainOnBatch(batch!.x, batch!.y);
    const seen = new Set(batch!.x.flat());
    for (const [path, was] of before) {
      const [now, without] = [decaying.getWeight(path).data, plain.getWeight(path).data];
      for (const [i, w] of was.data.entries()) {
        const occurs = path !== 'embedding/embeddings' || seen.has(Math.floor(i / E));
        const shrinks = occurs && !path.split('/').includes(excluded);
        expect(now[i]).toBeCloseTo(without[i]! - (shrinks ? 0.1 * 0.5 * w : 0), 14);
      }
    }
  },
);

test('averages of rows that never occur are the rows', async () => {
  const trained = model(true, sgd({ learningRate: 0.1, useEma: true }));
  const before = trained.getWeight('embedding/embeddings');
  const [batch] = batches(1);
  await trained.fit(batch!.x, batch!.y, { epochs: 3 });
  const after = trained.getWeight('embedding/embeddings');
  const seen = new Set(batch!.x.flat());
  for (let row = 0; row < V; row++) {
    for (let j = 0; j < E; j++) {
      if (seen.has(row)) expect(after.get(row, j)).not.toBe(before.get(row, j));
      else expect(after.get(row, j)).toBe(before.get(row, j));
    }
  }
});

test('cannot be added up over several batches', () => {
  const trained = model(true, sgd({ gradientAccumulationSteps: 2 }));
  const [batch] = batches(1);
  expect(() => trained.trainOnBatch(batch!.x, batch!.y)).toThrow(
    expect.objectContaining({
      name: 'ConfigError',
      message:
        'sgd with gradientAccumulationSteps adds whole gradients up, but that of ' +
        'embedding/embeddings is sparse: leave one of the two options out',
    }),
  );
});

test('with all ids in each batch, training is that of dense gradients', () => {
  const random = randomStream('all ids');
  const [sparse, plain] = [model(true, adam()), model(false, adam())];
  const x = Array.from({ length: 4 }, (_, row) =>
    Array.from({ length: 10 }, (_, t) => row * 10 + t),
  );
  for (let step = 0; step < 8; step++) {
    const y = Array.from({ length: 4 }, () => random.integer(2));
    for (const each of [sparse, plain]) each.trainOnBatch(x, y);
  }
  for (const [i, { data }] of sparse.getWeights().entries()) {
    const expected = plain.getWeights()[i]!.data;
    for (const [at, value] of data.entries()) expect(value).toBeCloseTo(expected[at]!, 12);
  }
});

test('masked ids are not touched, whatever they are', () => {
  const trained = model(true, adam());
  trained.trainOnBatch([[5, 6, 7]], [0]); // from now on Adam would move these rows by itself
  const before = trained.getWeight('embedding/embeddings');
  const data = [
    [1, 2, -7],
    [3, 5, 99],
  ];
  const mask = [
    [1, 1, 0],
    [1, 0, 0],
  ];
  trained.trainOnBatch({ data, mask }, [0, 1]);
  const after = trained.getWeight('embedding/embeddings');
  const changed = Array.from({ length: V }, (_, row) => row).filter(
    (row) => after.get(row, 0) !== before.get(row, 0),
  );
  expect(changed).toEqual([1, 2, 3]);
});

test('shards train as the whole batch does, up to the order of sums', async () => {
  const [{ x, y }] = batches(1) as [{ x: number[][]; y: number[] }];
  const [whole, cut] = [model(true, adam()), model(true, adam())];
  await whole.fit(x, y, { epochs: 5, shuffle: false });
  await cut.fit(x, y, { epochs: 5, shuffle: false, shards: 3 });
  for (const [i, { data }] of cut.getWeights().entries()) {
    const expected = whole.getWeights()[i]!.data;
    for (const [at, value] of data.entries()) expect(value).toBeCloseTo(expected[at]!, 12);
  }
});

test('in float32 both sets of kernels give the same bits', () => {
  const weights = (['auto', 'reference'] as const).map((kernels) => {
    const trained = sequential(
      [
        input({ shape: [null], dtype: 'int32' }),
        embedding({ inputDim: 300, outputDim: 5, sparseGradients: true, maskZero: true }),
        lstm({ units: 6 }),
        dense({ units: 3 }),
      ],
      { kernels },
    );
    const optimizer = adam({ learningRate: 0.01, globalClipNorm: 0.1 });
    trained.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
    const random = randomStream('bits');
    for (let step = 0; step < 10; step++) {
      const x = Array.from({ length: 5 }, () =>
        Array.from({ length: 7 }, () => random.integer(300)),
      );
      trained.trainOnBatch(
        x,
        x.map(() => random.integer(3)),
      );
    }
    return trained.getWeights().map(({ data }) => data);
  });
  expect(weights[0]).toEqual(weights[1]);
});
