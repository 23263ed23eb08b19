import { ConfigError } from '../tensor/index.ts';

/** Things that come one after the other, at once or each after a while: a list, a generator. */
export type Stream<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Where things come from that need not be in memory all together. A function is called anew for each
 * epoch, so the data of an epoch can be a function of its number, and training can be gone on with from
 * any epoch. A list or another iterable is gone through once for each epoch; a generator only once.
 */
export type Source<T> = Stream<T> | ((epoch: number) => Stream<T> | Promise<Stream<T>>);

/** Begins to go through what a source gives in an epoch. @throws ConfigError for what is no source */
export async function openSource<T>(
  owner: string,
  source: Source<T>,
  epoch: number,
): Promise<Iterator<T> | AsyncIterator<T>> {
  const stream = typeof source === 'function' ? await source(epoch) : source;
  if (isAsync(stream)) return stream[Symbol.asyncIterator]();
  if (isSync(stream)) return stream[Symbol.iterator]();
  const got = typeof stream === 'object' ? 'an object that is none' : String(stream);
  throw new ConfigError(
    `${owner} wants an iterable, or a function (epoch) => iterable, got ${got}`,
  );
}

/** All that a source gives in an epoch, one after the other. */
export async function* streamOf<T>(
  owner: string,
  source: Source<T>,
  epoch: number,
): AsyncGenerator<T, void, undefined> {
  const iterator = await openSource(owner, source, epoch);
  let ended = false;
  try {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!ended) await iterator.return?.(); // a file that is read from may be closed
  }
}

/** Throws a ConfigError for what can be no source. */
export function checkSource(owner: string, source: unknown): void {
  if (typeof source === 'function' || isAsync(source) || isSync(source)) return;
  throw new ConfigError(
    `${owner} wants a list, an iterable, or a function (epoch) => iterable, got ${String(source)}`,
  );
}

function isAsync(stream: unknown): stream is AsyncIterable<unknown> {
  return typeof stream === 'object' && stream !== null && Symbol.asyncIterator in stream;
}

function isSync(stream: unknown): stream is Iterable<unknown> {
  return typeof stream === 'object' && stream !== null && Symbol.iterator in stream;
}
