import { ConfigError, ShapeError } from '../tensor/index.ts';
import { checkCount, checkFlag, checkList, checkOptions } from '../tensor/options.ts';
import { batchOf, type Example, type ExampleBatch } from './batched.ts';
import { isArrayLike } from './ids.ts';
import { checkSource, type Source, streamOf } from './source.ts';

/** How examples are sorted into buckets. */
export interface BucketOptions {
  /**
   * Where the buckets end, rising: bucket i has lengths below `boundaries[i]` that no bucket before it
   * has; one more has all the longer ones.
   */
  readonly boundaries: readonly number[];
  /** Examples in a batch, for all buckets or for each of the `boundaries.length + 1`; 32 by default. */
  readonly batchSize?: number | readonly number[];
  /** Whether examples that are left over at the end are left out; false by default. */
  readonly dropRemainder?: boolean;
}

/**
 * Batches of examples whose x have similar lengths, so that little is computed for padding: each example
 * goes into the bucket of its length, and a bucket that has `batchSize` is a batch. What is left in the
 * buckets at the end comes last, the shortest first.
 *
 * The order follows that of the examples: shuffle them before, `bucketByLength(shuffled(examples, …), …)`.
 *
 * @throws ConfigError for an unknown or impossible option, and for what is no source; when it comes to
 * it, ShapeError for an example whose x has no length
 */
export function bucketByLength<X extends ArrayLike<unknown>, Y>(
  examples: Source<Example<X, Y>>,
  options: BucketOptions,
): (epoch: number) => AsyncGenerator<ExampleBatch<X, Y>, void, undefined> {
  checkSource(OWNER, examples);
  checkOptions(OWNER, options, ['boundaries', 'batchSize', 'dropRemainder']);
  const { boundaries, dropRemainder = false } = options;
  checkBoundaries(boundaries);
  checkFlag(OWNER, 'dropRemainder', dropRemainder);
  const sizes = batchSizes(options.batchSize ?? 32, boundaries.length + 1);
  return async function* (epoch) {
    const buckets: Example<X, Y>[][] = sizes.map(() => []);
    let seen = 0;
    for await (const example of streamOf(OWNER, examples, epoch)) {
      const place = bucketOf(example, boundaries, seen++);
      const bucket = buckets[place]!;
      if (bucket.push(example) === sizes[place]) yield batchOf(bucket.splice(0));
    }
    if (dropRemainder) return;
    for (const bucket of buckets) if (bucket.length > 0) yield batchOf(bucket);
  };
}

const OWNER = 'bucketByLength';

function checkBoundaries(boundaries: readonly number[]): void {
  checkList(OWNER, 'boundaries', boundaries);
  for (const [i, boundary] of boundaries.entries()) {
    checkCount(OWNER, `boundaries[${i}]`, boundary);
    const before = boundaries[i - 1] ?? 0;
    if (boundary > before) continue;
    throw new ConfigError(`${OWNER} wants boundaries that rise, got ${boundary} after ${before}`);
  }
}

function batchSizes(given: number | readonly number[], buckets: number): readonly number[] {
  if (typeof given === 'number') {
    checkCount(OWNER, 'batchSize', given);
    return new Array<number>(buckets).fill(given);
  }
  checkList(OWNER, 'batchSize', given);
  if (given.length !== buckets) {
    throw new ConfigError(
      `${OWNER} wants a batchSize for each of ${buckets} buckets, got ${given.length}`,
    );
  }
  for (const [i, size] of given.entries()) checkCount(OWNER, `batchSize[${i}]`, size);
  return given;
}

function bucketOf(example: unknown, boundaries: readonly number[], at: number): number {
  const x: unknown = Array.isArray(example) ? example[0] : undefined;
  if (!isArrayLike(x)) {
    throw new ShapeError(
      `${OWNER} wants examples [x, y] whose x is a list of steps, got ${String(x)} for x of example ${at}`,
    );
  }
  const place = boundaries.findIndex((boundary) => x.length < boundary);
  return place < 0 ? boundaries.length : place;
}
