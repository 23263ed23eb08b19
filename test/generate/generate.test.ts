import {
  adam,
  ConfigError,
  charVocabulary,
  dense,
  embedding,
  flatten,
  type GeneratedToken,
  type GenerateOptions,
  generate,
  input,
  lstm,
  Model,
  ShapeError,
  StateError,
  type Vocabulary,
  wordVocabulary,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { weightsOf } from '../models/numbersIn.ts';

type Head = 'linear' | 'softmax';

function modelOf(V: number, head: Head = 'linear', returnSequences = true): Model {
  return new Model(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: V, outputDim: 4 }),
      lstm({ units: 8, returnSequences }),
      dense({ units: V, activation: head, kernelInitializer: 'heNormal' }),
    ],
    { seed: 4 },
  );
}

async function written(model: Model, options: GenerateOptions): Promise<GeneratedToken[]> {
  const tokens: GeneratedToken[] = [];
  for await (const token of generate(model, options)) tokens.push(token);
  return tokens;
}

async function textOf(model: Model, options: GenerateOptions): Promise<string> {
  return (await written(model, options)).map(({ text }) => text).join('');
}

const prompt = [3, 1, 4];

describe('what is generated', () => {
  test('follows the model: greedy takes its most likely token, step by step', async () => {
    const model = modelOf(9);
    const tokens = await written(model, { prompt, maxTokens: 12, temperature: 0 });
    let ids = [...prompt];
    for (const { id, logProb, text } of tokens) {
      const y = await model.predict([ids]);
      const last = [...y.data.subarray(-9)];
      expect(id).toBe(last.indexOf(Math.max(...last)));
      const sum = last.reduce((total, logit) => total + Math.exp(logit), 0);
      expect(logProb).toBeCloseTo((last[id] ?? 0) - Math.log(sum), 10);
      expect(text).toBe('');
      ids = [...ids, id];
    }
    expect(tokens).toHaveLength(12);
  });

  test('has the logProb of the model’s softmax, whatever is drawn and excluded', async () => {
    const model = modelOf(9, 'softmax');
    const options = { prompt, maxTokens: 15, temperature: 3, exclude: [0, 5], seed: 2 };
    let ids = [...prompt];
    for await (const { id, logProb } of generate(model, options)) {
      const y = await model.predict([ids]);
      expect(logProb).toBeCloseTo(Math.log(y.data.at(id - 9) ?? 0), 5);
      ids = [...ids, id];
    }
    expect(ids).toHaveLength(18);
  });

  test('is the same for the same seed, and other for another', async () => {
    const model = modelOf(9);
    const how = { prompt, maxTokens: 30 };
    const first = await written(model, { ...how, seed: 7 });
    expect(await written(model, { ...how, seed: 7 })).toEqual(first);
    expect(await written(model, { ...how, seed: 8 })).not.toEqual(first);
    expect(await written(model, how)).toEqual(await written(model, { ...how, seed: 0 }));
  });

  test.each([
    ['temperature 0 and seeds', { temperature: 0, seed: 1 }, { temperature: 0, seed: 2 }],
    ['topK: 1', { topK: 1 }, { temperature: 0 }],
    ['a tiny topP', { topP: 1e-9 }, { temperature: 0 }],
    ['the defaults', {}, { temperature: 1, topK: 9, topP: 1 }],
  ])('is the same with %s', async (_, one, other) => {
    const model = modelOf(9);
    const how = { prompt, maxTokens: 20 };
    expect(await written(model, { ...how, ...one })).toEqual(
      await written(model, { ...how, ...other }),
    );
  });

  test('is the same whether the model ends in a softmax or in logits', async () => {
    const how = { prompt, maxTokens: 25, temperature: 0.8, topK: 6, topP: 0.9, seed: 'x' };
    expect(await written(modelOf(9, 'softmax'), how)).toEqual(
      await written(modelOf(9, 'linear'), how),
    );
  });

  test('is the same whether the model gives all steps or the last', async () => {
    const how = { prompt, maxTokens: 10, seed: 3 };
    expect(await written(modelOf(9, 'linear', false), how)).toEqual(
      await written(modelOf(9, 'linear', true), how),
    );
  });

  test('never has an excluded id', async () => {
    const tokens = await written(modelOf(9), {
      prompt,
      maxTokens: 60,
      temperature: 5,
      exclude: [2, 7],
    });
    const ids = new Set(tokens.map(({ id }) => id));
    expect([...ids].sort((a, b) => a - b)).toEqual([0, 1, 3, 4, 5, 6, 8]);
  });

  test('ends after maxTokens, or when the caller stops', async () => {
    const model = modelOf(9);
    expect(await written(model, { prompt, maxTokens: 0 })).toEqual([]);
    const ids: number[] = [];
    for await (const { id } of generate(model, { prompt })) if (ids.push(id) === 50) break;
    expect(ids).toHaveLength(50);
  });

  test('leaves the model as it was', async () => {
    const model = modelOf(9);
    const before = weightsOf(model);
    await written(model, { prompt, maxTokens: 5 });
    expect(weightsOf(model)).toEqual(before);
  });
});

