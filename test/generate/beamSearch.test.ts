import {
  type Beam,
  type BeamSearchOptions,
  beamSearch,
  ConfigError,
  charVocabulary,
  dense,
  embedding,
  flatten,
  generate,
  input,
  Model,
  randomStream,
  ShapeError,
  wordVocabulary,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { nextTokenModel } from './nextTokenModel.ts';

const prompt = [1, 3, 0];

/** With `rank`, ln of the probability after the penalty of repetitions. */
type Text = Omit<Beam, 'text' | 'score'> & { readonly rank: number };

/** What a text must not do. */
type Rules = Pick<BeamSearchOptions, 'repetitionPenalty' | 'noRepeatNgramSize' | 'minTokens'>;

/** The logits after these tokens. */
function logitsAfter(model: Model, ids: readonly number[]): number[] {
  let state = model.initialState(1);
  let logits: number[] = [];
  for (const id of ids) {
    const step = model.step([id], state);
    state = step.state;
    logits = [...step.logits.data];
  }
  return logits;
}

function logSoftmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return logits.map((logit) => logit - highest - Math.log(sum));
}

/** Whether a text, as a list of tokens, has a run of `size` tokens twice. */
function repeats(ids: readonly number[], size: number): boolean {
  const runs = ids.slice(size - 1).map((_, i) => ids.slice(i, i + size).join());
  return new Set(runs).size < runs.length;
}

/** What may follow a text, with the rules written down once more. */
function continuations(
  model: Model,
  { ids, logProb, rank }: Text,
  stops: readonly number[],
  { repetitionPenalty = 1, noRepeatNgramSize = 0, minTokens = 0 }: Rules,
): Text[] {
  const before = [...prompt, ...ids];
  const logits = logitsAfter(model, before);
  const own = logSoftmax(logits);
  const penalty = (logit: number): number =>
    logit > 0 ? 1 / repetitionPenalty : repetitionPenalty;
  const ranks = logSoftmax(
    logits.map((logit, id) => (before.includes(id) ? logit * penalty(logit) : logit)),
  );
  const all = own.map((_, id) => ({
    ids: [...ids, id],
    logProb: logProb + own[id]!,
    rank: rank + ranks[id]!,
    stopped: stops.includes(id),
  }));
  return all.filter((text) => {
    if (text.stopped && text.ids.length < minTokens) return false;
    if (noRepeatNgramSize === 0) return true;
    const last = [...prompt, ...text.ids].slice(-noRepeatNgramSize).join();
    const earlier = [...prompt, ...ids];
    return earlier.every((_, i) => earlier.slice(i, i + noRepeatNgramSize).join() !== last);
  });
}

const NOTHING: Text = { ids: [], logProb: 0, rank: 0, stopped: false };

/** Every text there is: ended by a stop token, or of `maxTokens`. */
function everyText(
  model: Model,
  stops: readonly number[],
  maxTokens: number,
  rules: Rules = {},
): Text[] {
  const texts: Text[] = [];
  const follow = (text: Text): void => {
    for (const longer of continuations(model, text, stops, rules)) {
      if (longer.stopped || longer.ids.length === maxTokens) texts.push(longer);
      else follow(longer);
    }
  };
  follow(NOTHING);
  return texts;
}

function ranked(texts: readonly Text[], alpha: number): Omit<Beam, 'text'>[] {
  return texts
    .map((text) => ({ ...text, score: text.rank / text.ids.length ** alpha }))
    .sort((a, b) => b.score - a.score);
}

/** The same search without any shortcut: all continuations sorted, always to the end. */
function plainSearch(
  model: Model,
  { width, maxTokens, lengthPenalty = 1, stopTokens = [], ...rules }: BeamSearchOptions,
): Omit<Beam, 'text'>[] {
  const stops = stopTokens.filter((token) => typeof token === 'number');
  let live: Text[] = [NOTHING];
  const finished: Text[] = [];
  for (let length = 1; length <= maxTokens; length++) {
    const all = live
      .flatMap((text) => continuations(model, text, stops, rules))
      .sort((a, b) => b.rank - a.rank);
    finished.push(...all.slice(0, width).filter(({ stopped }) => stopped));
    live = all.filter(({ stopped }) => !stopped).slice(0, width);
  }
  return ranked([...finished, ...live], lengthPenalty).slice(0, width);
}

function expectBeams(found: readonly Beam[], expected: readonly Omit<Beam, 'text'>[]): void {
  expect(found.map(({ ids }) => ids)).toEqual(expected.map(({ ids }) => ids));
  for (const [i, beam] of found.entries()) {
    expect(beam.stopped).toBe(expected[i]?.stopped);
    expect(beam.logProb).toBeCloseTo(expected[i]?.logProb ?? Number.NaN, 10);
    expect(beam.score).toBeCloseTo(expected[i]?.score ?? Number.NaN, 10);
  }
}

