import {
  adam,
  ConfigError,
  decodeModel,
  dense,
  dropout,
  embedding,
  encodeModel,
  FormatError,
  gru,
  input,
  type Likeness,
  lstm,
  type Model,
  type ModelOptions,
  type ModelState,
  model,
  randomStream,
  regularizers,
  ShapeError,
  type SymbolicForm,
  sequential,
  type Tensor,
  timeDistributed,
} from 'unrolled';
import { compareGradients } from 'unrolled/testing';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/storage/index.ts';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';
import { numbersIn, weightsOf } from './numbersIn.ts';

const WORDS = [
  [1, 2, 3, 4],
  [4, 3],
  [2, 2, 1],
];
const TABLE = [
  [0.1, -0.4, 0.3],
  [1, 0.2, -0.7],
  [-0.2, 0.9, 0.5],
];
const SPOKEN = [
  [
    [0.3, 0.1],
    [-0.2, 0.4],
  ],
  [
    [0.5, -0.6],
    [0.2, 0.2],
  ],
  [
    [-0.1, 0.7],
    [0.9, -0.3],
  ],
];

/** Two inputs, one of which is used twice; a shared layer; states passed on; two outputs. */
function parts() {
  const words = input({ shape: [null], dtype: 'int32', name: 'words' });
  const spoken = input({ shape: [null, 2], name: 'spoken' });
  const vectors = embedding({ inputDim: 5, outputDim: 3 })(words);
  const [, h, c] = lstm({ units: 4, returnState: true, name: 'encoder' })(vectors);
  const decoder = lstm({ units: 4, returnSequences: true, name: 'decoder' });
  const decoded = decoder(spoken, { initialState: [h, c] });
  const shared = dense({ units: 3, activation: 'tanh', name: 'shared' });
  const said = dense({ units: 2, name: 'out' })(shared(decoded));
  return { words, spoken, said, kind: shared(h) };
}

function translator(options: ModelOptions = { dtype: 'float64' }) {
  return model({ ...formOf(parts()), seed: 3, ...options });
}

/** What the model with names takes and gives. */
function formOf({ words, spoken, said, kind }: ReturnType<typeof parts>) {
  return { inputs: { words, spoken }, outputs: { said, kind } };
}

/** The same without names. */
function listed(options: ModelOptions = { dtype: 'float64' }) {
  const { words, spoken, said, kind } = parts();
  return model({ inputs: [words, spoken], outputs: [said, kind], seed: 3, ...options });
}

const X = { words: WORDS, spoken: SPOKEN };

