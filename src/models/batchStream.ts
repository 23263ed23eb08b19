import { openSource, type Stream } from '../data/source.ts';
import { ConfigError, ShapeError } from '../tensor/index.ts';
import { checkOptions } from '../tensor/options.ts';
import { type Batch, type Batches, windowsOf } from './batches.ts';
import type { ModelData } from './data.ts';
import { type Dataset, rowsIn } from './dataset.ts';
import type { Formed } from './forms.ts';

/**
 * One batch: what a model reads, what it should say, and what its rows or steps weigh, in the form of
 * the model.
 */
export type DataBatch<X = ModelData, Y = ModelData> =
  | readonly [x: X, y: Y, sampleWeight?: Y]
  | { readonly x: X; readonly y: Y; readonly sampleWeight?: Y };

/**
 * Batches that come one after the other, so that they need not be in memory all together: an iterable
 * or an async iterable, such as a generator, gone through once for each epoch; or a function of the
 * epoch that gives one. A list is no source, as it may be data: give `() => list`.
 */
export type BatchSource<X = ModelData, Y = ModelData> =
  | (Stream<DataBatch<X, Y>> & { readonly length?: never })
  | ((epoch: number) => Stream<DataBatch<X, Y>> | Promise<Stream<DataBatch<X, Y>>>);

/** Inputs or targets of any model. */
type AnyData = Formed<ModelData>;

type AnyBatch = DataBatch<AnyData, AnyData>;
type AnyIterator = Iterator<AnyBatch> | AsyncIterator<AnyBatch>;

/** A source of batches for any model. */
export type AnyBatchSource = BatchSource<AnyData, AnyData>;

/** How a stream of batches is read. */
export interface BatchStreamOptions {
  /** Who reads it, for errors: `fit`. */
  readonly owner: string;
  /** Batches in an epoch; undefined: all that come. */
  readonly stepsPerEpoch?: number | undefined;
  /** Whether with `stepsPerEpoch`, too, each epoch begins anew, but for a generator, which cannot. */
  readonly anew?: boolean;
  /** Time steps in a window of truncated backpropagation. */
  readonly steps?: number | undefined;
  /** Reads a batch; its memory may be used again for the next. */
  readonly read: (x: AnyData, y: AnyData, sampleWeight?: AnyData) => Dataset;
}

/** Whether what a method is given begins with a source of batches, rather than with data. */
export function isStreamed<Options>(
  given: readonly unknown[],
): given is readonly [batches: AnyBatchSource, options?: Options | undefined] {
  return isBatchSource(given[0]);
}

/** Throws a ShapeError unless what a method is given begins with x and y. */
export function wantData<Options>(
  owner: string,
  given: readonly unknown[],
): asserts given is readonly [x: AnyData, y: AnyData, options?: Options | undefined] {
  if (given.length >= 2) return;
  throw new ShapeError(
    `${owner} wants x and y, or a source of batches, got one thing that is none: for a list of batches ` +
      'give () => list',
  );
}

/** Whether it is a source of batches. */
export function isBatchSource(data: unknown): data is AnyBatchSource {
  if (typeof data === 'function') return true;
  if (typeof data !== 'object' || data === null) return false;
  if (Array.isArray(data) || ArrayBuffer.isView(data)) return false;
  return Symbol.asyncIterator in data || Symbol.iterator in data;
}

/**
 * The batches of a source. Each is read when its turn has come; one that does not fit is an error that
 * says which it was.
 */
export class BatchStream implements Batches {
  readonly #source: AnyBatchSource;
  readonly #options: BatchStreamOptions;
  #open: AnyIterator | undefined;
  #peeked: IteratorResult<AnyBatch, unknown> | undefined;

  constructor(source: AnyBatchSource, options: BatchStreamOptions) {
    this.#source = source;
    this.#options = options;
  }