describe('beam search', () => {
  test.each<[string, number[], number]>([
    ['without stop tokens', [], 1],
    ['with a stop token', [2], 1],
    ['with two of them', [0, 3], 1],
    ['ranked by probability', [2], 0],
    ['ranked for long texts', [2], 2],
    ['ranked for short ones', [2], -1],
  ])(
    'finds what a search through all texts finds if wide enough, %s',
    async (_, stopTokens, alpha) => {
      const model = nextTokenModel(4);
      const options = { prompt, maxTokens: 4, width: 256, stopTokens, lengthPenalty: alpha };
      const all = ranked(everyText(model, stopTokens, 4), alpha);
      expect(all.length).toBeGreaterThan(40);
      expectBeams(await beamSearch(model, options), all.slice(0, 256));
    },
  );

  test.each<[string, Rules]>([
    ['a penalty of repetitions', { repetitionPenalty: 1.8 }],
    ['a reward of them', { repetitionPenalty: 0.4 }],
    ['no token twice', { noRepeatNgramSize: 1 }],
    ['no pair of tokens twice', { noRepeatNgramSize: 2 }],
    ['at least three tokens', { minTokens: 3 }],
    ['all of it', { repetitionPenalty: 1.3, noRepeatNgramSize: 2, minTokens: 2 }],
  ])('finds what a search through all texts finds if wide enough, with %s', async (_, rules) => {
    const model = nextTokenModel(5);
    const options = { prompt, maxTokens: 4, width: 400, stopTokens: [2], ...rules };
    const all = ranked(everyText(model, [2], 4, rules), 1);
    const plain = ranked(everyText(model, [2], 4), 1);
    expect(all.map(({ ids, score }) => [ids, score])).not.toEqual(
      plain.map(({ ids, score }) => [ids, score]),
    );
    const found = await beamSearch(model, options);
    expectBeams(found, all);
    const size = rules.noRepeatNgramSize ?? 0;
    for (const { ids, stopped } of found) {
      if (size > 0) expect(repeats([...prompt, ...ids], size), ids.join()).toBe(false);
      if (stopped) expect(ids.length).toBeGreaterThanOrEqual(rules.minTokens ?? 1);
    }
  });

  const random = randomStream('beams');
  test.each(
    Array.from({ length: 60 }, (_, i) => ({
      seed: i,
      width: 1 + random.integer(4),
      maxTokens: 1 + random.integer(6),
      stopTokens: [[], [2], [1, 4], [0, 3]][random.integer(4)] ?? [],
      lengthPenalty: [0, 0.7, 1, 1.8, 5, -0.5, -3][random.integer(7)] ?? 1,
      repetitionPenalty: [1, 1, 1.5, 0.7][random.integer(4)] ?? 1,
      noRepeatNgramSize: [0, 0, 2, 3][random.integer(4)] ?? 0,
      minTokens: random.integer(2),
    })),
  )('is the plain search where it ends early: %o', async ({ seed, ...how }) => {
    const model = nextTokenModel(6, { seed });
    const options = { prompt, ...how };
    expectBeams(await beamSearch(model, options), plainSearch(model, options));
  });

  test.each<[string, Rules]>([
    ['each time', {}],
    ['after a penalty of repetitions', { repetitionPenalty: 1.6 }],
    ['that repeats no pair', { noRepeatNgramSize: 2 }],
  ])('of width 1 takes the most likely token %s', async (_, rules) => {
    const model = nextTokenModel(9);
    const how = { prompt, maxTokens: 8, ...rules };
    const [beam] = await beamSearch(model, { ...how, width: 1 });
    const ids: number[] = [];
    let logProb = 0;
    for await (const token of generate(model, { ...how, temperature: 0 })) {
      ids.push(token.id);
      logProb += token.logProb;
    }
    expect(beam).toMatchObject({ ids, text: '', logProb, stopped: false });
    if (rules.repetitionPenalty === undefined) expect(beam?.score).toBe(logProb / 8);
  });

  test('can begin with a state, as generate can', async () => {
    const model = nextTokenModel(9);
    const { state } = model.step([7], model.initialState(1));
    const [beam] = await beamSearch(model, {
      ...{ prompt, width: 1, maxTokens: 8 },
      initialState: state,
    });
    const after = await beamSearch(model, { prompt: [7, ...prompt], width: 1, maxTokens: 8 });
    expect(beam).toEqual(after[0]);
    expect(beam).not.toEqual((await beamSearch(model, { prompt, width: 1, maxTokens: 8 }))[0]);
  });

  test('finds a likely text behind an unlikely first token', async () => {
    // After token 0 comes 1 with 0.6 or 2 with 0.4; after 1 anything, after 2 surely 3.
    const ln = Math.log;
    const table = [
      [-9, ln(0.6), ln(0.4), -9],
      [0, 0, 0, 0],
      [-9, -9, -9, 9],
      [0, 0, 0, 0],
    ];
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 4, outputDim: 4 }),
    ]);
    model.setWeights([table]);
    const options = { prompt: [0], maxTokens: 2, lengthPenalty: 0 };
    expect((await beamSearch(model, { ...options, width: 1 }))[0]?.ids).toEqual([1, 0]);
    expect((await beamSearch(model, { ...options, width: 2 }))[0]?.ids).toEqual([2, 3]);
  });

  test('sets a text aside that ends only if it is among the most likely of all', async () => {
    const table = [[-99, 0.4, 0.3, 0.2, 0.1].map((p) => (p < 0 ? p : Math.log(p)))];
    for (let id = 1; id < 5; id++) table.push([0, 0, 0, 0, 0]);
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 5, outputDim: 5 }),
    ]);
    model.setWeights([table]);
    const how = { prompt: [0], width: 2, maxTokens: 2, stopTokens: [1, 3], lengthPenalty: -2 };
    // 3 ends, too, and would score better than what follows 2, but is only the third
    expect((await beamSearch(model, how)).map(({ ids }) => ids)).toEqual([[1], [2, 0]]);
  });

  test('never writes an excluded id', async () => {
    const found = await beamSearch(nextTokenModel(5), {
      prompt,
      width: 9,
      maxTokens: 4,
      exclude: [3, 0],
    });
    expect(new Set(found.flatMap(({ ids }) => ids))).toEqual(new Set([1, 2, 4]));
  });

  test('never writes what has no probability', async () => {
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 3, outputDim: 3 }),
      dense({ units: 3, useBias: false }),
    ]);
    const row = [0, -3e38, -0.1]; // ten times as much is −∞
    const tenfold = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 10 : 0)));
    model.setWeights([[row, row, row], tenfold]);
    const found = await beamSearch(model, { prompt: [0], width: 9, maxTokens: 2 });
    expect(found.map(({ ids }) => ids)).toEqual([
      [0, 0],
      [0, 2],
      [2, 0],
      [2, 2],
    ]);
  });

  test('goes on while a longer text can come among the best', async () => {
    // 0 ends a text: [0] has ln ½; after [1] all is sure, so with √ of the length it scores better
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 4, outputDim: 4 }),
    ]);
    const ln = Math.log;
    model.setWeights([
      [
        [0, 0, 0, 0],
        [-99, 0, -99, -99],
        [0, 0, 0, 0],
        [ln(0.5), ln(0.4), -99, ln(0.1)],
      ],
    ]);
    const how = { prompt: [3], width: 1, maxTokens: 9, lengthPenalty: 0.5, stopTokens: [0] };
    const [best] = await beamSearch(model, { ...how, width: 2 });
    expect(best?.ids).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect((await beamSearch(model, how))[0]?.ids).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test('goes on while any of its texts can come among the best', async () => {
    // 0 and 1 end a text; after 2 all is sure, and 3 is as good as never written
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 5, outputDim: 5 }),
    ]);
    const ln = Math.log;
    model.setWeights([
      [
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [-99, -99, 0, -99, -99],
        [0, 0, 0, 0, 0],
        [ln(0.4), ln(0.35), ln(0.25), -30, -60],
      ],
    ]);
    const how = { prompt: [4], width: 2, maxTokens: 9, stopTokens: [0, 1] };
    const found = await beamSearch(model, how);
    expect(found.map(({ ids }) => ids)).toEqual([[2, 2, 2, 2, 2, 2, 2, 2, 2], [0]]);
  });

  test('takes the lower id of equals', async () => {
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 3, outputDim: 3, embeddingsInitializer: 'zeros' }),
    ]);
    const found = await beamSearch(model, { prompt: [0], width: 4, maxTokens: 2 });
    expect(found.map(({ ids }) => ids)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ]);
  });

  test('writes text with a vocabulary, spaced after the prompt, without padding and unknown', async () => {
    const vocabulary = wordVocabulary('the cat sat on it.');
    const model = nextTokenModel(vocabulary.size);
    const how = { prompt: 'the cat', vocabulary, width: 8, maxTokens: 3, stopTokens: ['.'] };
    const found = await beamSearch(model, how);
    for (const { ids, text, stopped } of found) {
      const whole = vocabulary.decode([...vocabulary.encode('the cat'), ...ids]);
      expect(`the cat${text}`).toBe(whole);
      expect(stopped).toBe(text.endsWith('.'));
      expect(ids).not.toContain(vocabulary.paddingId);
      expect(ids).not.toContain(vocabulary.unknownId);
    }
    expect(found.some(({ stopped }) => stopped)).toBe(true);
  });

  test('can stop at padding, which is then not excluded', async () => {
    const vocabulary = charVocabulary('ab');
    const how = { prompt: 'a', vocabulary, width: 20, maxTokens: 2, stopTokens: ['<pad>'] };
    const found = await beamSearch(nextTokenModel(4), how);
    expect(found).toHaveLength(7); // <pad>; a or b, then <pad>, a or b
    expect(found.filter(({ stopped }) => stopped)).toHaveLength(3);
  });

  test('ends with the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort('too late');
    const search = beamSearch(nextTokenModel(5), { prompt, width: 2, maxTokens: 4, signal });
    await expect(search).rejects.toBe('too late');
  });
});

