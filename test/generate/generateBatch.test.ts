import {
  ConfigError,
  charVocabulary,
  type GenerateBatchOptions,
  type GeneratedToken,
  type GenerateOptions,
  gatherState,
  generate,
  generateBatch,
  ShapeError,
  View,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { nextTokenModel } from './nextTokenModel.ts';

async function alone(options: GenerateOptions): Promise<GeneratedToken[]> {
  const tokens: GeneratedToken[] = [];
  for await (const token of generate(nextTokenModel(9), options)) tokens.push(token);
  return tokens;
}

describe('several prompts at once', () => {
  const prompts = [[3, 1, 4, 1, 5], [2], [7, 1, 8], [2], [0, 0, 0, 0, 0, 0, 0]];

  test.each<[string, Omit<GenerateBatchOptions, 'prompts'>]>([
    ['drawn', { maxTokens: 9 }],
    ['drawn with another seed', { maxTokens: 9, seed: 'other' }],
    ['most likely', { maxTokens: 9, temperature: 0 }],
    ['with stop tokens', { maxTokens: 30, temperature: 2, stopTokens: [5, 6] }],
    [
      'with all options of sampling',
      { maxTokens: 9, topK: 5, topP: 0.9, exclude: [1], repetitionPenalty: 2 },
    ],
    ['of one token', { maxTokens: 1 }],
    ['of none', { maxTokens: 0 }],
  ])('write what each writes alone, bit for bit: %s', async (_, how) => {
    const written = await generateBatch(nextTokenModel(9), { ...how, prompts });
    const { seed = 0 } = how;
    expect(written).toHaveLength(prompts.length);
    for (const [r, prompt] of prompts.entries()) {
      expect(written[r], `prompt ${r}`).toEqual(
        await alone({ ...how, prompt, seed: `${seed}/${r}` }),
      );
    }
  });

  test('come to their ends at different times', async () => {
    const how = { maxTokens: 30, temperature: 2, stopTokens: [5, 6] };
    const written = await generateBatch(nextTokenModel(9), { ...how, prompts });
    expect(new Set(written.map(({ length }) => length)).size).toBeGreaterThan(2);
  });

  test('continue the same prompt in different ways', async () => {
    const written = await generateBatch(nextTokenModel(9), { prompts: [[2], [2]], maxTokens: 12 });
    expect(written[0]).not.toEqual(written[1]);
  });

  test('may be texts and ids, with a vocabulary', async () => {
    const vocabulary = charVocabulary('abcdefg');
    const how = { vocabulary, maxTokens: 12, temperature: 2 };
    const written = await generateBatch(nextTokenModel(9), { ...how, prompts: ['abc', [4, 2]] });
    expect(written[0]).toEqual(await alone({ ...how, prompt: 'abc', seed: '0/0' }));
    expect(written[1]).toEqual(await alone({ ...how, prompt: [4, 2], seed: '0/1' }));
    expect(written[0]?.every(({ text }) => /^[a-g]$/.test(text))).toBe(true);
  });

  test('may be none', async () => {
    expect(await generateBatch(nextTokenModel(9), { prompts: [], maxTokens: 3 })).toEqual([]);
  });

  test('end with the reason of an aborted signal', async () => {
    const how = { prompts, maxTokens: 3, signal: AbortSignal.abort('too late') };
    await expect(generateBatch(nextTokenModel(9), how)).rejects.toBe('too late');
  });

  const vocabulary = charVocabulary('abc');
  const refused: readonly [string, GenerateBatchOptions, Error][] = [
    [
      'an empty one among them',
      { prompts: [[1], []], maxTokens: 3 },
      new ConfigError('generateBatch wants prompt 1 of at least one token, got none'),
    ],
    [
      'text without a vocabulary',
      { prompts: [[1], 'a'], maxTokens: 3 },
      new ConfigError('generateBatch got prompt 1 of text: pass the vocabulary as well, or ids'),
    ],
    [
      'a single prompt',
      // @ts-expect-error not a list
      { prompts: 'a', vocabulary, maxTokens: 3 },
      new ConfigError('generateBatch wants prompts to be a list, got a'),
    ],
    [
      'no end',
      // @ts-expect-error maxTokens is missing
      { prompts: [[1]] },
      new ConfigError('generateBatch wants maxTokens to be a whole number >= 0, got undefined'),
    ],
    [
      'a vocabulary of another size',
      { prompts: [[1], [2]], vocabulary, maxTokens: 3 },
      new ShapeError(
        'generateBatch wants one logit for each of the 5 tokens of the vocabulary, the model gives ' +
          '[2, 9]: pass the vocabulary it was trained with',
      ),
    ],
  ];
  test.each(refused)('are refused with %s', async (_, options, error) => {
    await expect(generateBatch(nextTokenModel(9), options)).rejects.toThrow(error);
  });
});

describe('gatherState', () => {
  const rows = new View<2, Float32Array>(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);

  test('gives rows in any order, as often as they are named, as copies', () => {
    const { h } = gatherState({ h: rows }, [2, 0, 2, 2]);
    expect(h?.shape).toEqual([4, 2]);
    expect([...(h?.data ?? [])]).toEqual([5, 6, 1, 2, 5, 6, 5, 6]);
    expect(gatherState({ h: rows }, []).h?.shape).toEqual([0, 2]);
    h?.data.fill(9);
    expect(rows.get(2, 0)).toBe(5);
  });

  test('keeps the precision, and reads any view', () => {
    const double = new View<2, Float64Array>(Float64Array.of(1, 2, 3, 4), [2, 2]);
    const { h } = gatherState({ h: double.transpose(1, 0) }, [1]);
    expect(h?.dtype).toBe('float64');
    expect([...(h?.data ?? [])]).toEqual([2, 4]);
  });

  test.each([3, -1, 0.5])('refuses row %d of three', (row) => {
    expect(() => gatherState({ 'lstm/h': rows }, [0, row])).toThrow(
      new ConfigError(`gatherState wants rows of lstm/h from 0 to 2, got ${row}`),
    );
  });
});
