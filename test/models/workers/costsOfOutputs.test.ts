import {
  activityRegularization,
  bidirectional,
  composeLayer,
  dense,
  dropout,
  type FitOptions,
  gru,
  input,
  type Layer,
  lstm,
  lstmCell,
  Model,
  randomStream,
  regularizers,
  rnn,
  sequential,
  sgd,
  timeDistributed,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits, expectClose } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';

const activityRegularizer = regularizers.l1l2({ l1: 0.3, l2: 0.2 });

// Seven rows in batches of 4 and 3; the steps that count are in another proportion to the rows in each shard.
const LENGTHS = [5, 1, 6, 2, 0, 6, 2];
const { uniform, normal } = randomStream('costs of outputs', 'data');
const x = LENGTHS.map((length) => Array.from({ length }, () => [normal(), normal()]));
const y = LENGTHS.map((length) => Array.from({ length }, () => Math.floor(3 * uniform())));

const sequences = { units: 3, returnSequences: true } as const;

const COSTLY: readonly (readonly [string, () => readonly Layer[]])[] = [
  ['a layer', () => [lstm({ ...sequences, activityRegularizer })]],
  [
    'the layer of the logits',
    () => [dense({ units: 3, activation: 'softmax', activityRegularizer })],
  ],
  ['a layer of its own', () => [gru(sequences), activityRegularization({ l1: 0.4 })]],
  [
    'a recurrence over cells',
    () => [rnn(lstmCell({ units: 3 }), { returnSequences: true, activityRegularizer })],
  ],
  [
    'layers within a layer',
    () => [bidirectional({ layer: gru({ ...sequences, activityRegularizer }) })],
  ],
  [
    'a layer on each step',
    () => [timeDistributed({ layer: dense({ units: 3, activityRegularizer }) })],
  ],
  [
    'a layer of a model',
    () => [
      sequential([
        input({ shape: [null, 2] }),
        dense({ units: 4, activityRegularizer, kernelRegularizer: 'l2' }),
      ]).asLayer(),
    ],
  ],
];

async function fitted(layers: readonly Layer[], options: Partial<FitOptions>) {
  const all = [input({ shape: [null, 2] }), dropout({ rate: 0.2 }), ...layers, dense({ units: 3 })];
  const net = new Model(all, { dtype: 'float64', seed: 4 });
  const optimizer = sgd({ learningRate: 0.1 });
  net.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  const { history } = await net.fit(x, y, { batchSize: 4, epochs: 2, ...options });
  return {
    losses: history.loss ?? [],
    accuracies: history.accuracy ?? [],
    weights: weightsOf(net),
  };
}

describe.each(COSTLY)('what the output of %s costs', (_, layers) => {
  test.each([2, 3, 4])('is the same in %i shards', async (shards) => {
    const [whole, shared] = [await fitted(layers(), {}), await fitted(layers(), { shards })];
    expectClose(shared.losses, whole.losses, 'the losses');
    expectClose(shared.weights, whole.weights, 'the weights');
    expect(shared.accuracies).toEqual(whole.accuracies);
  });
});

test('workers give the bits of as many shards in one thread', async () => {
  const [, layers] = COSTLY[0]!;
  for (const [shards, workers] of [
    [3, 2],
    [2, 2],
    [1, 1],
  ] as const) {
    const [here, there] = [
      await fitted(layers(), { shards }),
      await fitted(layers(), { shards, workers }),
    ];
    expectBits(there.losses, here.losses, 'the losses');
    expectBits(there.weights, here.weights, 'the weights');
  }
});

/** Costs 1 a step of the batch; whether it says so is asked. */
function toll(says: boolean): Layer {
  return composeLayer<object>({
    kind: 'toll',
    required: [],
    defaults: {},
    build: (_options, [signature]) => ({
      output: signature ?? { type: 'numbers', shape: [] },
      costs: says,
      begin(_store, [value], ctx) {
        ctx.penalties?.add(1);
        return { outputs: value ? [value] : [], backward: (d) => d };
      },
    }),
  })();
}

describe('a layer of one’s own that costs something', () => {
  test('says so, and then costs in shards what it costs without', async () => {
    const [whole, shared] = [
      await fitted([toll(true)], {}),
      await fitted([toll(true)], { shards: 2 }),
    ];
    const free = await fitted([], {});
    expectClose(shared.losses, whole.losses, 'the losses');
    expect(whole.losses[0]).toBeCloseTo((free.losses[0] ?? 0) + 1, 12);
  });

  test('is refused in shards if it does not', async () => {
    await expect(fitted([toll(false)], { shards: 2 })).rejects.toThrow(
      'fit in shards found an output that costs something, of a layer that does not say so: let what it ' +
        'is built to have costs: true, or leave out shards and workers',
    );
  });
});