describe('beam search refuses', () => {
  const how = { prompt, width: 2, maxTokens: 3 };
  const vocabulary = charVocabulary('abc');
  test.each<[string, BeamSearchOptions, Error]>([
    [
      'width 0',
      { ...how, width: 0 },
      new ConfigError('beamSearch wants width to be a whole number >= 1, got 0'),
    ],
    [
      'maxTokens 0',
      { ...how, maxTokens: 0 },
      new ConfigError('beamSearch wants maxTokens to be a whole number >= 1, got 0'),
    ],
    [
      'a length penalty that is no number',
      { ...how, lengthPenalty: Number.NaN },
      new ConfigError('beamSearch wants lengthPenalty to be a number, got NaN'),
    ],
    [
      'an empty prompt',
      { ...how, prompt: [] },
      new ConfigError('beamSearch wants a prompt of at least one token, got none'),
    ],
    [
      'text without a vocabulary',
      { ...how, prompt: 'abc' },
      new ConfigError('beamSearch got a prompt of text: pass the vocabulary as well, or ids'),
    ],
    [
      'a vocabulary of another size',
      { ...how, vocabulary },
      new ShapeError(
        'beamSearch wants one logit for each of the 5 tokens of the vocabulary, the model gives ' +
          '[1, 6]: pass the vocabulary it was trained with',
      ),
    ],
    [
      'a stop token that the model has not',
      { ...how, stopTokens: [6] },
      new ConfigError('stopTokens wants ids from 0 to 5, got 6'),
    ],
    [
      'an id to exclude that the model has not',
      { ...how, exclude: [7] },
      new ConfigError('exclude wants ids from 0 to 5, got 7'),
    ],
    [
      'to write nothing at all',
      { ...how, exclude: [0, 1, 2, 3, 4, 5] },
      new ConfigError('beamSearch wants a token that can be written, but all are excluded or −∞'),
    ],
    [
      'a repetition penalty of 0',
      { ...how, repetitionPenalty: 0 },
      new ConfigError('beamSearch wants repetitionPenalty > 0, got 0'),
    ],
    [
      'runs of −1 tokens',
      { ...how, noRepeatNgramSize: -1 },
      new ConfigError('beamSearch wants noRepeatNgramSize to be a whole number >= 0, got -1'),
    ],
    [
      'more tokens at least than at most',
      { ...how, minTokens: 4 },
      new ConfigError('beamSearch wants minTokens to be at most maxTokens, 3, got 4'),
    ],
    [
      'an option it has not',
      // @ts-expect-error no such option
      { ...how, temperature: 2 },
      new ConfigError(
        "beamSearch has no option 'temperature': its options are prompt, width, maxTokens, " +
          'lengthPenalty, repetitionPenalty, noRepeatNgramSize, minTokens, stopTokens, exclude, ' +
          'vocabulary, initialState, signal',
      ),
    ],
  ])('%s', async (_, options, error) => {
    await expect(beamSearch(nextTokenModel(6), options)).rejects.toThrow(error);
  });

  test('a repetition penalty on a token that the model reads and never writes', async () => {
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 9, outputDim: 6 }),
    ]);
    const search = beamSearch(model, { ...how, prompt: [1, 8], repetitionPenalty: 2 });
    await expect(search).rejects.toThrow(new ConfigError('prompt wants ids from 0 to 5, got 8'));
  });

  test('a model that needs all steps at once', async () => {
    const model = new Model([
      input({ shape: [3], dtype: 'int32' }),
      embedding({ inputDim: 6, outputDim: 2 }),
      flatten({}),
      dense({ units: 6 }),
    ]);
    await expect(beamSearch(model, how)).rejects.toThrow(
      new ConfigError(
        'sequential cannot be stepped: flatten needs all time steps at once to flatten them',
      ),
    );
  });
});
