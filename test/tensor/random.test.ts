import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream, shuffle } from '../../src/tensor/index.ts';

function draws<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

describe('the stream of a seed', () => {
  test('is that of other implementations of Alea', () => {
    // Two of their 32-bit numbers make one of ours: 32 bits of the first, 21 of the second.
    const published = [
      [0.7371923720929772, 0.9694351863581687],
      [0.22013063845224679, 0.31599166593514383],
    ] as const;
    const { uniform } = randomStream('ii');
    for (const [first, second] of published) {
      expect(uniform()).toBe(first + Math.floor(second * 2 ** 21) * 2 ** -53);
    }
  });

  test('gives the same numbers again', () => {
    const first = randomStream(7, 'dropout', 'lstm_1', 3);
    const second = randomStream(7, 'dropout', 'lstm_1', 3);
    expect(draws(20, first.uniform)).toEqual(draws(20, second.uniform));
    expect(draws(20, first.normal)).toEqual(draws(20, second.normal));
  });

  test('is not moved by draws from another', () => {
    const alone = draws(5, randomStream(7, 'weights', 'b').uniform);
    const other = randomStream(7, 'weights', 'a');
    const between = randomStream(7, 'weights', 'b');
    const seen = draws(5, () => {
      other.normal();
      return between.uniform();
    });
    expect(seen).toEqual(alone);
  });

  test('differs with the seed and with every part', () => {
    const streams: (readonly [number | string, ...(string | number)[]])[] = [
      [0, 'dropout', 'lstm', 0],
      [1, 'dropout', 'lstm', 0],
      [0, 'shuffle', 'lstm', 0],
      [0, 'dropout', 'lstm_1', 0],
      [0, 'dropout', 'lstm', 1],
      [0, 'dropout', 'lstm'],
    ];
    const first = streams.map(([seed, ...parts]) => randomStream(seed, ...parts).uniform());
    expect(new Set(first).size).toBe(streams.length);
  });

  test('is the same for a number and for its digits', () => {
    expect(randomStream(42).uniform()).toBe(randomStream('42').uniform());
  });
});

describe('100,000 draws', () => {
  const COUNT = 100_000;
  // Five standard errors of what is counted: a right generator fails once in two million seeds.
  const margin = (deviation: number): number => (5 * deviation) / Math.sqrt(COUNT);
  const mean = (numbers: readonly number[]): number => {
    return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  };

  test('of uniform lie in [0, 1) and fill it evenly', () => {
    const numbers = draws(COUNT, randomStream('uniform').uniform);
    expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = numbers.filter((x) => Math.floor(x * 10) === tenth).length / COUNT;
      expect(Math.abs(share - 0.1)).toBeLessThan(margin(0.3));
    }
  });

  test('of uniform use more than 32 bits', () => {
    const { uniform } = randomStream('bits');
    expect(draws(50, uniform).some((x) => (x * 2 ** 32) % 1 !== 0)).toBe(true);
  });

  test('of normal have the moments of the standard normal distribution', () => {
    const numbers = draws(COUNT, randomStream('normal').normal);
    expect(Math.abs(mean(numbers))).toBeLessThan(margin(1));
    expect(Math.abs(mean(numbers.map((x) => x ** 2)) - 1)).toBeLessThan(margin(Math.sqrt(2)));
    expect(Math.abs(mean(numbers.map((x) => x ** 3)))).toBeLessThan(margin(Math.sqrt(15)));
    expect(Math.abs(mean(numbers.map((x) => x ** 4)) - 3)).toBeLessThan(margin(Math.sqrt(96)));
  });

  test('of integer(6) give each of the six equally often', () => {
    const stream = randomStream('dice');
    const numbers = draws(COUNT, () => stream.integer(6));
    for (let face = 0; face < 6; face++) {
      const share = numbers.filter((x) => x === face).length / COUNT;
      expect(Math.abs(share - 1 / 6)).toBeLessThan(margin(Math.sqrt(5) / 6));
    }
  });
});

test('a second normal number is drawn afresh, not kept from the first pair', () => {
  const stream = randomStream('memory');
  stream.normal();
  const second = stream.normal();
  // The first took some pairs of uniform numbers; a stream that skips as many begins at the second.
  const firstAfter = Array.from({ length: 20 }, (_, pairs) => {
    const skipping = randomStream('memory');
    draws(2 * pairs, skipping.uniform);
    return skipping.normal();
  });
  expect(firstAfter.slice(1)).toContain(second);
});

describe('shuffle', () => {
  test('keeps every number and depends on the stream alone', () => {
    fc.assert(
      fc.property(fc.int32Array({ maxLength: 50 }), fc.string(), (numbers, seed) => {
        const once = numbers.slice();
        const twice = numbers.slice();
        shuffle(once, randomStream(seed));
        shuffle(twice, randomStream(seed));
        expect(once).toEqual(twice);
        expect(once.sort()).toEqual(numbers.sort());
      }),
      { seed: 3 },
    );
  });

  test('gives each of the 24 orders of four numbers equally often', () => {
    const COUNT = 24_000;
    const seen = new Map<string, number>();
    const stream = randomStream('orders');
    for (let i = 0; i < COUNT; i++) {
      const items = new Int32Array([0, 1, 2, 3]);
      shuffle(items, stream);
      seen.set(items.join(), (seen.get(items.join()) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    // Pearson's statistic, 23 degrees of freedom: above 70 once in a million seeds.
    const expected = COUNT / 24;
    const statistic = [...seen.values()].reduce((s, n) => s + (n - expected) ** 2 / expected, 0);
    expect(statistic).toBeLessThan(70);
  });
});
