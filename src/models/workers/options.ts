import { ConfigError } from '../../tensor/index.ts';
import { checkCount, checkOptions } from '../../tensor/options.ts';

/** Workers that need the user's own layers, losses or metrics. */
export interface WorkersOptions {
  /** How many. */
  readonly count: number;
  /**
   * The URL of a module for all that the model has and the library has not: it exports `layers`, a
   * list of what `defineLayer`, `composeLayer` and `defineCell` returned, `losses` and `metrics`.
   */
  readonly module?: URL | string;
}

/** The options of `fit` that say how a batch is shared out. */
export interface ShardingOptions {
  /**
   * Other threads that do the training steps while this one is free: their number, or `{ count,
   * module }` if the model has layers, losses or metrics of one's own.
   */
  readonly workers?: number | WorkersOptions;
  /**
   * Into how many parts each batch is cut along its rows; 2 by default with workers, else 1. Each is
   * trained on by itself and their gradients are added in order, so the last bits depend on this
   * number; they never depend on the number of workers, or on who is first.
   */
  readonly shards?: number;
}

/** How a batch is shared out, options filled in. */
export interface ShardingPlan {
  readonly shards: number;
  /** Undefined: all shards are computed in this thread. */
  readonly workers: { readonly count: number; readonly module: string | undefined } | undefined;
}

/** Fills in the options. @throws ConfigError for an impossible one */
export function shardingOf(options: ShardingOptions, batchSize: number): ShardingPlan {
  const workers = workersOf(options.workers);
  const { shards = workers === undefined ? 1 : 2 } = options;
  checkCount('fit', 'shards', shards);
  if (shards > batchSize) {
    throw new ConfigError(
      `fit wants no more shards than rows in a batch, got shards ${shards} and batchSize ${batchSize}`,
    );
  }
  return { shards, workers };
}

function workersOf(given: unknown): ShardingPlan['workers'] {
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null) {
    checkCount('fit', 'workers', given);
    return { count: given, module: undefined };
  }
  checkOptions("fit's workers", given, ['count', 'module']);
  const { count, module }: { count?: unknown; module?: unknown } = given;
  checkCount('fit', 'workers.count', count);
  return { count, module: module === undefined ? undefined : hrefOf(module) };
}

function hrefOf(module: unknown): string {
  try {
    if (typeof module === 'string' || module instanceof URL) return new URL(module).href;
  } catch {
    // as any other thing that is no URL
  }
  throw new ConfigError(
    "fit wants workers.module to be a URL, such as new URL('./mine.js', import.meta.url), got " +
      String(module),
  );
}
