import { type Ids, ShapeError, View } from '../tensor/index.ts';
import { checkCount, checkOptions } from '../tensor/options.ts';
import { idArray } from './ids.ts';

/** Ids and, at every step, the id that follows: what a next-token model reads and should say. */
export interface NextTokens {
  /** The ids, `[batch, time]`. */
  readonly x: Ids<2>;
  /** The id after each of `x`, `[batch, time]`. */
  readonly y: Ids<2>;
}

/** How windows are cut out of a text. */
export interface WindowOptions {
  /** How many steps each window has. */
  readonly length: number;
  /** How far each window starts after the one before; `length` by default: no overlap, no gap. */
  readonly stride?: number;
}

/**
 * Cuts a text into windows of `length` steps, each with the ids that follow:
 * `x[w, t] = ids[w · stride + t]` and `y[w, t] = ids[w · stride + t + 1]`.
 *
 * There are as many windows as fit; the ids after the last one, fewer than `stride`, are dropped.
 *
 * @throws ShapeError where there are fewer than `length + 1` ids. @throws ConfigError for an
 * unknown or impossible option, and where an id is not a whole number of 32 bits.
 */
export function nextTokenWindows(ids: ArrayLike<number>, options: WindowOptions): NextTokens {
  const owner = 'nextTokenWindows';
  checkOptions(owner, options, ['length', 'stride']);
  const { length, stride = length } = options;
  checkCount(owner, 'length', length, 1);
  checkCount(owner, 'stride', stride, 1);
  const all = idArray(owner, ids);
  const spare = all.length - (length + 1);
  if (spare < 0) {
    throw new ShapeError(
      `${owner} wants at least ${length + 1} ids (length ${length} and the one that follows), ` +
        `got ${all.length}: give more text or a smaller length`,
    );
  }
  return rowsFrom(all, Math.floor(spare / stride) + 1, length, stride);
}

/**
 * Lays a long text out in `batchSize` rows, for truncated backpropagation through time: with
 * `L = floor((ids − 1) / batchSize)`, row r reads `ids[r · L]` to `ids[r · L + L − 1]` in `x` and
 * the ids one further in `y`. Each row is a text without gaps, so a state carried from one
 * window of time to the next fits; cutting `x` and `y` along time is left to `fit`.
 *
 * At the end at most `batchSize − 1` ids are dropped.
 *
 * @throws ShapeError where there are fewer than `batchSize + 1` ids. @throws ConfigError where
 * `batchSize` is no whole number from 1 or an id is not a whole number of 32 bits.
 */
export function contiguous(ids: ArrayLike<number>, batchSize: number): NextTokens {
  const owner = 'contiguous';
  checkCount(owner, 'batchSize', batchSize, 1);
  const all = idArray(owner, ids);
  if (all.length < batchSize + 1) {
    throw new ShapeError(
      `${owner} wants at least ${batchSize + 1} ids (one for each of ${batchSize} rows and one ` +
        `that follows), got ${all.length}: give more text or fewer rows`,
    );
  }
  const length = Math.floor((all.length - 1) / batchSize);
  return rowsFrom(all, batchSize, length, length);
}

function rowsFrom(ids: Int32Array, rows: number, length: number, stride: number): NextTokens {
  const x = new Int32Array(rows * length);
  const y = new Int32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const start = row * stride;
    x.set(ids.subarray(start, start + length), row * length);
    y.set(ids.subarray(start + 1, start + 1 + length), row * length);
  }
  return { x: new View(x, [rows, length]), y: new View(y, [rows, length]) };
}
