import {
  ConfigError,
  charVocabulary,
  generate,
  Model,
  perplexity,
  type ScoreOptions,
  ShapeError,
  scoreText,
  wordVocabulary,
  zeros,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { nextTokenModel } from './nextTokenModel.ts';

const text = [3, 1, 4, 1, 5, 0, 2];

describe('scoring a text', () => {
  test('gives ln p of each token after those before it, their sum and the perplexity', async () => {
    const model = nextTokenModel(9, { head: 'softmax' });
    const { tokens, logProb, perplexity: found } = await scoreText(model, { text });
    const { data } = await model.predict([text]);
    const expected = text.slice(1).map((id, t) => Math.log(data[t * 9 + id] ?? 0));
    expect(tokens.map(({ id }) => id)).toEqual(text.slice(1));
    for (const [t, token] of tokens.entries()) expect(token.logProb).toBeCloseTo(expected[t]!, 5);
    const sum = tokens.reduce((total, token) => total + token.logProb, 0);
    expect(logProb).toBe(sum);
    expect(found).toBeCloseTo(Math.exp(-sum / 6), 12);
  });

  test('agrees with the perplexity that evaluate gives', async () => {
    const model = nextTokenModel(9);
    model.compile({
      optimizer: 'sgd',
      loss: 'sparseCategoricalCrossentropy',
      metrics: [perplexity()],
    });
    const results = await model.evaluate([text.slice(0, -1)], [text.slice(1)]);
    const score = await scoreText(model, { text });
    expect(score.perplexity).toBeCloseTo(results.perplexity ?? 0, 5);
  });

  test('agrees with what generate says about what it writes', async () => {
    const model = nextTokenModel(9);
    const prompt = [2, 2];
    const written = [];
    for await (const token of generate(model, { prompt, maxTokens: 7 })) written.push(token);
    const { tokens } = await scoreText(model, { prompt, text: written.map(({ id }) => id) });
    expect(tokens).toEqual(written);
  });

  test('with a prompt scores the first token of the text, too, but not the prompt', async () => {
    const model = nextTokenModel(9);
    const whole = await scoreText(model, { text });
    const rest = await scoreText(model, { prompt: text.slice(0, 3), text: text.slice(3) });
    expect(rest.tokens).toEqual(whole.tokens.slice(2));
    expect((await scoreText(model, { prompt: [3], text: text.slice(1) })).tokens).toEqual(
      whole.tokens,
    );
  });

  test('gives each token its text', async () => {
    const vocabulary = wordVocabulary('a cat, a dog.');
    const model = nextTokenModel(vocabulary.size);
    const { tokens } = await scoreText(model, { text: 'a cat, a bird.', vocabulary });
    expect(tokens.map(({ text: piece }) => piece)).toEqual([' cat', ',', ' a', ' <unk>', '.']);
  });

  test('of a model that knows nothing has as perplexity the number of tokens', async () => {
    const model = nextTokenModel(9);
    model.setWeights(model.getWeights().map(({ shape }) => zeros(shape)));
    expect((await scoreText(model, { text })).perplexity).toBeCloseTo(9, 12);
  });

  const vocabulary = charVocabulary('abc');
  test.each<[string, ScoreOptions, Error]>([
    [
      'a single token without a prompt',
      { text: [1] },
      new ConfigError('scoreText wants text of at least 2 tokens, got 1'),
    ],
    [
      'an empty text',
      { text: [] },
      new ConfigError('scoreText wants text of at least 2 tokens, got none'),
    ],
    [
      'an empty text after a prompt',
      { prompt: [1], text: [] },
      new ConfigError('scoreText wants text of at least one token, got none'),
    ],
    [
      'an empty prompt',
      { prompt: [], text },
      new ConfigError('scoreText wants a prompt of at least one token, got none'),
    ],
    [
      'text without a vocabulary',
      { text: 'abc' },
      new ConfigError('scoreText got text of text: pass the vocabulary as well, or ids'),
    ],
    [
      'a last id that the model has not',
      { text: [1, 9] },
      new ConfigError('scoreText wants ids from 0 to 8, got 9'),
    ],
    [
      'a vocabulary of another size',
      { text: 'abc', vocabulary },
      new ShapeError(
        'scoreText wants one logit for each of the 5 tokens of the vocabulary, the model gives ' +
          '[1, 9]: pass the vocabulary it was trained with',
      ),
    ],
  ])('refuses %s', async (_, options, error) => {
    await expect(scoreText(nextTokenModel(9), options)).rejects.toThrow(error);
  });

  test('ends with the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort('too late');
    await expect(scoreText(new Model(nextTokenModel(9).layers), { text, signal })).rejects.toBe(
      'too late',
    );
  });
});
