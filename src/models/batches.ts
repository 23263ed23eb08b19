import { formatShape, randomStream, type Seed, ShapeError, shuffle } from '../tensor/index.ts';
import { type Dataset, type Rows, rowsIn, type Window } from './dataset.ts';

/** Some rows of a data set, for one training step or, cut into windows of time, several. */
export interface Batch {
  readonly set: Dataset;
  readonly rows: Rows;
  /** The windows of truncated backpropagation; undefined takes all of the time. */
  readonly windows: readonly (Window | undefined)[];
  /** Does what is to be done with it; errors may say which batch it was. */
  readonly run: <T>(work: () => T | Promise<T>) => T | Promise<T>;
}

/** Where the batches of each epoch come from. */
export interface Batches {
  /** The batches of an epoch, one after the other: the next overwrites the one before. */
  epoch(epoch: number): Iterable<Batch> | AsyncIterable<Batch>;
  /** Lets go of what the batches come from. */
  close(): Promise<void>;
}

/** How batches are cut. */
export interface CutOptions {
  /** Rows in a batch. */
  readonly batchSize: number;
  /** Of the order of the rows, drawn anew for each epoch; undefined: as they stand. */
  readonly seed: Seed | undefined;
  /** Time steps in a window of truncated backpropagation. */
  readonly steps: number | undefined;
}

/** The batches of a data set that is in memory. @throws ShapeError for windows without targets at every step */
export function batchesOf(set: Dataset, { batchSize, seed, steps }: CutOptions): Batches {
  const rows = rowsIn(set);
  const windows = windowsOf(set, steps);
  return {
    *epoch(epoch) {
      let order: Int32Array | undefined;
      if (seed !== undefined) {
        order = Int32Array.from({ length: rows }, (_, row) => row);
        shuffle(order, randomStream(seed, 'shuffle', epoch));
      }
      for (let start = 0; start < rows; start += batchSize) {
        const count = Math.min(batchSize, rows - start);
        const taken = order === undefined ? { start, count } : { order, start, count };
        yield { set, rows: taken, windows, run: (work) => work() };
      }
    },
    async close() {},
  };
}

/** The windows of truncated backpropagation; undefined takes all of the time. */
export function windowsOf(
  { x, y }: Dataset,
  steps: number | undefined,
): readonly (Window | undefined)[] {
  if (steps === undefined) return [undefined];
  const shapes = x.map(({ data }) => data.shape);
  const [, T] = shapes[0] ?? [];
  const targets = y.map(({ shape }) => shape);
  if (T === undefined || [...shapes, ...targets].some(([, time]) => time !== T)) {
    const list = (all: readonly (readonly number[])[]): string =>
      all.map((shape) => formatShape(shape)).join(', ');
    throw new ShapeError(
      `fit with bptt wants targets for every time step, got x ${list(shapes)} and y ${list(targets)}`,
    );
  }
  const windows: Window[] = [];
  for (let from = 0; from < T; from += steps) windows.push([from, Math.min(from + steps, T)]);
  return windows;
}
