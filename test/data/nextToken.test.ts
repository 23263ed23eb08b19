import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contiguous, nextTokenWindows } from '../../src/data/index.ts';
import { ConfigError, type Ids, ShapeError } from '../../src/tensor/index.ts';

const ids = Int32Array.from({ length: 11 }, (_, id) => 10 + id);

function rows(view: Ids<2>): number[][] {
  const [batch, length] = view.shape;
  return Array.from({ length: batch }, (_, b) => Array.from({ length }, (__, t) => view.get(b, t)));
}

describe('nextTokenWindows', () => {
  test.each([
    [
      'side by side by default',
      { length: 5 },
      [
        [10, 11, 12, 13, 14],
        [15, 16, 17, 18, 19],
      ],
    ],
    ['overlapping', { length: 8, stride: 1 }, [10, 11, 12].map((from) => range(from, 8))],
    ['with gaps', { length: 1, stride: 6 }, [[10], [16]]],
    ['without those that do not fit', { length: 4, stride: 4 }, [range(10, 4), range(14, 4)]],
    ['one as long as the text allows', { length: 10 }, [range(10, 10)]],
  ])('cuts windows %s', (_, options, windows) => {
    const { x, y } = nextTokenWindows(ids, options);
    expect(rows(x)).toEqual(windows);
    expect(rows(y)).toEqual(windows.map((window) => window.map((id) => id + 1)));
    expect([x.dtype, y.dtype]).toEqual(['int32', 'int32']);
  });

  test('finds as many windows as fit, whatever the sizes', () => {
    const small = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), small, small, (spare, length, stride) => {
        const text = range(0, length + 1 + spare);
        const { x, y } = nextTokenWindows(text, { length, stride });
        const starts = text.filter((at) => at % stride === 0 && at + length < text.length);
        expect(rows(x)).toEqual(starts.map((at) => text.slice(at, at + length)));
        expect(rows(y)).toEqual(starts.map((at) => text.slice(at + 1, at + 1 + length)));
      }),
      { seed: 1 },
    );
  });
});

describe('contiguous', () => {
  test.each([
    ['drops nothing where all fits', ids, 2, [range(10, 5), range(15, 5)]],
    ['drops what is left over', ids, 3, [range(10, 3), range(13, 3), range(16, 3)]],
    ['makes one row of everything', ids, 1, [range(10, 10)]],
    ['takes plain arrays', [1, 2, 3], 2, [[1], [2]]],
  ])('%s', (_, text, batchSize, expected) => {
    const { x, y } = contiguous(text, batchSize);
    expect(rows(x)).toEqual(expected);
    expect(rows(y)).toEqual(expected.map((row) => row.map((id) => id + 1)));
  });

  test('goes on from row to row, and drops less than one id for each row', () => {
    const sizes = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 60 }), (batchSize, more) => {
        const text = range(0, batchSize + more);
        const { x, y } = contiguous(text, batchSize);
        const [batch, length] = x.shape;
        expect(batch).toBe(batchSize);
        expect(rows(x).flat()).toEqual(range(0, batch * length)); // end to end: the text itself
        expect(rows(y).flat()).toEqual(range(1, batch * length));
        expect(text.length - 1 - batch * length).toBeLessThan(batchSize);
      }),
      { seed: 2 },
    );
  });
});

describe('too little or broken text is refused', () => {
  test.each<[string, () => unknown, Error]>([
    [
      'windows longer than the text',
      () => nextTokenWindows(ids, { length: 11 }),
      new ShapeError(
        'nextTokenWindows wants at least 12 ids (length 11 and the one that follows), got 11: give more text or a smaller length',
      ),
    ],
    [
      'more rows than ids',
      () => contiguous(ids, 11),
      new ShapeError(
        'contiguous wants at least 12 ids (one for each of 11 rows and one that follows), got 11: give more text or fewer rows',
      ),
    ],
    [
      'no ids',
      () => contiguous([], 1),
      new ShapeError(
        'contiguous wants at least 2 ids (one for each of 1 rows and one that follows), got 0: give more text or fewer rows',
      ),
    ],
    [
      'an unknown option',
      // @ts-expect-error no such option
      () => nextTokenWindows(ids, { length: 2, step: 1 }),
      new ConfigError("nextTokenWindows has no option 'step': its options are length, stride"),
    ],
    [
      'no length',
      // @ts-expect-error length is missing
      () => nextTokenWindows(ids, {}),
      new ConfigError('nextTokenWindows wants length to be a whole number >= 1, got undefined'),
    ],
    [
      'a stride of nothing',
      () => nextTokenWindows(ids, { length: 2, stride: 0 }),
      new ConfigError('nextTokenWindows wants stride to be a whole number >= 1, got 0'),
    ],
    [
      'a fraction of a row',
      () => contiguous(ids, 2.5),
      new ConfigError('contiguous wants batchSize to be a whole number >= 1, got 2.5'),
    ],
    [
      'a fraction as id',
      () => contiguous([1, 2, 3.5], 2),
      new ConfigError('contiguous wants ids to be whole numbers of 32 bits, got 3.5 at 2'),
    ],
    [
      'a text instead of ids',
      // @ts-expect-error a text is not ids
      () => nextTokenWindows('abc', { length: 1 }),
      new ShapeError('nextTokenWindows wants an array of ids, got abc'),
    ],
  ])('%s', (_, cut, error) => {
    expect(cut).toThrow(error);
  });
});

function range(from: number, length: number): number[] {
  return Array.from({ length }, (_, step) => from + step);
}
