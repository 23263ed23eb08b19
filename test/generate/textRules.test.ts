import {
  ConfigError,
  charVocabulary,
  type GenerateOptions,
  generate,
  generateBatch,
  generateText,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { nextTokenModel } from './nextTokenModel.ts';

const prompt = [3, 1, 4];

async function idsOf(options: GenerateOptions, V = 6): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of generate(nextTokenModel(V), options)) ids.push(id);
  return ids;
}

/** Every run of `size` tokens, as often as it stands there. */
function runsOf(ids: readonly number[], size: number): string[] {
  return ids.slice(size - 1).map((_, at) => ids.slice(at, at + size).join());
}

describe('noRepeatNgramSize', () => {
  test.each([1, 2, 3])(
    'lets no run of %d tokens stand twice, the prompt included',
    async (size) => {
      const maxTokens = size === 1 ? 3 : 20; // of six tokens the prompt has three
      for (let seed = 0; seed < 5; seed++) {
        const how = { prompt, maxTokens, seed };
        const runs = runsOf(
          [...prompt, ...(await idsOf({ ...how, noRepeatNgramSize: size }))],
          size,
        );
        expect(new Set(runs).size, `seed ${seed}`).toBe(runs.length);
        const free = runsOf([...prompt, ...(await idsOf({ ...how, maxTokens: 60 }))], size);
        expect(new Set(free).size, `seed ${seed}`).toBeLessThan(free.length);
      }
    },
  );

  test('leaves a text as it is that has no such run', async () => {
    const how = { prompt, maxTokens: 20 };
    const written = await idsOf(how);
    const runs = runsOf([...prompt, ...written], 5);
    expect(new Set(runs).size).toBe(runs.length);
    expect(await idsOf({ ...how, noRepeatNgramSize: 5 })).toEqual(written);
    expect(await idsOf({ ...how, noRepeatNgramSize: 0 })).toEqual(written);
  });

  test('is an error where no token is left', async () => {
    await expect(idsOf({ prompt, maxTokens: 4, noRepeatNgramSize: 1 })).rejects.toThrow(
      new ConfigError('sample wants a token that can be drawn, but all are excluded or −∞'),
    );
  });
});

describe('minTokens', () => {
  test('keeps stop tokens away until the text is long enough', async () => {
    const how = { prompt, maxTokens: 40, temperature: 2, stopTokens: [2, 5] };
    const lengths = new Set<number>();
    for (let seed = 0; seed < 12; seed++) {
      const ids = await idsOf({ ...how, minTokens: 7, seed });
      expect(ids.findIndex((id) => id === 2 || id === 5) + 1).toBe(ids.length);
      expect(ids.length).toBeGreaterThanOrEqual(7);
      lengths.add(ids.length);
    }
    expect(lengths).toContain(7); // so it does not keep them away for longer
  });

  test('lets a stop text stand that comes too early', async () => {
    const vocabulary = charVocabulary('abcdefg');
    const how = { prompt: 'abc', vocabulary, maxTokens: 60, temperature: 3 };
    const model = nextTokenModel(vocabulary.size);
    const all = await generateText(model, how);
    const [first] = all;
    const second = all.indexOf(first!, 1);
    expect(second).toBeGreaterThan(0);
    const ended = await generateText(model, { ...how, stop: first!, minTokens: 2 });
    expect(ended).toBe(all.slice(0, second + 1));
  });
});

describe('initialState', () => {
  test('is what writing begins with: what was read before need not be read again', async () => {
    const model = nextTokenModel(9);
    let state = model.initialState(1);
    for (const id of [7, 2]) ({ state } = model.step([id], state));
    const how = { maxTokens: 12, temperature: 2 };
    const written = [];
    for await (const token of generate(model, { ...how, prompt, initialState: state })) {
      written.push(token);
    }
    const whole = [];
    for await (const token of generate(model, { ...how, prompt: [7, 2, ...prompt] })) {
      whole.push(token);
    }
    expect(written).toEqual(whole);
  });

  test('has a row for each prompt', async () => {
    const model = nextTokenModel(9);
    const { state } = model.step([7, 2], model.initialState(2));
    const how = { maxTokens: 9, temperature: 2, stopTokens: [5] };
    const written = await generateBatch(model, {
      ...how,
      prompts: [[3], [1, 1]],
      initialState: state,
    });
    expect(written).toEqual(
      await generateBatch(model, {
        ...how,
        prompts: [
          [7, 3],
          [2, 1, 1],
        ],
      }),
    );
    const three = generateBatch(model, { ...how, prompts: [[3], [1], [1]], initialState: state });
    await expect(three).rejects.toThrow('state lstm/h wants [3, 8], got [2, 8]');
  });

  test('leaves states at zero that it does not name', async () => {
    const model = nextTokenModel(9);
    const { state } = model.step([7], model.initialState(1));
    const { 'lstm/c': c } = state;
    const zero = model.initialState(1)['lstm/h'];
    const how = { prompt, maxTokens: 9 };
    expect(await idsOf({ ...how, initialState: { 'lstm/c': c! } }, 9)).toEqual(
      await idsOf({ ...how, initialState: { 'lstm/c': c!, 'lstm/h': zero! } }, 9),
    );
  });
});

describe('refused are', () => {
  test.each<[string, GenerateOptions, string]>([
    [
      'more tokens at least than at most',
      { prompt, maxTokens: 2, minTokens: 3 },
      'generate wants minTokens to be at most maxTokens, 2, got 3',
    ],
    [
      'half a token',
      { prompt, minTokens: 0.5 },
      'generate wants minTokens to be a whole number >= 0, got 0.5',
    ],
    [
      'runs of half a token',
      { prompt, noRepeatNgramSize: 0.5 },
      'generate wants noRepeatNgramSize to be a whole number >= 0, got 0.5',
    ],
  ])('%s', async (_, options, message) => {
    await expect(idsOf(options)).rejects.toThrow(new ConfigError(message));
  });
});
