import { checkCount, checkFlag, checkOptions } from '../tensor/options.ts';
import { checkSource, type Source, streamOf } from './source.ts';

/** An example: what a model reads, and what it should say. */
export type Example<X, Y> = readonly [x: X, y: Y];

/** Examples side by side: what `fit` takes as a batch. */
export type ExampleBatch<X, Y> = readonly [x: readonly X[], y: readonly Y[]];

/** How examples are put together. */
export interface BatchOptions {
  /** Examples in a batch; 32 by default. */
  readonly batchSize?: number;
  /** Whether the last examples are left out if they are fewer than `batchSize`; false by default. */
  readonly dropRemainder?: boolean;
}

/**
 * Puts examples together to batches, in their order. Examples may be sequences of different lengths.
 *
 * @throws ConfigError for an unknown or impossible option, and for what is no source
 */
export function batched<X, Y>(
  examples: Source<Example<X, Y>>,
  options: BatchOptions = {},
): (epoch: number) => AsyncGenerator<ExampleBatch<X, Y>, void, undefined> {
  const owner = 'batched';
  checkSource(owner, examples);
  checkOptions(owner, options, ['batchSize', 'dropRemainder']);
  const { batchSize = 32, dropRemainder = false } = options;
  checkCount(owner, 'batchSize', batchSize);
  checkFlag(owner, 'dropRemainder', dropRemainder);
  return async function* (epoch) {
    let group: Example<X, Y>[] = [];
    for await (const example of streamOf(owner, examples, epoch)) {
      if (group.push(example) < batchSize) continue;
      yield batchOf(group);
      group = [];
    }
    if (group.length > 0 && !dropRemainder) yield batchOf(group);
  };
}

/** Examples side by side. */
export function batchOf<X, Y>(examples: readonly Example<X, Y>[]): ExampleBatch<X, Y> {
  return [examples.map(([x]) => x), examples.map(([, y]) => y)];
}
