import {
  adam,
  beamSearch,
  bidirectional,
  ConfigError,
  decodeModel,
  dense,
  embedding,
  encodeModel,
  generate,
  gru,
  gruCell,
  input,
  type KernelChoice,
  type Layer,
  layerNormLstm,
  loadModel,
  lstm,
  lstmCell,
  Model,
  type ModelState,
  model,
  multiHeadAttention,
  peepholeLstm,
  positionalEmbedding,
  projectedLstm,
  randomStream,
  rnn,
  StateError,
  scoreText,
  sequential,
  simpleRnn,
  simpleRnnCell,
  timeDistributed,
  transformerBlock,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

const V = 11;
const T = 7;
const seq = { returnSequences: true } as const;

/** Layers from steps to steps, what of them is in int8, and whether they can be stepped. */
const LAYERS: readonly {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly held: readonly string[];
  readonly steps?: false;
}[] = [
  { name: 'simpleRnn', layers: [simpleRnn({ units: 9, ...seq })], held: recurrent('simpleRnn') },
  { name: 'lstm', layers: [lstm({ units: 9, ...seq })], held: recurrent('lstm') },
  { name: 'gru', layers: [gru({ units: 9, ...seq })], held: recurrent('gru') },
  {
    name: 'gru that resets before the product',
    layers: [gru({ units: 9, resetAfter: false, ...seq })],
    held: recurrent('gru'),
  },
  {
    name: 'layerNormLstm',
    layers: [layerNormLstm({ units: 9, ...seq })],
    held: recurrent('layerNormLstm'),
  },
  {
    name: 'peepholeLstm',
    layers: [peepholeLstm({ units: 9, ...seq })],
    held: recurrent('peepholeLstm'),
  },
  {
    name: 'projectedLstm',
    layers: [projectedLstm({ units: 9, projection: 5, ...seq })],
    held: [...recurrent('projectedLstm'), 'projectedLstm/projectionKernel'],
  },
  {
    name: 'a stack of cells',
    layers: [
      rnn([gruCell({ units: 6 }), lstmCell({ units: 5 }), simpleRnnCell({ units: 4 })], seq),
    ],
    held: ['rnn/gruCell', 'rnn/lstmCell', 'rnn/simpleRnnCell'].flatMap(recurrent),
  },
  {
    name: 'bidirectional',
    layers: [bidirectional({ layer: lstm({ units: 5, ...seq }) })],
    held: ['bidirectional/forward', 'bidirectional/backward'].flatMap(recurrent),
    steps: false,
  },
  {
    name: 'timeDistributed',
    layers: [timeDistributed({ layer: dense({ units: 9, activation: 'relu' }) })],
    held: ['timeDistributed/dense/kernel'],
  },
  {
    name: 'multiHeadAttention',
    layers: [multiHeadAttention({ numHeads: 2, keyDim: 5, useCausalMask: true, contextLength: T })],
    held: ['query', 'key', 'value', 'attentionOutput'].map(
      (part) => `multiHeadAttention/${part}/kernel`,
    ),
  },
  {
    name: 'transformerBlock',
    layers: [
      positionalEmbedding({ maxLength: T }),
      transformerBlock({ numHeads: 2, intermediateDim: 13, contextLength: T }),
    ],
    held: [
      ...['query', 'key', 'value', 'attentionOutput'].map(
        (part) => `transformerBlock/attention/${part}/kernel`,
      ),
      'transformerBlock/feedForward/kernel',
      'transformerBlock/feedForwardOutput/kernel',
    ],
  },
];

function recurrent(layer: string): string[] {
  return [`${layer}/kernel`, `${layer}/recurrentKernel`];
}

/** Ids, an embedding, the layers, and a distribution for each step. */
function around(layers: readonly Layer[], kernels: KernelChoice = 'auto'): Model {
  const first = input({ shape: [null], dtype: 'int32' });
  const all = [first, embedding({ inputDim: V, outputDim: 6 }), ...layers, dense({ units: V })];
  return new Model(all, { seed: 4, kernels });
}

const ids = Array.from({ length: 3 }, (_, b) =>
  Array.from({ length: T }, (_, t) => (3 * b + 5 * t + t * t) % V),
);

describe.each(LAYERS)('$name in int8', ({ layers, held }) => {
  test('holds its matrices in int8, and all else as it was', () => {
    const whole = around(layers);
    const before = whole.getWeights().map(({ data }) => data);
    const small = whole.quantize();
    const after = small.getWeights().map(({ data }) => data);
    const changed = whole.weights.filter((_, i) => before[i]!.some((w, j) => w !== after[i]![j]));
    expect(changed.map(({ path }) => path).sort()).toEqual([...held, 'dense/kernel'].sort());
    for (const [i, { data }] of whole.getWeights().entries())
      expectBits(data, before[i]!, 'weight');
  });

  test('gives nearly what it gives in float32, with the same bits without WebAssembly', async () => {
    const whole = around(layers);
    const small = await whole.quantize().predict(ids);
    const plain = await around(layers, 'reference').quantize().predict(ids);
    const [exact, near, same] = [await whole.predict(ids), small, plain].map(({ data }) => [
      ...data,
    ]);
    expectBits(same, near!, 'without WebAssembly');
    const largest = Math.max(...exact!.map(Math.abs));
    const off = Math.max(...exact!.map((y, i) => Math.abs(y - near![i]!)));
    expect(off / largest).toBeLessThan(0.03);
    expect(off).toBeGreaterThan(0);
  });
});

test.each(LAYERS.filter(({ steps = true }) => steps))(
  '$name in int8 gives step after step the bits of the whole, whatever the batch',
  async ({ layers }) => {
    const small = around(layers).quantize();
    const whole = await small.predict(ids);
    const apart = await small.predict(ids.slice(1, 2));
    let state: ModelState = small.initialState(3);
    for (let t = 0; t < T; t++) {
      const next = small.step(
        ids.map((row) => row[t]!),
        state,
      );
      state = next.state;
      for (let b = 0; b < 3; b++) {
        const at = (b * T + t) * V;
        const expected = whole.data.slice(at, at + V);
        expectBits(next.output.data.slice(b * V, (b + 1) * V), expected, `step ${t}`);
        if (b === 1) expectBits(apart.data.slice(t * V, (t + 1) * V), expected, 'alone');
      }
    }
  },
);

describe('a trained model in int8', () => {
  const random = randomStream('grammar');
  /** Texts in which each token says what may follow: two of eight. */
  const texts = Array.from({ length: 40 }, () => {
    let token = random.integer(8);
    return Array.from({ length: 25 }, () => (token = (3 * token + random.integer(2) + 1) % 8));
  });
  const x = texts.map((text) => text.slice(0, -1));
  const y = texts.map((text) => text.slice(1));

  async function trained() {
    const speaker = sequential(
      [
        input({ shape: [null], dtype: 'int32' }),
        embedding({ inputDim: 8, outputDim: 8 }),
        lstm({ units: 24, returnSequences: true }),
        dense({ units: 8 }),
      ],
      { seed: 2 },
    );
    speaker.compile({
      optimizer: adam({ learningRate: 0.02 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy', 'perplexity'],
    });
    await speaker.fit(x, y, { epochs: 12, batchSize: 10 });
    return speaker;
  }

  test('has a perplexity within a hundredth, as compiled before', async () => {
    const speaker = await trained();
    const exact = await speaker.evaluate(x, y);
    const small = await speaker.quantize().evaluate(x, y);
    expect(exact.perplexity).toBeLessThan(2.2); // 2 is the best there is, 8 is to know nothing
    expect(small.perplexity! / exact.perplexity!).toBeGreaterThan(0.99);
    expect(small.perplexity! / exact.perplexity!).toBeLessThan(1.01);
    expect(Math.abs(small.accuracy! - exact.accuracy!)).toBeLessThan(0.02);
    expect(small.loss).not.toBe(exact.loss);
  });

  test('writes, searches and scores, with the same draws every time', async () => {
    const speaker = await trained();
    const small = speaker.quantize();
    const written = async () => {
      const out: number[] = [];
      for await (const { id } of generate(small, { prompt: [1], maxTokens: 20, seed: 3 }))
        out.push(id);
      return out;
    };
    const text = await written();
    expect(await written()).toEqual(text);
    expect(text.every((id, i) => [1, 2].includes((id - 3 * (text[i - 1] ?? 1) + 24) % 8))).toBe(
      true,
    );
    const [best] = await beamSearch(small, { prompt: [1], maxTokens: 5, width: 3 });
    expect(best?.ids.length).toBe(5);
    const scores = [speaker, small].map((by) => scoreText(by, { text: texts[0]! }));
    const [exact, near] = await Promise.all(scores);
    expect(near!.perplexity / exact!.perplexity).toBeCloseTo(1, 2);
  });

  test('has its own weights: training of the other goes past it', async () => {
    const speaker = await trained();
    const small = speaker.quantize();
    const { data: before } = await small.predict(x);
    await speaker.fit(x, y, { epochs: 1 });
    expectBits((await small.predict(x)).data, before, 'outputs');
  });

  test('has the bits of what is loaded and quantized again', async () => {
    const speaker = await trained();
    const { model: again } = await loadModel(encodeModel(speaker));
    const [ours, theirs] = [speaker.quantize(), again.quantize()];
    expectBits((await theirs.predict(x)).data, (await ours.predict(x)).data, 'outputs');
  });
});

test('a decoder in int8 is stepped with the bits of the whole after what it was given', async () => {
  const [read, said] = ['read', 'said'].map((name) =>
    input({ shape: [null], dtype: 'int32', name }),
  );
  const words = embedding({ inputDim: V, outputDim: 6 });
  const [, h, c] = lstm({ units: 8, returnState: true })(words(read!));
  const told = lstm({ units: 8, ...seq })(words(said!), { initialState: [h, c] });
  const whole = model({ inputs: [read!, said!], outputs: dense({ units: V })(told) });
  const small = whole.quantize();
  const all = await small.predict([[ids[0]!], [ids[1]!]]);
  const speaker = small.given([[ids[0]!], undefined]);
  let state = speaker.initialState(1);
  for (let t = 0; t < T; t++) {
    const next = speaker.step([ids[1]![t]!], state);
    state = next.state;
    expectBits(next.output.data, all.data.slice(t * V, (t + 1) * V), `step ${t}`);
  }
});

describe('refused with a named error', () => {
  const whole = tokenModel();
  whole.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  const small = whole.quantize();
  const { x, y } = drawTokens([3, 2]);
  const file = encodeModel(whole);

  test('is what a model in int8 cannot be', async () => {
    expect([whole.quantized, small.quantized]).toEqual([false, true]);
    const sentence = (what: string): StateError =>
      new StateError(
        `sequential has its weights in int8, so it cannot be ${what}: do that with the model that it ` +
          'was quantized from, and quantize it again',
      );
    await expect(small.fit(x, y)).rejects.toThrow(sentence('trained'));
    const uses: readonly (readonly [string, () => unknown])[] = [
      ['trained', () => small.trainOnBatch(x, y)],
      ['trained', () => small.trainableWeights],
      ['trained', () => small.resume({ iterations: 0, scalars: {}, slots: {} })],
      ['gone back through', () => small.begin(x)],
      ['given weights', () => small.setWeights(whole.getWeights())],
      ['given weights', () => small.setWeight('dense/bias', new Float32Array(7))],
      ['made a layer', () => small.asLayer()],
      ['shared with', () => new Model(whole.graph, {}, { shareWith: small })],
      ['quantized again', () => small.quantize()],
    ];
    for (const [what, use] of uses) expect(use).toThrow(sentence(what));
    expect(() => encodeModel(small)).toThrow(
      new StateError(
        'sequential has its weights in int8, which files do not hold: save the model that it was ' +
          'quantized from, and quantize it again when it is loaded, which gives the same bits',
      ),
    );
  });

  test('is a model that has no such weights', () => {
    expect(() => sequential([dense({ units: 2 })]).quantize()).toThrow(
      new StateError(
        'sequential is not built yet, so it has no weights to quantize: put input({ shape }) before its ' +
          'first layer, or fit or predict first',
      ),
    );
    expect(() => tokenModel({ dtype: 'float64' }).quantize()).toThrow(
      new ConfigError(
        'sequential is float64, which is for checks: only a model of float32 can be quantized',
      ),
    );
    expect(() => new Model(whole.graph, {}, { shareWith: whole }).quantize()).toThrow(
      new ConfigError('sequential shares the weights of another model: quantize that one'),
    );
    const { model: broken } = decodeModel(file);
    const at = broken.weights.findIndex(({ path }) => path === 'lstm/recurrentKernel');
    broken.trainableWeights[at]!.data[5] = Number.NaN;
    expect(() => broken.quantize()).toThrow(
      new ConfigError(
        'lstm/recurrentKernel has a number that is not finite: no int8 stands for that',
      ),
    );
  });
});
