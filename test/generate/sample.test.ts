import {
  ConfigError,
  randomStream,
  type SampleOptions,
  type SamplingOptions,
  sample,
} from 'unrolled';
import { describe, expect, test } from 'vitest';

const PROBABILITIES = [0.05, 0.4, 0.1, 0.25, 0.2];
const LOGITS = PROBABILITIES.map((p) => Math.log(p) + 3);

/** How often each token comes, of `draws`. */
function frequencies(options: SamplingOptions, draws = 20_000): number[] {
  const random = randomStream('frequencies');
  const counts = PROBABILITIES.map(() => 0);
  for (let i = 0; i < draws; i++) counts[sample(LOGITS, options, random).id]!++;
  return counts.map((count) => count / draws);
}

function normalized(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

describe('tokens are drawn as often as they are likely', () => {
  const cases: readonly [string, SamplingOptions, readonly number[]][] = [
    ['by the model’s own probabilities', {}, PROBABILITIES],
    ['p² at temperature 1/2', { temperature: 0.5 }, normalized(PROBABILITIES.map((p) => p * p))],
    ['√p at temperature 2', { temperature: 2 }, normalized(PROBABILITIES.map(Math.sqrt))],
    ['the two most likely', { topK: 2 }, normalized([0, 0.4, 0, 0.25, 0])],
    ['all of them for a larger topK', { topK: 99 }, PROBABILITIES],
    ['the fewest that reach 0.6', { topP: 0.6 }, normalized([0, 0.4, 0, 0.25, 0])],
    ['the fewest that reach 0.7', { topP: 0.7 }, normalized([0, 0.4, 0, 0.25, 0.2])],
    ['at least one, however small topP', { topP: 1e-9 }, [0, 1, 0, 0, 0]],
    ['topP of what topK leaves', { topK: 3, topP: 0.7 }, normalized([0, 0.4, 0, 0.25, 0])],
    [
      'topP of what the temperature makes of them',
      { temperature: 0.5, topP: 0.6 },
      normalized([0, 0.16, 0, 0.0625, 0]),
    ],
    ['without the excluded ones', { exclude: [1, 4] }, normalized([0.05, 0, 0.1, 0.25, 0])],
    [
      'topK of those that are not excluded',
      { exclude: [1], topK: 2 },
      normalized([0, 0, 0, 0.25, 0.2]),
    ],
  ];

  test.each(cases)('%s', (_, options, expected) => {
    for (const [id, frequency] of frequencies(options).entries()) {
      const p = expected[id] ?? 0;
      if (p === 0) expect(frequency, `token ${id}`).toBe(0);
      // five standard deviations of 20,000 draws
      else
        expect(Math.abs(frequency - p), `token ${id}`).toBeLessThanOrEqual(
          5 * Math.sqrt((p * (1 - p)) / 20_000),
        );
    }
  });
});

test('topP is reached by tokens whose probability is just that', () => {
  const random = randomStream('equals');
  const drawn = Array.from({ length: 50 }, () => sample([1, 1], { topP: 0.5 }, random).id);
  expect(new Set(drawn)).toEqual(new Set([0]));
});

describe('a repetition penalty', () => {
  const logits = [2, -1, 0.5, -3];

  /** The probabilities that the logits would have at these. */
  function expectDrawnBy(options: SampleOptions, scores: readonly number[]): void {
    const [random, other] = [randomStream('penalty'), randomStream('penalty')];
    for (let i = 0; i < 200; i++) {
      const { id } = sample(logits, options, random);
      expect(id).toBe(sample(scores, {}, other).id);
    }
  }

  test('divides positive logits of what stands there already, and multiplies negative ones', () => {
    const options = { repetitionPenalty: 2, previous: [0, 3, 3, 0] };
    expectDrawnBy(options, [1, -1, 0.5, -6]);
    expectDrawnBy({ ...options, repetitionPenalty: 0.5 }, [4, -1, 0.5, -1.5]);
  });

  test('divides what is above 0, however little', () => {
    const options = { repetitionPenalty: 3, previous: [1], temperature: 0 };
    expect(sample([0.2, 0.5], options, randomStream(0)).id).toBe(0);
  });

  test('of 1 and of an empty text changes nothing', () => {
    expectDrawnBy({ repetitionPenalty: 1, previous: [0, 1] }, logits);
    expectDrawnBy({ repetitionPenalty: 5, previous: [] }, logits);
    expectDrawnBy({ repetitionPenalty: 1 }, logits);
  });

  test('comes before the temperature, also before that of 0', () => {
    const options = { repetitionPenalty: 5, previous: [0], temperature: 0 };
    expect(sample(logits, options, randomStream(0)).id).toBe(2);
  });

  test('leaves logProb the model’s own', () => {
    const usual = sample(logits, { temperature: 0 }, randomStream(0));
    const options = { repetitionPenalty: 1.5, previous: [0], temperature: 0 };
    expect(sample(logits, options, randomStream(0))).toEqual(usual);
  });

  test.each<[string, SampleOptions, string]>([
    [
      'without previous',
      { repetitionPenalty: 2 },
      'sample wants previous beside repetitionPenalty: the ids of the text so far',
    ],
    ['of 0', { repetitionPenalty: 0, previous: [] }, 'sample wants repetitionPenalty > 0, got 0'],
    [
      'with an id before that has no logit',
      { repetitionPenalty: 2, previous: [1, 4] },
      'previous wants ids from 0 to 3, got 4',
    ],
  ])('is refused %s', (_, options, message) => {
    expect(() => sample(logits, options, randomStream(0))).toThrow(new ConfigError(message));
  });
});

describe('temperature 0', () => {
  test('takes the most likely token', () => {
    expect(sample(LOGITS, { temperature: 0 }, randomStream(0)).id).toBe(1);
    expect(sample(LOGITS, { temperature: 0, exclude: [1] }, randomStream(0)).id).toBe(3);
  });

  test('takes the first of equals, and draws no number', () => {
    const random = { ...randomStream(0), uniform: () => Number.NaN };
    expect(sample([1, 3, 3, 2], { temperature: 0 }, random).id).toBe(1);
  });
});

describe('logProb', () => {
  test.each<SamplingOptions>([
    {},
    { temperature: 0 },
    { temperature: 3 },
    { topK: 1 },
    { topP: 0.3 },
    { exclude: [0, 1] },
  ])('is the model’s own ln p with %o', (options) => {
    const random = randomStream('logProb');
    for (let i = 0; i < 20; i++) {
      const { id, logProb } = sample(LOGITS, options, random);
      expect(logProb).toBeCloseTo(Math.log(PROBABILITIES[id] ?? 0), 12);
    }
  });

  test('holds for logits far from 0', () => {
    const far = sample([-1e4, 1e4], {}, randomStream(0));
    expect(far).toEqual({ id: 1, logProb: 0 });
    const unlikely = sample([-1e4, 1e4], { exclude: [1] }, randomStream(0));
    expect(unlikely).toEqual({ id: 0, logProb: -2e4 });
  });
});

test('a token with a logit of −∞ is never drawn', () => {
  const random = randomStream(0);
  for (let i = 0; i < 100; i++) {
    expect(sample([Number.NEGATIVE_INFINITY, 0, 0], {}, random).id).toBeGreaterThan(0);
  }
});

test('a smaller temperature than numbers can divide by takes the most likely token', () => {
  expect(sample(LOGITS, { temperature: Number.MIN_VALUE }, randomStream(0)).id).toBe(1);
});

describe('sampling is refused', () => {
  test.each<[string, readonly number[], SamplingOptions, string]>([
    ['for NaN', [0, Number.NaN], {}, 'sample wants logits that are numbers, got NaN'],
    [
      'for +∞',
      [0, Number.POSITIVE_INFINITY],
      {},
      'sample wants logits that are numbers, got Infinity',
    ],
    [
      'where all are −∞',
      [Number.NEGATIVE_INFINITY],
      {},
      'sample wants a token that can be drawn, but all are excluded or −∞',
    ],
    [
      'where all are excluded',
      [1, 2],
      { exclude: [0, 1] },
      'sample wants a token that can be drawn, but all are excluded or −∞',
    ],
    [
      'without logits',
      [],
      {},
      'sample wants a token that can be drawn, but all are excluded or −∞',
    ],
    [
      'for an unknown excluded id',
      [1, 2],
      { exclude: [2] },
      'exclude wants ids from 0 to 1, got 2',
    ],
    ['for half an id', [1, 2], { exclude: [0.5] }, 'exclude wants ids from 0 to 1, got 0.5'],
  ])('%s', (_, logits, options, message) => {
    expect(() => sample(logits, options, randomStream(0))).toThrow(new ConfigError(message));
  });
});
