import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Padded, type PadOptions, padSequences, type Side } from '../../src/data/index.ts';
import { ConfigError, type Ids, ShapeError, type Tensor } from '../../src/tensor/index.ts';

const RAGGED = [[1, 2, 3], [], [4, 5]];

describe('padSequences of ids', () => {
  test.each<[string, PadOptions, number[], number[]]>([
    ['at the end', { side: 'end' }, [1, 2, 3, 0, 0, 0, 4, 5, 0], [1, 1, 1, 0, 0, 0, 1, 1, 0]],
    ['at the start', { side: 'start' }, [1, 2, 3, 0, 0, 0, 0, 4, 5], [1, 1, 1, 0, 0, 0, 0, 1, 1]],
    [
      'with another value',
      { side: 'end', value: -1 },
      [1, 2, 3, -1, -1, -1, 4, 5, -1],
      [1, 1, 1, 0, 0, 0, 1, 1, 0],
    ],
    [
      'to a larger length',
      { side: 'start', length: 4 },
      [0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 4, 5],
      [0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1],
    ],
    [
      'to a smaller length, cut at the start',
      { side: 'end', length: 2, truncate: 'start' },
      [2, 3, 0, 0, 4, 5],
      [1, 1, 0, 0, 1, 1],
    ],
    [
      'to a smaller length, cut at the end',
      { side: 'start', length: 1, truncate: 'end' },
      [1, 0, 4],
      [1, 0, 1],
    ],
    ['to no length at all', { side: 'end', length: 0, truncate: 'end' }, [], []],
  ])('pads %s', (_, options, data, mask) => {
    const padded = padSequences(RAGGED, options);
    expect(Array.from(padded.data.data)).toEqual(data);
    expect(Array.from(padded.mask.data)).toEqual(mask);
    expect(padded.data.shape).toEqual([3, data.length / 3]);
    expect(padded.mask.shape).toEqual(padded.data.shape);
    expect([padded.data.dtype, padded.mask.dtype]).toEqual(['int32', 'uint8']);
  });

  test('takes typed arrays and leaves them alone', () => {
    const sequences = [Int32Array.of(7), Int32Array.of(8, 9)];
    expect(Array.from(padSequences(sequences, { side: 'end' }).data.data)).toEqual([7, 0, 8, 9]);
    expect(sequences).toEqual([Int32Array.of(7), Int32Array.of(8, 9)]);
  });

  test.each<[string, number[][], number | undefined, number[]]>([
    ['no sequences', [], undefined, [0, 0]],
    ['no sequences of a given length', [], 3, [0, 3]],
    ['empty sequences', [[], []], undefined, [2, 0]],
    ['empty sequences of a given length', [[], []], 3, [2, 3]],
  ])('allows %s', (_, sequences, length, shape) => {
    const { data, mask } = padSequences(sequences, {
      side: 'end',
      ...(length === undefined ? {} : { length }),
    });
    expect([data.shape, mask.shape]).toEqual([shape, shape]);
    expect(mask.data).toEqual(new Uint8Array((shape[0] ?? 0) * (shape[1] ?? 0)));
  });

  test('keeps every sequence where the mask says so, whatever the sequences', () => {
    const side = fc.constantFrom<Side[]>('start', 'end');
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer())), side, (sequences, where) => {
        const { data, mask } = padSequences(sequences, { side: where, value: 7 });
        const T = data.shape[1];
        const kept = sequences.map((_, b) =>
          Array.from(data.data.subarray(b * T, (b + 1) * T)).filter(
            (__, t) => mask.get(b, t) === 1,
          ),
        );
        expect(kept).toEqual(sequences);
        const padding = Array.from(data.data).filter((_, at) => mask.data[at] === 0);
        expect(padding.every((id) => id === 7)).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

describe('padSequences of rows', () => {
  const rows = [
    [
      [1, 2],
      [3, 4],
    ],
    [],
    [Float32Array.of(5, 6)],
  ];

  test('pads whole rows', () => {
    const { data, mask } = padSequences(rows, { side: 'start', features: 2, value: 0.5 });
    expect(data.shape).toEqual([3, 2, 2]);
    expect(data.data).toEqual(Float32Array.of(1, 2, 3, 4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 5, 6));
    expect(mask.shape).toEqual([3, 2]);
    expect(mask.data).toEqual(Uint8Array.of(1, 1, 0, 0, 0, 1));
  });

  test('cuts whole rows', () => {
    const options = { side: 'end', features: 2, length: 1, truncate: 'start' } as const;
    expect(padSequences(rows, options).data.data).toEqual(Float32Array.of(3, 4, 0, 0, 5, 6));
  });

  test('keeps all digits in float64', () => {
    const { data } = padSequences([[[0.1]]], { side: 'end', features: 1, dtype: 'float64' });
    expect(data.data).toEqual(Float64Array.of(0.1));
  });

  test('knows its shape without a single row', () => {
    expect(padSequences([[], []], { side: 'end', features: 3, length: 2 }).data.shape).toEqual([
      ...[2, 2, 3],
    ]);
    expect(padSequences([], { side: 'end', features: 3 }).data.shape).toEqual([0, 0, 3]);
  });
});

test('features alone decide between ids and rows, in the types too', () => {
  const ids = padSequences([[], []], { side: 'end' });
  expectTypeOf(ids).toEqualTypeOf<Padded<Ids<2>>>();
  expect(ids.data.dimension).toBe(2);
  const rows = padSequences([[], []], { side: 'end', features: 4 });
  expectTypeOf(rows).toEqualTypeOf<Padded<Tensor<3>>>();
  expect(rows.data.dimension).toBe(3);
});

describe('padSequences refuses', () => {
  const NAMES = 'side, value, length, truncate, features, dtype';

  test.each<[string, () => unknown, Error]>([
    [
      'no options',
      // @ts-expect-error no options
      () => padSequences(RAGGED, null),
      new ConfigError(`padSequences wants options { ${NAMES} }, got null`),
    ],
    [
      'no side',
      // @ts-expect-error side is missing
      () => padSequences(RAGGED, {}),
      new ConfigError('padSequences wants side to be one of start, end, got undefined'),
    ],
    [
      'a side of Keras',
      // @ts-expect-error no such side
      () => padSequences(RAGGED, { side: 'pre' }),
      new ConfigError('padSequences wants side to be one of start, end, got pre'),
    ],
    [
      'an unknown option',
      // @ts-expect-error no such option
      () => padSequences(RAGGED, { side: 'end', maxlen: 3 }),
      new ConfigError(`padSequences has no option 'maxlen': its options are ${NAMES}`),
    ],
    [
      'a dtype for ids',
      // @ts-expect-error not for ids
      () => padSequences(RAGGED, { side: 'end', dtype: 'float64' }),
      new ConfigError(
        "padSequences without features has no option 'dtype': its options are side, value, length, truncate",
      ),
    ],
    [
      'a broken length',
      () => padSequences(RAGGED, { side: 'end', length: -1 }),
      new ConfigError('padSequences wants length to be a whole number >= 0, got -1'),
    ],
    [
      'a sequence that is too long',
      () => padSequences(RAGGED, { side: 'end', length: 2 }),
      new ShapeError(
        "padSequences wants at most 2 steps, got 3 in sequence 0: give a larger length, or say truncate: 'start' or 'end'",
      ),
    ],
    [
      'a broken truncate',
      // @ts-expect-error truncate is a side
      () => padSequences(RAGGED, { side: 'end', length: 2, truncate: true }),
      new ConfigError('padSequences wants truncate to be one of start, end, got true'),
    ],
    [
      'truncate without a length',
      () => padSequences(RAGGED, { side: 'end', truncate: 'end' }),
      new ConfigError('padSequences wants a length to truncate to, got none'),
    ],
    [
      'a fraction as id',
      () => padSequences([[1], [2, 0.5]], { side: 'end' }),
      new ConfigError(
        'padSequences wants whole numbers of 32 bits, got 0.5 in sequence 1, step 1: for numbers, give rows and features',
      ),
    ],
    [
      'an id of 33 bits',
      () => padSequences([[2 ** 31]], { side: 'end' }),
      new ConfigError(
        'padSequences wants whole numbers of 32 bits, got 2147483648 in sequence 0, step 0: for numbers, give rows and features',
      ),
    ],
    [
      'rows without features',
      // @ts-expect-error rows need features
      () => padSequences([[[1, 2]]], { side: 'end' }),
      new ConfigError(
        'padSequences wants whole numbers of 32 bits, got a row in sequence 0, step 0: for numbers, give rows and features',
      ),
    ],
    [
      'a value that is no id',
      () => padSequences(RAGGED, { side: 'end', value: Number.NaN }),
      new ConfigError('padSequences wants value to be a whole number of 32 bits, got NaN'),
    ],
    [
      'rows of unequal length',
      () => padSequences([[[1, 2], [3]]], { side: 'end', features: 2 }),
      new ShapeError('padSequences wants rows of 2 numbers, got 1 numbers in sequence 0, step 1'),
    ],
    [
      'ids as rows',
      // @ts-expect-error features need rows
      () => padSequences([[7]], { side: 'end', features: 2 }),
      new ShapeError('padSequences wants rows of 2 numbers, got 7 in sequence 0, step 0'),
    ],
    [
      'no features',
      () => padSequences([], { side: 'end', features: 0 }),
      new ConfigError('padSequences wants features to be a whole number >= 1, got 0'),
    ],
    [
      'an unknown dtype',
      // @ts-expect-error no such dtype
      () => padSequences([], { side: 'end', features: 1, dtype: 'int32' }),
      new ConfigError("padSequences wants dtype 'float32' or 'float64', got 'int32'"),
    ],
    [
      'one sequence without its list',
      // @ts-expect-error not sequences
      () => padSequences([1, 2], { side: 'end' }),
      new ShapeError('padSequences wants each sequence to be an array, got 1 as number 0'),
    ],
    [
      'anything but a list',
      // @ts-expect-error not an array
      () => padSequences('abc', { side: 'end' }),
      new ShapeError('padSequences wants an array of sequences, got abc'),
    ],
  ])('%s', (_, pad, error) => {
    expect(pad).toThrow(error);
  });
});