describe('with a vocabulary', () => {
  const rhyme = 'the cat sat on the mat, the cat sat.';

  /** A model that has learned a text by heart. */
  async function learned(vocabulary: Vocabulary, text: string): Promise<Model> {
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: vocabulary.size, outputDim: 8 }),
      lstm({ units: 24, returnSequences: true }),
      dense({ units: vocabulary.size }),
    ]);
    model.compile({
      optimizer: adam({ learningRate: 0.03 }),
      loss: 'sparseCategoricalCrossentropy',
    });
    const ids = vocabulary.encode(text);
    await model.fit([ids.slice(0, -1)], [ids.slice(1)], { epochs: 150 });
    return model;
  }

  test('characters are written as they are', async () => {
    const vocabulary = charVocabulary(rhyme);
    const model = await learned(vocabulary, rhyme);
    const maxTokens = rhyme.length - 4;
    expect(await textOf(model, { prompt: 'the ', vocabulary, maxTokens, temperature: 0 })).toBe(
      rhyme.slice(4),
    );
  });

  test('words are written with the spaces between them', async () => {
    const vocabulary = wordVocabulary(rhyme);
    const model = await learned(vocabulary, rhyme);
    const how = { vocabulary, maxTokens: 9, temperature: 0 };
    expect(await textOf(model, { ...how, prompt: 'the cat' })).toBe(
      ' sat on the mat, the cat sat.',
    );
    expect(await textOf(model, { ...how, prompt: vocabulary.encode('the cat') })).toBe(
      ' sat on the mat, the cat sat.',
    );
  });

  test('padding and unknown are never written, unless exclude says otherwise', async () => {
    const vocabulary = charVocabulary('ab');
    const model = modelOf(vocabulary.size);
    const how = { prompt: 'a', vocabulary, maxTokens: 60, temperature: 10 };
    const usual = await written(model, how);
    expect(new Set(usual.map(({ text }) => text))).toEqual(new Set(['a', 'b']));
    const all = await written(model, { ...how, exclude: [] });
    expect(new Set(all.map(({ text }) => text))).toEqual(new Set(['', '<unk>', 'a', 'b']));
  });

  test('of another size than the model’s output is a ShapeError', async () => {
    const vocabulary = charVocabulary('abc');
    await expect(written(modelOf(9), { prompt: 'a', vocabulary })).rejects.toThrow(
      new ShapeError(
        'generate wants one logit for each of the 5 tokens of the vocabulary, the model gives ' +
          '[1, 9]: pass the vocabulary it was trained with',
      ),
    );
  });
});

