import {
  ConfigError,
  charVocabulary,
  type GenerateOptions,
  generate,
  generateText,
  wordVocabulary,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { nextTokenModel } from './nextTokenModel.ts';

const prompt = [3, 1, 4];

async function idsOf(options: GenerateOptions, V = 9): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of generate(nextTokenModel(V), options)) ids.push(id);
  return ids;
}

describe('stop tokens', () => {
  test('end the text, and are its last token', async () => {
    const how = { prompt, maxTokens: 40, temperature: 2 };
    const all = await idsOf(how);
    for (const id of new Set(all)) {
      const ended = await idsOf({ ...how, stopTokens: [id] });
      expect(ended).toEqual(all.slice(0, all.indexOf(id) + 1));
    }
    const two = [all[9]!, all[14]!];
    const first = Math.min(...two.map((id) => all.indexOf(id)));
    expect(await idsOf({ ...how, stopTokens: two })).toEqual(all.slice(0, first + 1));
  });

  test('in the prompt do not end anything', async () => {
    const how = { prompt: [8, 8], maxTokens: 3, exclude: [0], temperature: 0 };
    const all = await idsOf(how);
    expect(all).not.toContain(8);
    expect(await idsOf({ ...how, stopTokens: [8] })).toEqual(all);
  });

  test('can be padding, which is then drawn', async () => {
    const vocabulary = charVocabulary('ab');
    const how = { prompt: 'a', vocabulary, maxTokens: 200, temperature: 5 };
    const ended = await idsOf({ ...how, stopTokens: ['<pad>'] }, 4);
    expect(ended.at(-1)).toBe(0);
    expect(ended).not.toContain(1);
    expect(await idsOf({ ...how, stopTokens: [0] }, 4)).toEqual(ended);
  });
});

describe('a stop text', () => {
  const vocabulary = charVocabulary('abcdefg');
  const how = { prompt: 'abc', vocabulary, maxTokens: 60, temperature: 3 };
  const model = nextTokenModel(vocabulary.size);

  test.each([1, 2, 3])('of %d characters ends the text behind itself', async (length) => {
    const all = await generateText(model, how);
    for (let at = 0; at + length <= 20; at++) {
      const stop = all.slice(at, at + length);
      const ended = await generateText(model, { ...how, stop });
      expect(ended).toBe(all.slice(0, all.indexOf(stop) + length));
    }
  });

  test('is the first to come, of several', async () => {
    const all = await generateText(model, how);
    const stop = [all.slice(12, 15), all.slice(5, 8)];
    const ends = stop.map((text) => all.indexOf(text) + 3);
    expect(await generateText(model, { ...how, stop })).toBe(all.slice(0, Math.min(...ends)));
  });

  test('does not begin in the prompt', async () => {
    const [first = ''] = await generateText(model, how);
    const all = await generateText(model, how);
    const stop = `c${first}`;
    const at = all.indexOf(stop);
    const expected = at < 0 ? all : all.slice(0, at + 2);
    expect(await generateText(model, { ...how, stop })).toBe(expected);
  });

  test('can go over words and the spaces between them', async () => {
    const words = wordVocabulary('one two three four five six');
    const other = nextTokenModel(words.size);
    const options = { prompt: 'one', vocabulary: words, maxTokens: 30, temperature: 3 };
    const all = (await generateText(other, options)).split(' ').slice(1);
    const stop = `${all[3]!.slice(-2)} ${all[4]!} ${all[5]![0]!}`;
    const ended = await generateText(other, { ...options, stop });
    expect(` ${all.join(' ')}`.startsWith(ended)).toBe(true);
    expect(ended.slice(0, -1)).not.toMatch(new RegExp(`${stop}.* `));
    expect(ended).toContain(stop);
  });
});

describe('refused', () => {
  const vocabulary = charVocabulary('abcdefg');
  test.each<[string, GenerateOptions, string]>([
    [
      'a stop token that is no list',
      // @ts-expect-error not a list
      { prompt, stopTokens: 3 },
      'generate wants stopTokens to be a list, got 3',
    ],
    [
      'a negative stop token',
      { prompt, stopTokens: [-1] },
      'generate wants stopTokens to be ids or, with a vocabulary, tokens, got -1',
    ],
    [
      'a stop token of text without a vocabulary',
      { prompt, stopTokens: ['a'] },
      'generate wants stopTokens to be ids or, with a vocabulary, tokens, got a',
    ],
    [
      'a stop token that the vocabulary has not',
      { prompt, vocabulary, stopTokens: ['z'] },
      "generate wants stopTokens of the vocabulary, which has no 'z'",
    ],
    [
      'a stop token that the model has not',
      { prompt, stopTokens: [9] },
      'stopTokens wants ids from 0 to 8, got 9',
    ],
    [
      'a stop token that is excluded',
      { prompt, stopTokens: [3, 4], exclude: [4] },
      'generate has 4 in both stopTokens and exclude: leave one out',
    ],
    [
      'a stop text without a vocabulary',
      { prompt, stop: '.' },
      'generate got a text to stop at: pass the vocabulary, or use stopTokens',
    ],
    [
      'an empty stop text',
      { prompt, vocabulary, stop: ['a', ''] },
      "generate wants stop to be texts that are not empty, got ''",
    ],
    [
      'a broken penalty',
      { prompt, repetitionPenalty: -1 },
      'generate wants repetitionPenalty > 0, got -1',
    ],
  ])('%s', async (_, options, message) => {
    await expect(idsOf(options)).rejects.toThrow(new ConfigError(message));
  });
});

test('a repetition penalty knows the prompt and what was written', async () => {
  const model = nextTokenModel(9);
  const how = { prompt, maxTokens: 6, temperature: 0 };
  const written = await idsOf({ ...how, repetitionPenalty: 1e6 });
  let state = model.initialState(1);
  const seen = new Set<number>();
  let logits: number[] = [];
  for (const id of prompt) {
    seen.add(id);
    const step = model.step([id], state);
    ({ state } = step);
    logits = [...step.logits.data];
  }
  for (const id of written) {
    const scores = logits.map((x, i) => (seen.has(i) ? (x > 0 ? x / 1e6 : x * 1e6) : x));
    expect(id).toBe(scores.indexOf(Math.max(...scores)));
    seen.add(id);
    const step = model.step([id], state);
    ({ state } = step);
    logits = [...step.logits.data];
  }
  expect(written).not.toEqual(await idsOf(how));
});