describe('a model of called layers', () => {
  test('that is a chain has the bits of sequential, before and after training', async () => {
    const layers = () =>
      [
        input({ shape: [null], dtype: 'int32' }),
        embedding({ inputDim: 5, outputDim: 3, maskZero: true }),
        dropout({ rate: 0.3 }),
        gru({ units: 4, returnSequences: true }),
        dense({ units: 5, activation: 'softmax' }),
      ] as const;
    const [first, table, drop, recurrent, last] = layers();
    const called = model({ inputs: first, outputs: last(recurrent(drop(table(first)))), seed: 4 });
    const chain = sequential(layers(), { seed: 4 });
    expectBits(weightsOf(called), weightsOf(chain), 'the initial weights');
    for (const one of [called, chain]) {
      one.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
    }
    const [a, b] = await Promise.all(
      [called, chain].map((one) => one.fit(WORDS, WORDS, { epochs: 3, batchSize: 2 })),
    );
    expect(a?.history).toEqual(b?.history);
    expectBits(weightsOf(called), weightsOf(chain), 'the weights');
    const predictions = await Promise.all([called.predict(WORDS), chain.predict(WORDS)]);
    expectBits(predictions[0].data, predictions[1].data, 'the predictions');
  });

  test('with shared layers, values used twice and states passed on has the gradient of differences', () => {
    const net = translator();
    const paths = net.weights.map(({ path }) => path);
    const check = compareGradients({
      variables: Object.fromEntries(paths.map((path, i) => [path, net.trainableWeights[i]!])),
      run() {
        const [y, backward] = net.begin(X);
        return {
          outputs: [y.said, y.kind],
          backward([said, kind]) {
            const gradients = backward({ said: said!, kind: kind! });
            return Object.fromEntries(paths.map((path, i) => [path, gradients[i]]));
          },
        };
      },
    });
    expect(check.entries).toBe(weightsOf(net).length);
    expect(check.passed, check.message).toBe(true);
  });

  test('has each weight of a shared layer once', () => {
    expect(translator().weights.map(({ path }) => path)).toEqual([
      'embedding/embeddings',
      ...['encoder', 'decoder'].flatMap((name) =>
        ['kernel', 'recurrentKernel', 'bias'].map((weight) => `${name}/${weight}`),
      ),
      ...['shared', 'out'].flatMap((name) => [`${name}/kernel`, `${name}/bias`]),
    ]);
  });

  test('adds what reaches a value from several readers in the order of the readers', () => {
    const x = input({ shape: [3] });
    const top = dense({ units: 4, name: 'top' })(x);
    const net = model({
      inputs: x,
      outputs: [
        dense({ units: 2, name: 'left' })(top),
        dense({ units: 3, name: 'right' })(top),
        top,
      ],
      seed: 2,
    });
    const seed = randomStream('readers', 1);
    const d = [drawTensor([3, 2], seed), drawTensor([3, 3], seed), drawTensor([3, 4], seed)];
    const only = (keep: number): Float64Array => {
      const [y, backward] = net.begin(TABLE);
      const zeroed = y.map((tensor, i) => {
        if (i === keep) tensor.data.set(d[i]!.data);
        else tensor.data.fill(0);
        return tensor;
      });
      return new Float64Array(
        numbersIn(backward([zeroed[0]!, zeroed[1]!, zeroed[2]!])).slice(0, 12),
      );
    };
    const parts = [only(0), only(1), only(2)];
    const [y, backward] = net.begin(TABLE);
    for (const [i, tensor] of y.entries()) tensor.data.set(d[i]!.data);
    const whole = numbersIn(backward(y)).slice(0, 12);
    const sums = whole.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0));
    expectClose(whole, sums, 'the gradient of the shared kernel', 1e-5);
  });

  test('gives the same bits with WebAssembly and without', async () => {
    const trained = await Promise.all(
      (['auto', 'reference'] as const).map(async (kernels) => {
        const net = translator({ kernels });
        net.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
        await net.fit(X, { said: SPOKEN, kind: TABLE }, { epochs: 3, batchSize: 2 });
        return weightsOf(net);
      }),
    );
    expectBits(trained[0], trained[1]!, 'the weights');
  });

  test('drops other elements at each call of a layer', () => {
    const x = input({ shape: [40] });
    const drop = dropout({ rate: 0.5 });
    const net = model({ inputs: x, outputs: [drop(x), drop(x)] });
    const [y] = net.begin([Array.from({ length: 40 }, () => 1)], { training: true, step: 0 });
    const [first, second] = y;
    expect(first.data).not.toEqual(second.data);
  });

  test('cuts time into windows where all inputs and targets have it', async () => {
    const [a, b] = [input({ shape: [null, 2], name: 'a' }), input({ shape: [null, 2], name: 'b' })];
    const build = () => {
      const recurrent = lstm({ units: 3, returnSequences: true });
      const net = model({
        inputs: [a, b],
        outputs: [recurrent(a), dense({ units: 2 })(recurrent(b))],
        seed: 5,
      });
      net.compile({ optimizer: adam(), loss: 'meanSquaredError' });
      return net;
    };
    const [whole, windows] = [build(), build()];
    const y = [SPOKEN.map((row) => row.map(() => [0, 1, 0])), SPOKEN];
    await whole.fit([SPOKEN, SPOKEN], [y[0]!, y[1]!], { epochs: 2 });
    await windows.fit([SPOKEN, SPOKEN], [y[0]!, y[1]!], { epochs: 2, bptt: { steps: 2 } });
    expectBits(weightsOf(windows), weightsOf(whole), 'windows as long as the sequences');
    const history = await windows.fit([SPOKEN, SPOKEN], [y[0]!, y[1]!], { bptt: { steps: 1 } });
    expect(history.history.loss).toHaveLength(1);
    const table = input({ shape: [3] });
    const mixed = model({ inputs: [a, table], outputs: [dense({ units: 2 })(a), table] });
    mixed.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await expect(
      mixed.fit([SPOKEN, TABLE], [SPOKEN, TABLE], { bptt: { steps: 1 } }),
    ).rejects.toThrow(ShapeError);
  });
});