describe('an AbortSignal', () => {
  test('ends the writing with its reason, after what was written', async () => {
    const controller = new AbortController();
    const tokens: GeneratedToken[] = [];
    const writing = async (): Promise<void> => {
      for await (const token of generate(modelOf(9), { prompt, signal: controller.signal })) {
        tokens.push(token);
        if (tokens.length === 3) controller.abort('enough');
      }
    };
    await expect(writing()).rejects.toBe('enough');
    expect(tokens).toHaveLength(3);
  });

  test('that is aborted already ends it before it begins', async () => {
    const signal = AbortSignal.abort('too late');
    await expect(written(modelOf(9), { prompt, signal })).rejects.toBe('too late');
  });
});

test('writing lets the event loop turn', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const start = performance.now();
  const ids: number[] = [];
  for await (const { id } of generate(modelOf(200), { prompt })) {
    ids.push(id);
    if (performance.now() - start > 200) break;
  }
  clearInterval(timer);
  expect(ids.length).toBeGreaterThan(0);
  expect(ticks).toBeGreaterThanOrEqual(3);
});

describe('generate refuses', () => {
  const vocabulary = charVocabulary('abcdefg');
  const cases: readonly [string, () => Model, GenerateOptions, Error][] = [
    [
      'text without a vocabulary',
      () => modelOf(9),
      { prompt: 'abc' },
      new ConfigError('generate got a prompt of text: pass the vocabulary as well, or ids'),
    ],
    [
      'an empty prompt of text',
      () => modelOf(9),
      { prompt: '', vocabulary },
      new ConfigError('generate wants a prompt of at least one token, got none'),
    ],
    [
      'an empty prompt of ids',
      () => modelOf(9),
      { prompt: [] },
      new ConfigError('generate wants a prompt of at least one token, got none'),
    ],
    [
      'an id out of range',
      () => modelOf(9),
      { prompt: [9] },
      new ConfigError('embedding wants ids from 0 to 8, got 9 at [0, 0]'),
    ],
    [
      'half an id',
      () => modelOf(9),
      { prompt: [0.5] },
      new ConfigError("step's x wants whole numbers of 32 bits, got 0.5 at [0]"),
    ],
    [
      'a negative temperature',
      () => modelOf(9),
      { prompt, temperature: -1 },
      new ConfigError('generate wants temperature >= 0, got -1'),
    ],
    [
      'topK: 0',
      () => modelOf(9),
      { prompt, topK: 0 },
      new ConfigError('generate wants topK to be a whole number >= 1, got 0'),
    ],
    [
      'topP: 0',
      () => modelOf(9),
      { prompt, topP: 0 },
      new ConfigError('generate wants topP in (0, 1], got 0'),
    ],
    [
      'topP above 1',
      () => modelOf(9),
      { prompt, topP: 1.5 },
      new ConfigError('generate wants topP in (0, 1], got 1.5'),
    ],
    [
      'half a token',
      () => modelOf(9),
      { prompt, maxTokens: 1.5 },
      new ConfigError('generate wants maxTokens to be a whole number >= 0, got 1.5'),
    ],
    [
      'an unknown id to exclude',
      () => modelOf(9),
      { prompt, exclude: [9] },
      new ConfigError('exclude wants ids from 0 to 8, got 9'),
    ],
    [
      'a model that is not built',
      () => new Model([embedding({ inputDim: 9, outputDim: 9 })]),
      { prompt },
      new StateError(
        'sequential is not built yet, so it has no initialState: put input({ shape }) before its ' +
          'first layer, or fit or predict first',
      ),
    ],
    [
      'a model that needs all steps at once',
      () =>
        new Model([
          input({ shape: [3], dtype: 'int32' }),
          embedding({ inputDim: 9, outputDim: 2 }),
          flatten({}),
          dense({ units: 9 }),
        ]),
      { prompt },
      new ConfigError(
        'sequential cannot be stepped: flatten needs all time steps at once to flatten them',
      ),
    ],
    [
      'a model of numbers',
      () => new Model([input({ shape: [null, 2] }), lstm({ units: 2 })]),
      { prompt },
      new ShapeError("step's x wants numbers [batch, 2] in nested lists, got a number at [0]"),
    ],
  ];

  test.each(cases)('%s', async (_, model, options, error) => {
    await expect(written(model(), options)).rejects.toThrow(error);
  });
});
