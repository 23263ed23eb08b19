import {
  adam,
  type Callback,
  decodeModel,
  dense,
  earlyStopping,
  embedding,
  encodeModel,
  model as graph,
  gru,
  input,
  type Layer,
  lstm,
  type Model,
  type ModelState,
  projectedLstm,
  sequential,
  sgd,
  simpleRnn,
  type Tensor,
  View,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';

// Steps keep what they made of the weights for the steps after them. Whatever changes the weights, the
// next step sees it: it has the bits of a model that has the same weights and keeps nothing.

const RECURRENT: readonly { readonly kind: string; readonly layer: () => Layer }[] = [
  {
    kind: 'lstm',
    layer: () => lstm({ units: 12, returnSequences: true, recurrentConstraint: 'unitNorm' }),
  },
  { kind: 'gru', layer: () => gru({ units: 9, returnSequences: true }) },
  { kind: 'simpleRnn', layer: () => simpleRnn({ units: 17, returnSequences: true }) },
  {
    kind: 'projectedLstm',
    layer: () => projectedLstm({ units: 11, projection: 5, returnSequences: true }),
  },
];

/** More steps than the weights are read for as they stand. */
const STEPS = 12;

const X = [
  [1, 4, 2, 0],
  [3, 3, 0, 1],
];
const Y = [
  [4, 2, 0, 3],
  [3, 0, 1, 1],
];

function writer(layer: () => Layer, kernels: 'auto' | 'reference' = 'auto'): Model {
  const layers: Layer[] = [
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: 5, outputDim: 6 }),
    layer(),
    dense({ units: 5 }),
  ];
  return sequential(layers, { kernels });
}

/** The outputs of some steps of one row, then of some of three. */
function written(model: Model): number[] {
  const outputs: number[] = [];
  for (const ids of [[2], [0, 4, 1]]) {
    let state: ModelState = {};
    for (let i = 0; i < STEPS; i++) {
      const step = model.step(
        ids.map((id) => (id + i) % 5),
        state,
      );
      outputs.push(...step.output.data);
      state = step.state;
    }
  }
  return outputs;
}

/** What a model writes that has the same weights and keeps nothing, because its kernels lay nothing out. */
function expected(model: Model, layer: () => Layer): number[] {
  const plain = writer(layer, 'reference');
  plain.setWeights(model.getWeights());
  return written(plain);
}

/** Other numbers. */
function changed({ shape, data }: Tensor): Tensor {
  return new View(
    Float32Array.from(data, (value) => 0.1 - value),
    shape,
  );
}

function trained(model: Model, optimizer = adam({ learningRate: 0.1 })): Model {
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return model;
}

const CHANGES: readonly {
  readonly change: string;
  /** What is done before the first step. */
  readonly before?: (model: Model) => () => unknown;
  readonly after?: (model: Model) => unknown;
}[] = [
  {
    change: 'setWeights',
    after: (model) => model.setWeights(model.getWeights().map(changed)),
  },
  {
    change: 'setWeight of the recurrent weights alone',
    after(model) {
      const path = model.weights
        .map((weight) => weight.path)
        .find((name) => name.endsWith('/recurrentKernel'));
      model.setWeight(path!, changed(model.getWeight(path!)));
    },
  },
  { change: 'trainOnBatch', after: (model) => void trained(model).trainOnBatch(X, Y) },
  { change: 'fit', after: (model) => trained(model).fit(X, Y, { epochs: 2, batchSize: 1 }) },
  {
    change: 'fit that ends with averages',
    after(model) {
      const callbacks: Callback[] = [{ onEpochEnd: () => void written(model) }];
      const optimizer = adam({ learningRate: 0.1, useEma: true });
      return trained(model, optimizer).fit(X, Y, { epochs: 3, callbacks });
    },
  },
  {
    change: 'fit that takes the best weights back',
    async after(model) {
      const callbacks: Callback[] = [
        { onEpochEnd: () => void written(model) },
        earlyStopping({ monitor: 'loss', patience: 1, restoreBestWeights: true }),
      ];
      await trained(model, sgd({ learningRate: 50 })).fit(X, Y, { epochs: 9, callbacks });
    },
  },
  {
    change: 'an optimizer that is given trainableWeights',
    after(model) {
      const own = adam({ learningRate: 0.1 });
      const [y, backward] = model.begin(X, { training: true });
      own.update(model.trainableWeights, backward(y), own.init(model.trainableWeights));
    },
  },
  {
    change: 'writing into trainableWeights that were asked for before',
    before(model) {
      const weights = model.trainableWeights;
      return () => {
        for (const weight of weights) weight.data.set(changed(weight).data);
      };
    },
  },
];