  /**
   * The first batch of an epoch, which is still the first that `epoch` will give.
   *
   * @throws ShapeError if there is none; ShapeError and ConfigError if it does not fit
   */
  async first(epoch: number): Promise<Dataset> {
    const next = await (await this.#iterator(epoch)).next();
    if (next.done === true) throw this.#tooFew(epoch, 0);
    this.#peeked = next;
    return inBatch(epoch, 0, () => this.#read(next.value));
  }

  async *epoch(epoch: number): AsyncGenerator<Batch, void, undefined> {
    const { stepsPerEpoch, steps } = this.#options;
    const iterator = await this.#iterator(epoch);
    let count = 0;
    try {
      for (; count !== stepsPerEpoch; count++) {
        const next = this.#peeked ?? (await iterator.next());
        this.#peeked = undefined;
        if (next.done === true) {
          this.#open = undefined;
          break;
        }
        const at = count;
        const set = await inBatch(epoch, at, () => this.#read(next.value));
        const windows = await inBatch(epoch, at, () => windowsOf(set, steps));
        const rows = { start: 0, count: rowsIn(set) };
        yield { set, rows, windows, run: (work) => inBatch(epoch, at, work) };
      }
    } finally {
      if (!this.#goesOn(iterator)) await this.close();
    }
    if (count === 0 || (stepsPerEpoch !== undefined && count < stepsPerEpoch)) {
      throw this.#tooFew(epoch, count);
    }
  }

  async close(): Promise<void> {
    const iterator = this.#open;
    this.#open = undefined;
    this.#peeked = undefined;
    await iterator?.return?.();
  }

  /** Whether the next epoch goes on where this one ended. */
  #goesOn(iterator: object): boolean {
    const { stepsPerEpoch, anew = false } = this.#options;
    if (stepsPerEpoch === undefined || typeof this.#source === 'function') return false;
    return !anew || iterator === this.#source; // a generator is its own iterator
  }

  async #iterator(epoch: number): Promise<AnyIterator> {
    this.#open ??= await openSource(`${this.#options.owner}'s data`, this.#source, epoch);
    return this.#open;
  }

  #read(batch: unknown): Dataset {
    const { owner, read } = this.#options;
    const set = read(...partsOf(owner, batch));
    if (rowsIn(set) > 0) return set;
    throw new ShapeError(`${owner} wants at least one row in a batch, got none`);
  }

  #tooFew(epoch: number, got: number): ShapeError {
    const { owner, stepsPerEpoch } = this.#options;
    const wanted = stepsPerEpoch === undefined ? 'at least one batch' : `${stepsPerEpoch} batches`;
    return new ShapeError(
      `${owner} wants ${wanted} in epoch ${epoch}, got ${got === 0 ? 'none' : got}: a generator ends ` +
        'once for all, so pass a function (epoch) => batches',
    );
  }
}

/** Does what is to be done with a batch; where it does not fit, the error says which it was. */
async function inBatch<T>(epoch: number, at: number, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof ConfigError)) throw error;
    const Kind = error instanceof ShapeError ? ShapeError : ConfigError;
    throw new Kind(`batch ${at} of epoch ${epoch}: ${error.message}`, { cause: error });
  }
}

type BatchParts = readonly [x: AnyData, y: AnyData, sampleWeight?: AnyData];

function partsOf(owner: string, batch: unknown): BatchParts {
  if (isParts(batch)) return batch;
  if (typeof batch === 'object' && batch !== null && 'x' in batch && 'y' in batch) {
    checkOptions(`${owner}'s batch`, batch, ['x', 'y', 'sampleWeight']);
    const weights = 'sampleWeight' in batch ? [batch.sampleWeight] : [];
    return partsOf(owner, [batch.x, batch.y, ...weights]);
  }
  const got = Array.isArray(batch) ? `a list of ${batch.length}` : String(batch);
  throw new ShapeError(
    `${owner} wants batches [x, y] or { x, y }, with a sampleWeight if need be, got ${got}`,
  );
}

/** Whether it is two or three things; whether they are data is seen when they are read. */
function isParts(batch: unknown): batch is BatchParts {
  return Array.isArray(batch) && (batch.length === 2 || batch.length === 3);
}
