import {
  type BucketOptions,
  batched,
  bucketByLength,
  ConfigError,
  type Example,
  randomStream,
  ShapeError,
  type Source,
  shuffled,
} from 'unrolled';
import { describe, expect, test } from 'vitest';

async function all<T>(stream: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

async function* later<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

const SOURCES: readonly [string, Source<number>][] = [
  ['a list', range(20)],
  ['an iterable', new Set(range(20))],
  ['a function that gives a list', () => range(20)],
  ['a function that gives an async generator', () => later(range(20))],
  ['a function that gives a promise of one', () => Promise.resolve(later(range(20)))],
];

describe('shuffled', () => {
  test.each(SOURCES)(
    'gives each item of %s once, in an order by seed and epoch',
    async (_, source) => {
      const expected = await all(shuffled(range(20), { bufferSize: 6, seed: 4 })(1));
      expect([...expected].sort((a, b) => a - b)).toEqual(range(20));
      expect(expected).not.toEqual(range(20));
      const again = shuffled(source, { bufferSize: 6, seed: 4 });
      expect(await all(again(1))).toEqual(expected);
      expect(await all(again(1))).toEqual(expected);
      expect(await all(again(2))).not.toEqual(expected);
      expect(await all(shuffled(source, { bufferSize: 6, seed: 5 })(1))).not.toEqual(expected);
    },
  );

  test('gives an item at most bufferSize − 1 places earlier', async () => {
    for (const bufferSize of [1, 2, 5]) {
      const order = await all(shuffled(range(100), { bufferSize })(0));
      for (const [place, item] of order.entries()) {
        expect(item - place).toBeLessThanOrEqual(bufferSize - 1);
      }
    }
  });

  test('leaves the order for a buffer of one, and makes any of a buffer that holds all', async () => {
    expect(await all(shuffled(range(9), { bufferSize: 1 })(0))).toEqual(range(9));
    const orders = new Set<string>();
    const stream = shuffled(range(3), { bufferSize: 50 });
    for (let epoch = 0; epoch < 60; epoch++) orders.add((await all(stream(epoch))).join());
    expect(orders.size).toBe(6);
  });

  test('draws any item of its buffer', async () => {
    const first = new Set<number | undefined>();
    const stream = shuffled(range(9), { bufferSize: 4 });
    for (let epoch = 0; epoch < 60; epoch++) first.add((await all(stream(epoch)))[0]);
    expect([...first].sort()).toEqual([0, 1, 2, 3]);
  });

  test('holds no more than its buffer', async () => {
    let asked = 0;
    const source = function* (): Generator<number> {
      for (let i = 0; i < 50; i++) {
        asked++;
        yield i;
      }
    };
    let given = 0;
    for await (const item of shuffled(source, { bufferSize: 4 })(0)) {
      given++;
      expect(item).toBeLessThan(asked);
      expect(asked - given).toBeLessThanOrEqual(4);
    }
    expect(given).toBe(50);
  });

  test('lets go of its source when nobody wants more', async () => {
    let closed = false;
    const source = function* (): Generator<number> {
      try {
        yield* range(9);
      } finally {
        closed = true;
      }
    };
    const stream = shuffled(source, { bufferSize: 2 })(0);
    await stream.next();
    await stream.return();
    expect(closed).toBe(true);
  });

  test('waits until its source has closed, and closes none that has ended', async () => {
    const calls: string[] = [];
    const source = (length: number) => (): AsyncIterable<number> => ({
      [Symbol.asyncIterator]() {
        let at = 0;
        return {
          next: () => Promise.resolve({ done: at === length, value: at++ }),
          async return() {
            await new Promise((resolve) => setTimeout(resolve, 1));
            calls.push('closed');
            return { done: true, value: undefined };
          },
        };
      },
    });
    expect(await all(shuffled(source(5), { bufferSize: 1 })(0))).toEqual(range(5));
    expect(calls).toEqual([]);
    const stream = shuffled(source(5), { bufferSize: 1 })(0);
    await stream.next();
    await stream.return();
    expect(calls).toEqual(['closed']);
  });

  test('refuses what is no source, and impossible options', async () => {
    // @ts-expect-error not a source
    expect(() => shuffled(7, { bufferSize: 2 })).toThrow(
      new ConfigError(
        'shuffled wants a list, an iterable, or a function (epoch) => iterable, got 7',
      ),
    );
    expect(() => shuffled([], { bufferSize: 0 })).toThrow(
      new ConfigError('shuffled wants bufferSize to be a whole number >= 1, got 0'),
    );
    // @ts-expect-error the function gives no iterable
    const stream = shuffled(() => 7, { bufferSize: 2 });
    await expect(all(stream(0))).rejects.toThrow(
      new ConfigError('shuffled wants an iterable, or a function (epoch) => iterable, got 7'),
    );
  });
});

const examples: Example<number[], number>[] = [3, 1, 7, 2, 9, 3, 4, 1].map((length, i) => [
  range(length),
  i,
]);

describe('batched', () => {
  test('puts examples side by side, in their order', async () => {
    const batches = await all(batched(examples, { batchSize: 3 })(0));
    expect(batches.map(([x]) => x.map(({ length }) => length))).toEqual([
      [3, 1, 7],
      [2, 9, 3],
      [4, 1],
    ]);
    expect(batches.map(([, y]) => y)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
    ]);
  });

  test('leaves the last ones out if they are too few, where that is asked for', async () => {
    const batches = await all(batched(examples, { batchSize: 3, dropRemainder: true })(0));
    expect(batches.map(([, y]) => y)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(await all(batched(examples, { batchSize: 4, dropRemainder: true })(0))).toHaveLength(2);
  });

  test('makes batches of 32 by default, and none of nothing', async () => {
    const many = Array.from({ length: 33 }, (): Example<number[], number> => [[1], 1]);
    expect((await all(batched(many)(0))).map(([x]) => x.length)).toEqual([32, 1]);
    expect(await all(batched([])(0))).toEqual([]);
  });

  test('refuses impossible options', () => {
    expect(() => batched(examples, { batchSize: 0 })).toThrow(
      new ConfigError('batched wants batchSize to be a whole number >= 1, got 0'),
    );
    // @ts-expect-error not a flag
    expect(() => batched(examples, { dropRemainder: 1 })).toThrow(
      new ConfigError('batched wants dropRemainder to be true or false, got 1'),
    );
  });
});

describe('bucketByLength', () => {
  async function lengthsOf(options: BucketOptions): Promise<number[][]> {
    const batches = await all(bucketByLength(examples, options)(0));
    return batches.map(([x]) => x.map(({ length }) => length));
  }

  test('puts examples of similar length together, each batch as soon as it is full', async () => {
    expect(await lengthsOf({ boundaries: [3, 5], batchSize: 2 })).toEqual([
      ...[
        [1, 2],
        [7, 9],
        [3, 3],
      ],
      ...[[1], [4]], // what is left, the shortest first
    ]);
  });

  test('may have a batch size for each bucket, and leave out what is left', async () => {
    const options = { boundaries: [3, 5], batchSize: [3, 1, 4] };
    expect(await lengthsOf(options)).toEqual([[3], [3], [4], [1, 2, 1], [7, 9]]);
    expect(await lengthsOf({ ...options, dropRemainder: true })).toEqual([
      [3],
      [3],
      [4],
      [1, 2, 1],
    ]);
  });

  test('keeps x and y together, and loses nothing', async () => {
    const random = randomStream('buckets');
    for (let i = 0; i < 20; i++) {
      const drawn = Array.from({ length: random.integer(60) }, (): Example<number[], string> => {
        const length = random.integer(12);
        return [range(length), String(length)];
      });
      const stream = bucketByLength(drawn, { boundaries: [2, 4, 9], batchSize: 5 });
      const batches = await all(stream(0));
      const seen = batches.flatMap(([x, y]) => x.map((steps, row) => [steps, y[row]]));
      expect(seen).toHaveLength(drawn.length);
      for (const [x, y] of batches) {
        expect(x.length).toBeLessThanOrEqual(5);
        expect(x.map(({ length }) => String(length))).toEqual(y);
        const buckets = x.map(({ length }) => [2, 4, 9].filter((end) => length >= end).length);
        expect(new Set(buckets).size).toBe(1);
      }
    }
  });

  test('takes a shuffled source, epoch by epoch', async () => {
    const stream = bucketByLength(shuffled(examples, { bufferSize: 8 }), { boundaries: [4] });
    const [first, again, second] = [
      await all(stream(0)),
      await all(stream(0)),
      await all(stream(1)),
    ];
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
  });

  test.each<[string, BucketOptions, string]>([
    [
      'boundaries that fall',
      { boundaries: [3, 3] },
      'bucketByLength wants boundaries that rise, got 3 after 3',
    ],
    [
      'a boundary of 0',
      { boundaries: [0] },
      'bucketByLength wants boundaries[0] to be a whole number >= 1, got 0',
    ],
    [
      'too few batch sizes',
      { boundaries: [3, 5], batchSize: [4, 4] },
      'bucketByLength wants a batchSize for each of 3 buckets, got 2',
    ],
    [
      'an empty batch',
      { boundaries: [3], batchSize: [4, 0] },
      'bucketByLength wants batchSize[1] to be a whole number >= 1, got 0',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => bucketByLength(examples, options)).toThrow(new ConfigError(message));
  });

  test('refuses an example without a length, with its number', async () => {
    const wrong: unknown = [
      [[1], 1],
      [2, 2],
    ];
    // @ts-expect-error x is no list
    const stream = bucketByLength(wrong, { boundaries: [3] });
    await expect(all(stream(0))).rejects.toThrow(
      new ShapeError(
        'bucketByLength wants examples [x, y] whose x is a list of steps, got 2 for x of example 1',
      ),
    );
  });
});
