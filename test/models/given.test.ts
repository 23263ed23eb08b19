import fc from 'fast-check';
import {
  additiveAttention,
  attention,
  type Beam,
  beamSearch,
  bidirectional,
  ConfigError,
  concatenate,
  type Dtype,
  dense,
  embedding,
  gatherState,
  generate,
  generateBatch,
  gru,
  input,
  type KernelChoice,
  lstm,
  type Model,
  type ModelState,
  model,
  multiHeadAttention,
  type Numbers,
  positionalEmbedding,
  type Sequence,
  type Symbolic,
  scoreText,
  subtract,
  type Tensor,
  type Tokens,
  transformerBlock,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { SEEDED } from '../laws/samples.ts';
import { expectBits } from '../math/closeness.ts';

/** How a decoder looks at what the encoder read. */
type Look = (asked: Symbolic<Sequence>, read: Symbolic<Sequence>) => Symbolic<Sequence>;

type Translator = Model<{ word: Tokens<2>; said: Tokens<2> }, Numbers<3>>;

const U = 4;
const SOUNDS = 6;

const LOOKS: readonly (readonly [name: string, look: Look])[] = [
  ['attention', (asked, read) => attention({ useScale: true, name: 'look' })([asked, read])],
  [
    'attention with keys',
    (asked, read) =>
      attention({ name: 'look' })([asked, read, dense({ units: U, name: 'answer' })(read)]),
  ],
  ['additiveAttention', (asked, read) => additiveAttention({ name: 'look' })([asked, read])],
  [
    'additiveAttention with keys',
    (asked, read) =>
      additiveAttention({ name: 'look' })([asked, read, dense({ units: U, name: 'answer' })(read)]),
  ],
  [
    'multiHeadAttention',
    (asked, read) => multiHeadAttention({ numHeads: 2, keyDim: 3, name: 'look' })([asked, read]),
  ],
  [
    'multiHeadAttention with keys',
    (asked, read) =>
      multiHeadAttention({ numHeads: 2, keyDim: 2, valueDim: 3, outputShape: 5, name: 'look' })([
        asked,
        read,
        dense({ units: 3, name: 'answer' })(read),
      ]),
  ],
  [
    'two that look one after the other',
    (asked, read) => {
      const first = attention({ name: 'look' })([asked, read]);
      return multiHeadAttention({ numHeads: 1, keyDim: 2, name: 'again' })([first, read]);
    },
  ],
  [
    'one layer that looks twice',
    (asked, read) => {
      const look = multiHeadAttention({ numHeads: 2, keyDim: 2, name: 'look' });
      return look([look([asked, read]), read]);
    },
  ],
];

/** An encoder that reads a word from both sides, and a decoder that begins with its states and looks back. */
function translatorOf(
  look: Look,
  dtype: Dtype = 'float32',
  kernels: KernelChoice = 'auto',
): Translator {
  const word = input({ shape: [null], dtype: 'int32', name: 'word' });
  const said = input({ shape: [null], dtype: 'int32', name: 'said' });
  const table = { outputDim: 3, maskZero: true, embeddingsInitializer: 'glorotNormal' } as const;
  const letters = embedding({ inputDim: 7, ...table, name: 'letters' })(word);
  const both = bidirectional({ layer: lstm({ units: U / 2, returnSequences: true }) })(letters);
  const [read, h] = gru({ units: U, returnSequences: true, returnState: true })(both);
  const sounds = embedding({ inputDim: SOUNDS, ...table, name: 'sounds' })(said);
  const decoder = gru({ units: U, returnSequences: true, name: 'decoder' });
  const asked = decoder(sounds, { initialState: [h] });
  const found = look(asked, read);
  const scores = dense({ units: SOUNDS, kernelInitializer: 'heNormal', name: 'scores' });
  return model({
    inputs: { word, said },
    outputs: scores(concatenate()([asked, found])),
    dtype,
    kernels,
    seed: 3,
  });
}

/** After every step, the output is the last of the sequence so far. */
async function expectSteppedIsWhole(
  net: Translator,
  word: readonly (readonly number[])[],
  said: readonly (readonly number[])[],
): Promise<void> {
  const speaker = net.given({ word });
  let state = speaker.initialState(word.length);
  for (const t of said[0]?.keys() ?? []) {
    const step = speaker.step(
      said.map((row) => row[t] ?? 0),
      state,
    );
    state = step.state;
    const whole = await net.predict({ word, said: said.map((row) => row.slice(0, t + 1)) });
    expectBits(step.output.data, lastOf(whole), `the output at step ${t}`);
  }
}

function lastOf({ data, shape: [B, T, N] }: Tensor<3>): number[] {
  return Array.from({ length: B }, (_, b) => [
    ...data.subarray((b * T + T - 1) * N, (b + 1) * T * N),
  ]).flat();
}

const IDS: fc.Arbitrary<{ word: number[][]; said: number[][] }> = fc
  .record({ B: fc.integer({ min: 1, max: 3 }), T: fc.integer({ min: 1, max: 4 }) })
  .chain(({ B, T }) => {
    const rows = (length: { minLength: number; maxLength: number }, ids: fc.Arbitrary<number>) =>
      fc.array(fc.array(ids, length), { minLength: B, maxLength: B });
    return fc.record({
      word: rows({ minLength: 0, maxLength: 5 }, fc.constantFrom(0, 1, 2, 3, 6)),
      said: rows({ minLength: T, maxLength: T }, fc.constantFrom(0, 1, 2, 5)),
    });
  });

describe.each(LOOKS)('a decoder with %s, stepped after its encoder has read all', (_, look) => {
  test.each<[string, number[][], number[][]]>([
    ['one row', [[1, 2, 3]], [[0, 4, 2]]],
    [
      'rows of different lengths',
      [[1, 2, 3, 6], [5], [4, 4]],
      [
        [1, 4],
        [2, 0],
        [3, 3],
      ],
    ],
    [
      'masks within',
      [
        [1, 0, 3],
        [0, 0, 2],
      ],
      [
        [0, 4, 1],
        [2, 0, 0],
      ],
    ],
    [
      'a row that has nothing to look at',
      [
        [0, 0],
        [1, 2],
      ],
      [
        [1, 4],
        [2, 3],
      ],
    ],
    [
      'a row of no letters',
      [[], [1]],
      [
        [1, 4],
        [2, 3],
      ],
    ],
  ])('gives the whole pass, bit for bit: %s', async (_, word, said) => {
    await expectSteppedIsWhole(translatorOf(look), word, said);
    await expectSteppedIsWhole(translatorOf(look, 'float64'), word, said);
  });

  test('gives the whole pass, bit for bit: anything', async () => {
    await fc.assert(
      fc.asyncProperty(IDS, async ({ word, said }) => {
        await expectSteppedIsWhole(translatorOf(look), word, said);
      }),
      { ...SEEDED, numRuns: 15 },
    );
  });

  test('has the same bits with kernels in TypeScript alone', () => {
    const [fast, plain] = [translatorOf(look), translatorOf(look, 'float32', 'reference')];
    const given = { word: [[1, 2, 0, 3], [6]] };
    let states = [fast, plain].map((net) => net.given(given).initialState(2));
    for (const said of [
      [1, 4],
      [2, 0],
      [5, 3],
    ]) {
      const steps = [fast, plain].map((net, i) => net.given(given).step(said, states[i]));
      states = steps.map(({ state }) => state);
      expectBits(steps[0]?.output.data, steps[1]?.output.data ?? [], `after ${said.join()}`);
    }
  });
});

const [, byItself] = LOOKS[0]!;
const [, byHeads] = LOOKS[4]!;

test('the state has the decoder’s own, begun by the encoder, and what attention remembers', () => {
  const net = translatorOf(LOOKS[3]![1]);
  const state = net.given({ word: [[1, 2, 0], [3]] }).initialState(2);
  const shapes = Object.fromEntries(
    Object.entries(state).map(([name, { shape }]) => [name, shape]),
  );
  expect(shapes).toEqual({
    'decoder/h': [2, U],
    'look/keys': [2, 3, U],
    'look/values': [2, 3, U],
    'look/counts': [2, 1],
  });
  expect([...state['look/counts']!.data]).toEqual([2, 1]);
});

test('a layer that looks twice remembers for each time it is called', () => {
  const names = Object.keys(
    translatorOf(LOOKS[7]![1])
      .given({ word: [[1]] })
      .initialState(1),
  );
  expect(names).toEqual([
    'decoder/h',
    ...['look/keys', 'look/values', 'look/counts'],
    ...['look@2/keys', 'look@2/values', 'look@2/counts'],
  ]);
});

test('a decoder may have a context of its own beside what it was given', async () => {
  const word = input({ shape: [null, 2], name: 'word' });
  const said = input({ shape: [null], dtype: 'int32', name: 'said' });
  const placed = positionalEmbedding({ maxLength: 6 })(
    embedding({ inputDim: SOUNDS, outputDim: 4 })(said),
  );
  const block = transformerBlock({ numHeads: 2, intermediateDim: 5, contextLength: 6 })(placed);
  const found = multiHeadAttention({ numHeads: 2, keyDim: 2 })([block, word]);
  const net = model({ inputs: [word, said], outputs: dense({ units: SOUNDS })(found), seed: 5 });
  const letters = [
    [
      [1, 0],
      [0.5, -1],
      [2, 2],
    ],
  ];
  const speaker = net.given([letters, undefined]);
  let state = speaker.initialState(1);
  const ids = [3, 1, 5, 5];
  for (const [t, id] of ids.entries()) {
    const step = speaker.step([id], state);
    state = step.state;
    const whole = await net.predict([letters, [ids.slice(0, t + 1)]]);
    expectBits(step.output.data, lastOf(whole), `the output at step ${t}`);
  }
});

test('what attention projects of its values is computed once, and not copied at any step', () => {
  const speaker = translatorOf(byHeads).given({
    word: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  });
  let state = speaker.initialState(2);
  const { 'look/keys': keys, 'look/values': values } = state;
  for (const id of [1, 2, 3]) {
    ({ state } = speaker.step([id, id], state));
    expect(state['look/keys']).toBe(keys);
    expect(state['look/values']).toBe(values);
  }
});

test('rows of texts from one word share what attention remembers', () => {
  const speaker = translatorOf(byHeads).given({ word: [[1, 2, 3]] });
  const alone = speaker.initialState(1);
  const three = gatherState(speaker.step([1], alone).state, [0, 0, 0]);
  expect(three['look/keys']?.shape).toEqual([3, 3, 6]);
  expect(three['look/keys']?.data).toBe(alone['look/keys']?.data);
  const two = gatherState(speaker.step([1, 2, 3], three).state, [2, 0]);
  expect(two['look/values']?.data).toBe(alone['look/values']?.data);
  expect(() => gatherState(three, [3])).toThrow(
    new ConfigError('gatherState wants rows of decoder/h from 0 to 2, got 3'),
  );
  expect(speaker.initialState(4)['look/keys']?.data).toBe(alone['look/keys']?.data);
});

test('rows of different words are gathered with what attention remembers of each', () => {
  const net = translatorOf(byHeads);
  const word = [[1, 2, 3], [4], [6, 6]];
  const { state } = net.given({ word }).step([1, 1, 1], net.given({ word }).initialState(3));
  const speaker = net.given({ word: [word[2]!, word[0]!] });
  const expected = speaker.step([1, 1], speaker.initialState(2));
  const gathered = gatherState(state, [2, 0]);
  const after = net.given({ word }).step([5, 0], gathered);
  expectBits(after.output.data, speaker.step([5, 0], expected.state).output.data, 'the output');
});

test('a memory of another precision, or in a view, counts by its elements', () => {
  const speaker = translatorOf(byItself).given({
    word: [
      [1, 2],
      [3, 4],
    ],
  });
  const state = speaker.initialState(2);
  const { output } = speaker.step([1, 2], state);
  const elsewhere = Object.fromEntries(
    Object.entries(state).map(([name, tensor]): [string, Tensor] => {
      const twice = gatherState({ it: tensor }, [0, 0, 1, 1]).it!;
      return [name, twice.step(2)];
    }),
  );
  expectBits(speaker.step([1, 2], elsewhere).output.data, output.data, 'the output');
});

describe('writing after what was given', () => {
  const net = translatorOf(byHeads);
  const how = { maxTokens: 6, stopTokens: [5], exclude: [0] };

  /** The likeliest next token, by the whole pass. */
  async function greedy(word: readonly number[]): Promise<number[]> {
    const said = [1];
    for (let t = 0; t < how.maxTokens && said.at(-1) !== 5; t++) {
      const last = lastOf(await net.predict({ word: [word], said: [said] })).slice(1);
      said.push(1 + last.indexOf(Math.max(...last)));
    }
    return said.slice(1);
  }

  test('generate takes what the whole pass finds likeliest', async () => {
    for (const word of [[1, 2, 3], [4], [6, 5, 4, 3, 2, 1]]) {
      const written: number[] = [];
      const options = { ...how, prompt: [1], temperature: 0 };
      for await (const { id } of generate(net.given({ word: [word] }), options)) written.push(id);
      expect(written).toEqual(await greedy(word));
    }
  });

  test('generateBatch writes after each what generate writes after it', async () => {
    const words = [[1, 2, 3], [4], [6, 5, 4, 3, 2, 1]];
    const options = { ...how, temperature: 3, seed: 7 };
    const written = await generateBatch(net.given({ word: words }), {
      ...options,
      prompts: [[1], [1, 2], [1]],
    });
    for (const [r, prompt] of [[1], [1, 2], [1]].entries()) {
      const alone = [];
      const own = { ...options, prompt, seed: `7/${r}` };
      for await (const token of generate(net.given({ word: [words[r]!] }), own)) alone.push(token);
      expect(written[r]).toEqual(alone);
    }
    expect(new Set(written.map(({ length }) => length)).size).toBeGreaterThan(1);
  });

  test('beam search finds what a search through all texts finds', async () => {
    const word = [2, 5, 1];
    const texts: Pick<Beam, 'ids' | 'logProb'>[] = [];
    const follow = async (ids: readonly number[], logProb: number): Promise<void> => {
      const logits = lastOf(await net.predict({ word: [word], said: [[1, ...ids]] }));
      const sum = Math.log(logits.reduce((total, logit) => total + Math.exp(logit), 0));
      for (const [id, logit] of logits.entries()) {
        if (id === 0) continue;
        const longer = { ids: [...ids, id], logProb: logProb + logit - sum };
        if (id === 5 || longer.ids.length === 3) texts.push(longer);
        else await follow(longer.ids, longer.logProb);
      }
    };
    await follow([], 0);
    texts.sort((a, b) => b.logProb / b.ids.length - a.logProb / a.ids.length);
    const search = { ...how, maxTokens: 3, prompt: [1], width: 125 };
    const found = await beamSearch(net.given({ word: [word] }), search);
    expect(found.map(({ ids }) => ids)).toEqual(texts.slice(0, 125).map(({ ids }) => ids));
    for (const [i, { logProb }] of found.entries()) {
      expect(logProb).toBeCloseTo(texts[i]?.logProb ?? Number.NaN, 5);
    }
    expect(found.length).toBeGreaterThan(80);
    expect((await beamSearch(net.given({ word: [[3]] }), search))[0]).not.toEqual(found[0]);
  });

  test('scoreText scores what it writes', async () => {
    const speaker = net.given({ word: [[3, 1]] });
    const tokens = [];
    for await (const token of generate(speaker, { prompt: [1], maxTokens: 5 })) tokens.push(token);
    const score = await scoreText(speaker, { prompt: [1], text: tokens.map(({ id }) => id) });
    expect(score.tokens).toEqual(tokens);
  });

  test('an initial state may name what else begins otherwise', async () => {
    const speaker = net.given({ word: [[3, 1]] });
    const { state } = speaker.step([2], speaker.initialState(1));
    const initialState: ModelState = { 'decoder/h': state['decoder/h']! };
    const from = await beamSearch(speaker, { ...how, prompt: [1], width: 2, initialState });
    expect(from).toEqual(await beamSearch(speaker, { ...how, prompt: [2, 1], width: 2 }));
  });
});

describe('given refuses', () => {
  const net = translatorOf(byItself);
  const word = [[1, 2], [3]];
  test.each<[string, () => unknown, string]>([
    [
      'no input at all',
      () => net.given({}),
      'model.given wants all inputs but the one that comes step by step, of word, said, got none',
    ],
    [
      'every input',
      () => net.given({ word, said: word }),
      'model.given wants all inputs but the one that comes step by step, of word, said, got word, said',
    ],
    [
      'an input that the model has not',
      // @ts-expect-error no such input
      () => net.given({ word, sad: word }),
      'model.given wants all inputs but the one that comes step by step, of word, said, got word, sad',
    ],
    [
      'what is no record',
      // @ts-expect-error not by name
      () => net.given(3),
      'model.given wants all inputs but the one that comes step by step, of word, said, got none',
    ],
    [
      'another number of rows than was given',
      () => net.given({ word }).initialState(3),
      'initialState wants the rows that the model was given, 2, got 3',
    ],
    [
      'a step without what was given',
      () => net.given({ word }).step([1, 1], {}),
      'step wants the state look/values, of what was given whole: begin with initialState(batch)',
    ],
    [
      'a step of other rows',
      () => net.given({ word }).step([1], net.given({ word }).initialState(2)),
      'state look/values wants [1, ?, 4], got [2, 2, 4]',
    ],
    [
      'a memory of other sizes',
      () => {
        const state = net.given({ word }).initialState(2);
        return net.given({ word }).step([1, 1], { ...state, 'look/values': state['decoder/h']! });
      },
      'state look/values wants [2, ?, 4], got [2, 4]',
    ],
    [
      'a state that it has not',
      () => {
        const state = net.given({ word }).initialState(2);
        return net.given({ word }).step([1, 1], { ...state, 'gru/h': state['decoder/h']! });
      },
      "the model has no state 'gru/h'; its states are decoder/h",
    ],
    [
      'to step what the encoder needs whole',
      () => net.given({ said: word }),
      'model cannot be stepped: bidirectional reads the sequence from both ends',
    ],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });

  const one = input({ shape: [null, 2], name: 'one' });
  const other = input({ shape: [null, 2], name: 'other' });
  const refused: readonly (readonly [string, () => Symbolic, string])[] = [
    [
      'a causal mask over what is given',
      () => attention({ useCausalMask: true, name: 'look' })([one, other]),
      'model cannot be stepped: look needs all time steps at once to attend to them: give it its ' +
        'values whole, model.given(…), without useCausalMask',
    ],
    [
      'scores of it',
      () => attention({ returnAttentionScores: true, name: 'look' })([one, other])[0],
      'model cannot be stepped: look needs all time steps at once to attend to them: give it its ' +
        'values whole, model.given(…), without returnAttentionScores',
    ],
    [
      'values that come step by step, for a query that is whole',
      () => attention({ name: 'look' })([other, one]),
      'model cannot be stepped: look needs all time steps at once to attend to them: give it its ' +
        'values whole, model.given(…)',
    ],
    [
      'another layer that reads both',
      () => subtract({ name: 'apart' })([one, other]),
      'model cannot be stepped: apart reads what is given whole beside single steps, which only ' +
        'attention can, for its values: pass it on as an initialState, or give it to an attention layer',
    ],
  ];
  test.each(refused)('%s', (_, outputs, message) => {
    const both = model({ inputs: { one, other }, outputs: outputs() });
    expect(() => both.given({ other: [[[1, 2]]] })).toThrow(new ConfigError(message));
  });

  test('an output of what is given alone', () => {
    const outputs = [
      attention()([one, other]),
      gru({ units: 2, returnSequences: true })(other),
    ] as const;
    const both = model({ inputs: { one, other }, outputs });
    expect(() => both.given({ other: [[[1, 2]]] })).toThrow(
      new ConfigError(
        'model cannot be stepped: its output 1 does not come from what is stepped: make a model ' +
          'without it',
      ),
    );
  });

  test('a model of one input', () => {
    const alone = model({ inputs: one, outputs: gru({ units: 2 })(one) });
    // @ts-expect-error there is nothing to give
    expect(() => alone.given({})).toThrow(
      new ConfigError('model.given wants a model of several inputs: it is given all but one'),
    );
  });
});

test('several outputs come in their form at each step', () => {
  const one = input({ shape: [null, 2], name: 'one' });
  const other = input({ shape: [null, 2], name: 'other' });
  const found = attention()([one, other]);
  const both = model({
    inputs: { one, other },
    outputs: { found, told: dense({ units: 1 })(found) },
  });
  const { output } = both.given({ other: [[[1, 2]]] }).step([[3, 4]]);
  expect([...output.found.data]).toEqual([1, 2]);
  expect(output.told.shape).toEqual([1, 1]);
});