describe.each(RECURRENT)('a step of $kind sees what changed the weights:', ({ layer }) => {
  test.each(CHANGES)('$change', async ({ before, after }) => {
    const model = writer(layer);
    const change = before?.(model);
    for (let round = 0; round < 2; round++) {
      const old = written(model);
      expectBits(old, expected(model, layer), `what was written before change ${round}`);
      await (change ?? (() => after?.(model)))();
      const now = written(model);
      expect(now).not.toEqual(old);
      expectBits(now, expected(model, layer), `what was written after change ${round}`);
    }
  });

  test('each update of a fit, where each is followed by steps', async () => {
    const model = trained(writer(layer));
    const seen: (readonly [number[], number[]])[] = [];
    const look = (): void => void seen.push([written(model), expected(model, layer)]);
    await model.fit(X, Y, { epochs: 3, batchSize: 1, callbacks: [{ onTrainBatchEnd: look }] });
    expect(seen).toHaveLength(6);
    for (const [now, wanted] of seen) expectBits(now, wanted, 'what was written');
    expect(new Set(seen.map(([now]) => now.join())).size).toBe(6);
  });

  test('a file that it was loaded from', () => {
    const model = trained(writer(layer));
    written(model);
    model.trainOnBatch(X, Y);
    const loaded: Model = decodeModel(encodeModel(model)).model;
    expectBits(written(loaded), written(model), 'what the loaded model writes');
    loaded.trainOnBatch(X, Y);
    expectBits(written(loaded), expected(loaded, layer), 'what it writes once it is trained');
  });
});

describe('a step of a model sees what another has made of the weights that they share', () => {
  function pair(): readonly [Model, Model] {
    const words = input({ shape: [null], dtype: 'int32' });
    const y = dense({ units: 5 })(
      lstm({ units: 12, returnSequences: true })(embedding({ inputDim: 5, outputDim: 6 })(words)),
    );
    const first: Model = graph({ inputs: words, outputs: y });
    return [first, graph({ inputs: words, outputs: y, shareWith: first })];
  }
  const layer = (): Layer => lstm({ units: 12, returnSequences: true });

  const SHARED_CHANGES: readonly {
    readonly change: string;
    readonly how: (model: Model) => unknown;
  }[] = [
    { change: 'trainOnBatch', how: (model) => trained(model).trainOnBatch(X, Y) },
    { change: 'fit', how: (model) => trained(model).fit(X, Y, { epochs: 2 }) },
    {
      change: 'setWeights',
      how(model) {
        model.setWeights(model.getWeights().map(changed));
      },
    },
  ];

  test.each(SHARED_CHANGES)('by $change', async ({ how }) => {
    const models = pair();
    for (const one of models) {
      const old = models.map(written);
      await how(one);
      for (const [i, model] of models.entries()) {
        const now = written(model);
        expect(now).not.toEqual(old[i]);
        expectBits(now, expected(model, layer), `what model ${i} writes`);
      }
    }
  });

  test('by writing into the trainableWeights of either', () => {
    const models = pair();
    for (const one of models) {
      models.map(written);
      for (const weight of one.trainableWeights) weight.data.set(changed(weight).data);
      for (const model of models) {
        expectBits(written(model), expected(model, layer), 'what it writes');
      }
    }
  });
});