describe('several inputs and outputs', () => {
  test.each(['one', 'list', 'named'] as const)('go in and come out as %s', async (form) => {
    const [a, b] = [input({ shape: [3], name: 'a' }), input({ shape: [3], name: 'b' })];
    const layer = dense({ units: 2, name: 'layer' });
    const expected = await model({ inputs: a, outputs: layer(a) }).predict(TABLE);
    if (form === 'one') {
      expect(expected.shape).toEqual([3, 2]);
    } else if (form === 'list') {
      const net = model({ inputs: [a, b], outputs: [layer(a), layer(b)] });
      const [left, right] = await net.predict([TABLE, TABLE]);
      expectBits(left.data, expected.data, 'the first output');
      expectBits(right.data, expected.data, 'the second output');
    } else {
      const net = model({ inputs: { p: a, q: b }, outputs: { left: layer(a), right: layer(b) } });
      const { left, right } = await net.predict({ q: TABLE, p: TABLE });
      expectBits(left.data, expected.data, 'the output left');
      expectBits(right.data, expected.data, 'the output right');
    }
  });

  test('have a loss each, whose weighted sum is the loss of the model', async () => {
    const net = translator();
    const y = { said: SPOKEN, kind: TABLE };
    net.compile({
      optimizer: 'sgd',
      loss: { said: 'meanSquaredError', kind: 'meanSquaredError' },
      lossWeights: { said: 2, kind: 0.25 },
      metrics: { kind: ['meanAbsoluteError'] },
    });
    const results = await net.evaluate(X, y);
    expect(Object.keys(results)).toEqual([
      'loss',
      'said_loss',
      'kind_loss',
      'kind_meanAbsoluteError',
    ]);
    const predictions = await net.predict(X);
    const mean = (a: Tensor, b: readonly number[]): number =>
      b.reduce((sum, value, i) => sum + (a.data[i]! - value) ** 2, 0) / b.length;
    expect(results.said_loss).toBeCloseTo(mean(predictions.said, SPOKEN.flat(2)), 12);
    expect(results.kind_loss).toBeCloseTo(mean(predictions.kind, TABLE.flat()), 12);
    expect(results.loss).toBeCloseTo(2 * results.said_loss! + 0.25 * results.kind_loss!, 12);
  });

  test('send back gradients that add up in the weights', () => {
    const net = translator();
    const gradient = (said: number, kind: number): number[] => {
      const [y, backward] = net.begin(X);
      for (const value of [y.said, y.kind]) value.data.fill(1);
      y.said.data.fill(said);
      y.kind.data.fill(kind);
      return numbersIn(backward(y));
    };
    const [one, other, both] = [gradient(2, 0), gradient(0, 0.25), gradient(2, 0.25)];
    expectClose(
      both,
      one.map((value, i) => value + other[i]!),
      'the gradient',
    );
  });

  test('without a loss get no target and teach nothing', async () => {
    const net = translator();
    net.compile({ optimizer: 'sgd', loss: { said: 'meanSquaredError' } });
    const before = numbersIn([net.getWeight('out/kernel')]);
    const history = await net.fit(X, { said: SPOKEN }, { epochs: 2 });
    expect(Object.keys(history.history)).not.toContain('kind_loss');
    expect(numbersIn([net.getWeight('out/kernel')])).not.toEqual(before);
  });

  test('in a list may have their targets by name', async () => {
    const [inOrder, byName] = [listed(), listed()];
    for (const net of [inOrder, byName])
      net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const x = [WORDS, SPOKEN] as const;
    await inOrder.fit(x, [SPOKEN, TABLE], {
      epochs: 2,
      sampleWeight: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    const sampleWeight = { shared: [4, 5, 6], out: [1, 2, 3] };
    await byName.fit(x, { shared: TABLE, out: SPOKEN }, { epochs: 2, sampleWeight });
    expectBits(weightsOf(byName), weightsOf(inOrder), 'the weights');
    byName.compile({ optimizer: 'sgd', loss: { out: 'meanSquaredError' } });
    const report = byName.trainOnBatch(x, { out: SPOKEN });
    expect(Object.keys(report.metrics)).not.toContain('shared_loss');
  });

  test.each<readonly [string, () => unknown, string]>([
    [
      'lacks one that a loss needs',
      () => compiled(translator()).trainOnBatch(X, { said: SPOKEN }),
      "trainOnBatch's y wants { said, kind }, got { said }",
    ],
    [
      'has one too many',
      () => {
        const net = translator();
        net.compile({ optimizer: 'sgd', loss: { said: 'meanSquaredError' } });
        return net.trainOnBatch(X, { said: SPOKEN, kind: TABLE });
      },
      "trainOnBatch's y wants { said }, got { said, kind }",
    ],
    [
      'lacks one by name that a list has',
      () => compiled(listed()).trainOnBatch([WORDS, SPOKEN], { out: SPOKEN }),
      "trainOnBatch's y wants { out, shared }, got { out }",
    ],
    [
      'has no name of the list',
      () => compiled(listed()).trainOnBatch([WORDS, SPOKEN], { first: SPOKEN, second: TABLE }),
      "trainOnBatch's y wants a list of 2, got a object",
    ],
  ])('are refused where y %s', (_, use, message) => {
    expect(use).toThrow(new ConfigError(message));
  });

  test('may be a softmax that another layer reads: its loss takes the logits all the same', () => {
    const x = input({ shape: [3] });
    const probabilities = dense({ units: 3, activation: 'softmax', name: 'p' })(x);
    const net = model({
      inputs: x,
      outputs: { p: probabilities, q: dense({ units: 1, name: 'q' })(probabilities) },
      ...{ dtype: 'float64', seed: 1 },
    });
    net.compile({
      optimizer: 'sgd',
      loss: { p: 'sparseCategoricalCrossentropy', q: 'meanSquaredError' },
    });
    const y = { p: [0, 2, 1], q: [[1], [0], [1]] };
    const loss = async (): Promise<number> => (await net.evaluate(TABLE, y)).loss;
    return expectDescent(net, loss, () => net.trainOnBatch(TABLE, y));
  });
});

/** The model with a loss for every output. */
function compiled<M extends ReturnType<typeof translator> | ReturnType<typeof listed>>(net: M): M {
  net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return net;
}

/** A step of gradient descent must lower the loss by rate · |gradient|² up to second order. */
async function expectDescent(
  net: Pick<Model, 'getWeights' | 'setWeights'>,
  loss: () => Promise<number>,
  step: () => { readonly gradientNorm: number },
): Promise<void> {
  const before = net.getWeights();
  const start = await loss();
  const { gradientNorm } = step();
  const after = net.getWeights();
  const scale = 1e-4;
  net.setWeights(
    before.map((weight, i) => {
      const moved = after[i]!;
      moved.data.forEach((value, at) => {
        moved.data[at] = weight.data[at]! + (value - weight.data[at]!) * scale;
      });
      return moved;
    }),
  );
  const fall = (start - (await loss())) / (0.01 * scale);
  expect(fall / gradientNorm ** 2).toBeCloseTo(1, 3);
}

describe('a layer whose output costs', () => {
  test.each(['itself', 'within a composite', 'within a model'] as const)(
    '%s learns from that even where no loss needs its output',
    (where) => {
      const x = input({ shape: [null, 2] });
      const costly = dense({
        units: 3,
        activityRegularizer: regularizers.l2({ l2: 0.5 }),
        name: 'costly',
      });
      const layer = {
        itself: costly,
        'within a composite': timeDistributed({ layer: costly }),
        'within a model': model({ inputs: x, outputs: costly(x) }).asLayer(),
      }[where];
      const other = input({ shape: [null, 2] });
      const net = model({
        inputs: [x, other],
        outputs: { idle: layer(x), y: dense({ units: 2, name: 'y' })(other) },
        seed: 1,
      });
      net.compile({ optimizer: 'sgd', loss: { y: 'meanSquaredError' } });
      const path = net.weights.map((spec) => spec.path).find((name) => name !== 'y/kernel') ?? '';
      const before = numbersIn([net.getWeight(path)]);
      net.trainOnBatch([SPOKEN, SPOKEN], { y: SPOKEN });
      expect(numbersIn([net.getWeight(path)])).not.toEqual(before);
    },
  );
});

describe('a model as a layer', () => {
  test('begins with the values that it has, and keeps its own to itself', async () => {
    const inner = sequential(
      [input({ shape: [3] }), dense({ units: 4, activation: 'tanh' }), dense({ units: 2 })],
      { seed: 9 },
    );
    const x = input({ shape: [3] });
    const outer = model({ inputs: x, outputs: inner.asLayer({ name: 'inner' })(x), seed: 1 });
    expect(outer.weights.map(({ path }) => path)).toEqual([
      'inner/dense/kernel',
      'inner/dense/bias',
      'inner/dense_1/kernel',
      'inner/dense_1/bias',
    ]);
    const expected = await inner.predict(TABLE);
    expectBits((await outer.predict(TABLE)).data, expected.data, 'the predictions');
    outer.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await outer.fit(TABLE, [
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    expectBits(
      (await inner.predict(TABLE)).data,
      expected.data,
      'the predictions of the inner model',
    );
    expect((await outer.predict(TABLE)).data).not.toEqual(expected.data);
  });

  test('of several inputs and outputs, with states, has the gradient of differences', () => {
    const inner = listed();
    const words = input({ shape: [null], dtype: 'int32' });
    const spoken = input({ shape: [null, 2] });
    const recurrent = gru({ units: 2, returnSequences: true })(spoken);
    const [said, kind] = inner.asLayer({ name: 'inner' })([words, recurrent]);
    const net = model({
      inputs: [words, spoken],
      outputs: [said, kind],
      dtype: 'float64',
      seed: 2,
    });
    const paths = net.weights.map(({ path }) => path);
    const check = compareGradients({
      variables: Object.fromEntries(paths.map((path, i) => [path, net.trainableWeights[i]!])),
      run() {
        const [y, backward] = net.begin([WORDS, SPOKEN]);
        return {
          outputs: [y[0], y[1]],
          backward([first, second]) {
            const gradients = backward([first!, second!]);
            return Object.fromEntries(paths.map((path, i) => [path, gradients[i]]));
          },
        };
      },
    });
    expect(check.entries).toBe(weightsOf(net).length);
    expect(check.passed, check.message).toBe(true);
  });

  test('carries its states, and ends in the logits of its last layer', async () => {
    const layers = () =>
      [
        gru({ units: 3, returnSequences: true }),
        dense({ units: 2, activation: 'softmax' }),
      ] as const;
    const [recurrent, last] = layers();
    const inner = sequential([input({ shape: [null, 2] }), recurrent, last], { seed: 6 });
    const x = input({ shape: [null, 2] });
    const outer = model({ inputs: x, outputs: inner.asLayer({ name: 'm' })(x), seed: 6 });
    let state: ModelState = outer.initialState(3);
    expect(Object.keys(state)).toEqual(['m/gru/h']);
    const whole = await inner.predict(SPOKEN);
    for (let t = 0; t < 2; t++) {
      const step = outer.step(
        SPOKEN.map((row) => row[t]!),
        state,
      );
      ({ state } = step);
      const expected = [...whole.data].filter((_, i) => Math.floor(i / 2) % 2 === t);
      expectBits(step.output.data, new Float32Array(expected), `step ${t}`);
    }
    for (const one of [inner, outer]) {
      one.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    }
    const y = [
      [0, 1],
      [1, 1],
      [0, 0],
    ];
    const losses = await Promise.all(
      [inner, outer].map((one) => one.fit(SPOKEN, y, { epochs: 3 })),
    );
    expect(losses[1]?.history).toEqual(losses[0]?.history);
  });

  test('is frozen with trainable: false', () => {
    const inner = sequential([input({ shape: [3] }), dense({ units: 2 })]);
    const x = input({ shape: [3] });
    const outer = model({ inputs: x, outputs: inner.asLayer({ trainable: false })(x) });
    expect(outer.weights.map(({ trainable }) => trainable)).toEqual([false, false]);
  });
});

describe('shareWith', () => {
  /** An encoder, a decoder that begins with its states, and the decoder by itself. */
  function pair() {
    const words = input({ shape: [null], dtype: 'int32', name: 'words' });
    const spoken = input({ shape: [null, 2], name: 'spoken' });
    const table = embedding({ inputDim: 5, outputDim: 3 });
    const encoder = lstm({ units: 4, returnState: true, name: 'encoder' });
    const decoder = lstm({ units: 4, returnSequences: true, name: 'decoder' });
    const last = dense({ units: 2, name: 'out' });
    const [h, ...states] = encoder(table(words));
    const said = last(decoder(spoken, { initialState: states }));
    const whole = model({ inputs: { words, spoken }, outputs: said, seed: 8 });
    const encoding = model({ inputs: words, outputs: [h, ...states], shareWith: whole });
    const decoding = model({ inputs: spoken, outputs: last(decoder(spoken)), shareWith: whole });
    return { whole, encoding, decoding, words };
  }

  test('uses the weights of the other model: its decoder, stepped, says what the whole says', async () => {
    const { whole, encoding, decoding } = pair();
    whole.compile({ optimizer: adam({ learningRate: 0.1 }), loss: 'meanSquaredError' });
    await whole.fit(X, SPOKEN, { epochs: 3 });
    const expected = await whole.predict(X);
    const [, h, c] = await encoding.predict(WORDS);
    let state: ModelState = { 'decoder/h': h, 'decoder/c': c };
    for (let t = 0; t < 2; t++) {
      const step = decoding.step(
        SPOKEN.map((row) => row[t]!),
        state,
      );
      ({ state } = step);
      const row = [...expected.data].filter((_, i) => Math.floor(i / 2) % 2 === t);
      expectBits(step.output.data, new Float32Array(row), `step ${t}`);
    }
  });

  test('shows the weights that the model has itself, and sets those of the other', () => {
    const { whole, decoding } = pair();
    expect(decoding.weights.map(({ path }) => path)).toEqual([
      ...['kernel', 'recurrentKernel', 'bias'].map((weight) => `decoder/${weight}`),
      ...['out/kernel', 'out/bias'],
    ]);
    decoding.setWeight('out/bias', [5, 6]);
    expect(numbersIn([whole.getWeight('out/bias')])).toEqual([5, 6]);
    const file = decodeModel(encodeModel(decoding)).model;
    expectBits(weightsOf(file), weightsOf(decoding), 'the weights in a file of its own');
  });

  test.each([
    [
      'a layer that the other does not have',
      () => {
        const { whole, words } = pair();
        const other = embedding({ inputDim: 5, outputDim: 3, name: 'other' });
        return model({ inputs: words, outputs: other(words), shareWith: whole });
      },
      new ConfigError(
        'other/embeddings [5, 3] is no weight of the model to share with, whose layers are spoken, ' +
          'words, embedding, encoder, decoder, out: share with a model that these layers were called for',
      ),
    ],
    [
      'another precision',
      () => {
        const { whole, words } = pair();
        return model({ inputs: words, outputs: words, shareWith: whole, dtype: 'float64' });
      },
      new ConfigError(
        'model wants the dtype of the model it shares weights with, float32, got float64',
      ),
    ],
  ])('refuses %s', (_, use, error) => {
    expect(use).toThrow(error);
  });
});

describe('a file', () => {
  test('keeps the graph, how it was compiled and what the optimizer remembers', async () => {
    const net = translator({});
    net.compile({
      optimizer: adam(),
      loss: { said: 'meanSquaredError', kind: 'meanSquaredError' },
      lossWeights: { said: 1, kind: 3 },
      metrics: ['meanAbsoluteError'],
    });
    const y = { said: SPOKEN, kind: TABLE };
    await net.fit(X, y, { epochs: 2 });
    const loaded = decodeModel(encodeModel(net), { like: formOf(parts()) });
    const [a, b] = await Promise.all(
      [net, loaded.model].map((one) => one.fit(X, y, { epochs: 2 })),
    );
    expect(b?.history).toEqual(a?.history);
    expectBits(weightsOf(loaded.model), weightsOf(net), 'the weights');
  });

  test('keeps models that stand as layers', async () => {
    const inner = listed({});
    const [words, spoken] = [input({ shape: [null], dtype: 'int32' }), input({ shape: [null, 2] })];
    const [said] = inner.asLayer({ name: 'inner', trainable: false })([words, spoken]);
    const chain = sequential([dense({ units: 3 }), dense({ units: 1 })], { name: 'top' });
    const net = model({ inputs: [words, spoken], outputs: chain.asLayer()(said) });
    const like = { inputs: [words, spoken], outputs: input({ shape: [null, 1] }) } as const;
    const loaded = decodeModel(encodeModel(net), { like }).model;
    expect(loaded.weights.map(({ path, trainable }) => [path, trainable])).toEqual(
      net.weights.map(({ path, trainable }) => [path, trainable]),
    );
    expectBits(weightsOf(loaded), weightsOf(net), 'the weights');
    const given: readonly [typeof WORDS, typeof SPOKEN] = [WORDS, SPOKEN];
    const again = await loaded.predict(given);
    expectBits(again.data, (await net.predict(given)).data, 'the predictions');
  });

  const words = input({ shape: [null], dtype: 'int32' });
  const spoken = input({ shape: [null, 2] });
  const vector = input({ shape: [3] });
  const inputs = { words, spoken };
  const outputs = { said: spoken, kind: vector };
  const TAKEN = '{ words: ids [batch, ?], spoken: numbers [batch, ?, 2] }';
  test.each<readonly [string, Likeness<SymbolicForm, SymbolicForm>, string]>([
    [
      'without names',
      { inputs: [words, spoken], outputs },
      `the inputs [ids [batch, ?], numbers [batch, ?, 2]], as like says, but that of the file has ${TAKEN}`,
    ],
    [
      'with another name',
      { inputs: { words, heard: spoken }, outputs },
      'the inputs { words: ids [batch, ?], heard: numbers [batch, ?, 2] }, as like says, but that of the ' +
        `file has ${TAKEN}`,
    ],
    [
      'of one value',
      { inputs: words, outputs },
      `the inputs ids [batch, ?], as like says, but that of the file has ${TAKEN}`,
    ],
    [
      'of numbers for ids',
      { inputs: { words: vector, spoken }, outputs },
      'the inputs { words: numbers [batch, 3], spoken: numbers [batch, ?, 2] }, as like says, but that of ' +
        `the file has ${TAKEN}`,
    ],
    [
      'that gives another rank',
      { inputs, outputs: { said: vector, kind: vector } },
      'the outputs { said: numbers [batch, 3], kind: numbers [batch, 3] }, as like says, but that of the ' +
        'file has { said: numbers [batch, ?, 2], kind: numbers [batch, 3] }',
    ],
    [
      'that gives another size',
      { inputs, outputs: { said: spoken, kind: input({ shape: [4] }) } },
      'the outputs { said: numbers [batch, ?, 2], kind: numbers [batch, 4] }, as like says, but that of the ' +
        'file has { said: numbers [batch, ?, 2], kind: numbers [batch, 3] }',
    ],
    [
      'that gives one more',
      { inputs, outputs: { ...outputs, more: vector } },
      'the outputs { said: numbers [batch, ?, 2], kind: numbers [batch, 3], more: numbers [batch, 3] }, as ' +
        'like says, but that of the file has { said: numbers [batch, ?, 2], kind: numbers [batch, 3] }',
    ],
  ])('is refused as one like a model %s', (_, like, message) => {
    const bytes = encodeModel(translator());
    const sizes = input({ shape: [null] });
    expect(() => decodeModel(bytes, { like })).toThrow(
      new ConfigError(`decodeModel wants a model with ${message}`),
    );
    const free = { said: input({ shape: [null, null] }), kind: sizes };
    const { model: loaded } = decodeModel(bytes, { like: { inputs, outputs: free } });
    expect(loaded.outputs.map(({ shape }) => shape)).toEqual([[null, 2], [3]]);
  });

  test.each([
    [
      'that is none',
      [],
      'the file has [] where a graph { inputs, calls, outputs, takes, gives } belongs',
    ],
    [
      'in which values go round',
      { calls: [{ layer: 0, inputs: [{ call: 1, output: 0 }], states: [] }] },
      'the file says that x reads {"call":1,"output":0}, which does not stand before it',
    ],
    [
      'that calls a layer it does not have',
      { calls: [{ layer: 7, inputs: [], states: [] }] },
      'the file calls layer 7, but has 2',
    ],
    [
      'with an input that nothing reads',
      { calls: [], outputs: [] },
      "the file has an input 'x' that no input layer reads",
    ],
  ])('with a graph %s is refused', (_, change, message) => {
    const x = input({ shape: [3], name: 'x' });
    const bytes = encodeModel(model({ inputs: x, outputs: dense({ units: 1 })(x) }));
    expect(() => decodeModel(withGraph(bytes, change))).toThrow(new FormatError(message));
  });
});

/** The bytes of a model file whose graph is changed. */
function withGraph(bytes: Uint8Array, change: object): Uint8Array {
  const { tensors, ...file } = decodeSafetensors(bytes);
  const metadata = new Map(file.metadata);
  const description: unknown = JSON.parse(metadata.get('model') ?? '{}');
  const graph: unknown = Reflect.get(Object(description), 'graph');
  const changed: unknown = Array.isArray(change) ? change : Object.assign({}, graph, change);
  metadata.set('model', JSON.stringify(Object.assign({}, description, { graph: changed })));
  return encodeSafetensors(tensors, Object.fromEntries(metadata));
}

describe('shards and workers', () => {
  test('train a graph of one loss: the result depends on the shards alone', async () => {
    const train = async (options: object): Promise<number[]> => {
      const net = translator({});
      net.compile({ optimizer: adam(), loss: { said: 'meanSquaredError' } });
      const y = { said: SPOKEN } as never;
      await net.fit(X, y, { epochs: 2, shuffle: false, ...options });
      return weightsOf(net);
    };
    const here = await train({ shards: 2 });
    expectBits(await train({ workers: 2 }), here, 'the weights by two workers');
    expectClose(here, await train({}), 'the weights without shards', 1e-4);
  });
});

describe('a wrong graph is refused', () => {
  const x = input({ shape: [null, 2], name: 'x' });
  const other = input({ shape: [3], name: 'other' });
  const wrong: readonly (readonly [string, () => unknown, Error])[] = [
    [
      'a call on numbers',
      () => dense({ units: 1 })([[1, 2]] as never),
      new ConfigError(
        'dense wants what it reads to be a symbolic value or a list of them, got a list with others: ' +
          'call it on input({ shape }) or on what another layer gave; numbers go to model.predict',
      ),
    ],
    [
      'a call on what the layer cannot take',
      () => lstm({ units: 2, name: 'cell' })(other as never),
      new ShapeError(
        'cell wants [batch, time, features], got [batch, 3]: give it sequences, of a recurrent layer ' +
          'with returnSequences: true for example',
      ),
    ],
    [
      'an option of a call that nobody knows',
      () => dense({ units: 1 })(x, { state: x } as never),
      new ConfigError("dense has no option 'state': its options are initialState"),
    ],
    [
      'a state for a layer without one',
      () => dense({ units: 1 })(x, { initialState: other }),
      new ConfigError('dense has no state, so it takes no initialState'),
    ],
    [
      'states of another number or size',
      () => lstm({ units: 2 })(x, { initialState: other }),
      new ShapeError('lstm wants the initial states h [batch, 2], c [batch, 2], got [batch, 3]'),
    ],
    [
      'an input that no output needs',
      () => model({ inputs: { x, idle: other }, outputs: dense({ units: 1 })(x) }),
      new ConfigError(
        "model has an input 'idle' that none of its outputs needs: leave it out, or connect it",
      ),
    ],
    [
      'an output that needs another input',
      () => model({ inputs: x, outputs: [dense({ units: 1 })(x), dense({ units: 1 })(other)] }),
      new ConfigError("model wants 'other' among its inputs, because dense_1 reads it"),
    ],
    [
      'an input that a layer gave',
      () => model({ inputs: dense({ units: 1 })(x), outputs: x }),
      new ConfigError(
        "model's inputs wants to be what input({ shape }) gave, got what dense gives at '0'",
      ),
    ],
    [
      'the same input twice',
      () => model({ inputs: { a: x, b: x }, outputs: x }),
      new ConfigError("model has the same input twice, again at 'b': leave it out"),
    ],
    [
      'outputs that are none',
      () => model({ inputs: x, outputs: [] }),
      new ConfigError(
        "model's outputs wants a symbolic value, a list or an object of them, got []",
      ),
    ],
    [
      'two layers of the same name',
      () => {
        const [a, b] = [dense({ units: 1, name: 'twin' }), dense({ units: 1, name: 'twin' })];
        return model({ inputs: x, outputs: b(a(x)) });
      },
      new ConfigError("two layers are named 'twin': give each a name of its own"),
    ],
    [
      'a layer that gives states, in a chain',
      () => sequential([x, lstm({ units: 2, returnState: true })]),
      new ConfigError(
        'lstm gives more than its output, and in a chain nothing takes that: build a model({ inputs, outputs }) of it',
      ),
    ],
    [
      'steps through a layer that begins with states of others',
      () => translator().step({ words: [1], spoken: [[1, 2]] }),
      new ConfigError(
        'model cannot be stepped: decoder begins with states that other layers give: give them what ' +
          'they read whole, model.given(…), or build a model({ ' +
          'inputs, outputs, shareWith }) in which it is called without initialState, and pass them as its state',
      ),
    ],
    [
      'data by other names',
      () => translator().begin({ words: WORDS, speech: SPOKEN } as never),
      new ConfigError("begin's x wants { words, spoken }, got { words, speech }"),
    ],
    [
      'a list that is too short',
      () => model({ inputs: [x, other], outputs: [x, other] }).begin([SPOKEN] as never),
      new ConfigError("begin's x wants a list of 2, got one of 1"),
    ],
    [
      'a loss for an output that is none',
      // @ts-expect-error no output of this name
      () => translator().compile({ optimizer: 'sgd', loss: { spoke: 'meanSquaredError' } }),
      new ConfigError("compile got loss for 'spoke', but the model has the outputs said, kind"),
    ],
    [
      'a list of losses that is too short',
      () => translator().compile({ optimizer: 'sgd', loss: ['meanSquaredError'] }),
      new ConfigError('compile wants a loss for each of the outputs said, kind, got 1'),
    ],
    [
      'no loss at all',
      () => translator().compile({ optimizer: 'sgd', loss: {} }),
      new ConfigError('compile wants a loss for at least one output of said, kind'),
    ],
    [
      'a negative weight of a loss',
      () =>
        translator().compile({ optimizer: 'sgd', loss: 'meanSquaredError', lossWeights: [1, -1] }),
      new ConfigError('compile wants lossWeights of kind >= 0, got -1'),
    ],
    [
      'weights of losses for a single output',
      () =>
        sequential([dense({ units: 1 })]).compile({
          optimizer: 'sgd',
          loss: 'meanSquaredError',
          lossWeights: [1],
        }),
      new ConfigError('compile got lossWeights for a model of one output: leave them out'),
    ],
    [
      'metrics for an output without a loss',
      () =>
        translator().compile({
          optimizer: 'sgd',
          loss: { said: 'meanSquaredError' },
          metrics: { kind: ['meanAbsoluteError'] },
        }),
      new ConfigError('compile got metrics for the output kind, which has no loss'),
    ],
    [
      'too few inputs of a model as a layer',
      () => listed().asLayer()(x as never),
      new ShapeError('model wants 2 inputs (words, spoken), got 1'),
    ],
  ];
  test.each(wrong)('%s', (_, use, error) => {
    expect(use).toThrow(error);
  });
});
