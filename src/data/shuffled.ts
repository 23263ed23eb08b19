import { checkSeed, randomStream, type Seed } from '../tensor/index.ts';
import { checkCount, checkOptions } from '../tensor/options.ts';
import { checkSource, type Source, streamOf } from './source.ts';

/** How a stream is shuffled. */
export interface ShuffleOptions {
  /** How many items are held in memory at once; with all of them the order is any. */
  readonly bufferSize: number;
  /** Of the order; 0 by default. */
  readonly seed?: Seed;
}

/**
 * The same items in another order, which is a function of the seed and the epoch, though they are never
 * in memory all together: a buffer is filled, then each further item takes the place of one that is
 * drawn out of it. So an item comes at most `bufferSize − 1` places earlier, and any number later.
 *
 * @throws ConfigError for an unknown or impossible option, and for what is no source
 */
export function shuffled<T>(
  items: Source<T>,
  options: ShuffleOptions,
): (epoch: number) => AsyncGenerator<T, void, undefined> {
  const owner = 'shuffled';
  checkSource(owner, items);
  checkOptions(owner, options, ['bufferSize', 'seed']);
  const { bufferSize, seed = 0 } = options;
  checkCount(owner, 'bufferSize', bufferSize);
  checkSeed(seed, owner);
  return async function* (epoch) {
    const random = randomStream(seed, owner, epoch);
    const buffer: T[] = [];
    for await (const item of streamOf(owner, items, epoch)) {
      if (buffer.length < bufferSize) {
        buffer.push(item);
        continue;
      }
      const place = random.integer(bufferSize);
      yield* buffer.splice(place, 1, item);
    }
    while (buffer.length > 0) yield* buffer.splice(random.integer(buffer.length), 1);
  };
}
