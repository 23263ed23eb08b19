import type { Compute } from '../../kernels/index.ts';
import type { LossOutputs } from '../../math/index.ts';
import { ConfigError, rowsOf } from '../../tensor/index.ts';
import { checkOptions } from '../../tensor/options.ts';
import type { Loss, LossBatch } from '../losses/loss.ts';

/**
 * A number that tells how well predictions fit: pure functions over a state, so that batches of any
 * size add up to the same as the whole, and a state may be kept and gone back to.
 *
 * A metric of one's own is such an object. It must never look at a step that does not count.
 */
export interface Metric<S = unknown> {
  /** What it is called in logs and histories. */
  readonly name: string;
  /** Of a built-in one: with `options`, what makes the same again; its name where left out. */
  readonly kind?: string;
  /** With `kind`, what makes the same again; plain JSON. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Refuses, with a ConfigError, a loss beside which it has no meaning. */
  check?(loss: Loss): void;
  /** The state before the first batch. */
  init(): S;
  /** The state after one more batch; `state` itself stays as it was. */
  update(state: S, batch: MetricBatch): S;
  /**
   * The state after the batches of `first`, then those of `second`, both of which stay as they were.
   * Only `fit` in several shards needs it; with workers a state must also be what can be sent to
   * another thread: numbers, texts, lists, plain objects, typed arrays.
   */
  merge?(first: S, second: S): S;
  /** The value over all batches so far. */
  result(state: S): number;
  /** Several values in the place of one: each is reported as `<name>_<key>`. */
  results?(state: S): Readonly<Record<string, number>>;
}

/** What every built-in metric with options has. */
export interface MetricOptions {
  /** What it is called in logs and histories; its kind by default. */
  readonly name?: string;
}

/** The name of a metric, once its options are known ones. @throws ConfigError for another option */
export function metricName(kind: string, given: MetricOptions, known: readonly string[]): string {
  checkOptions(kind, given, [...known, 'name']);
  const name: unknown = given.name ?? kind;
  if (typeof name === 'string' && name !== '') return name;
  throw new ConfigError(`${kind} wants name to be a text, got ${String(name)}`);
}

/** What a metric sees of a batch. */
export interface MetricBatch extends LossBatch {
  /** The activation that makes probabilities of `predictions`; undefined if they are values. */
  readonly activation: 'softmax' | 'sigmoid' | undefined;
  /** For each step whether it counts (1), being neither masked nor of the ignored class; `[B · T]`. */
  readonly counts: Uint8Array;
  /** What is computed with. */
  readonly compute: Compute;
  /** The loss of each step, before weights; 0 where it does not count. */
  readonly losses: Float64Array;
  /**
   * −ln p(target) of each step in nats, without label smoothing; 0 where it does not count. Computed
   * once, when it is first asked for.
   *
   * @throws ConfigError if the loss knows no probabilities
   */
  nll(): Float64Array;
}

/** The batch as metrics see it, once the loss has gone forward: `outputs` is what it gave. */
export function metricBatch(
  loss: Loss,
  batch: LossBatch,
  outputs: LossOutputs,
  compute: Compute,
): MetricBatch {
  let computed: Float64Array | undefined;
  const nll = (): Float64Array => {
    computed ??= loss.nll?.(batch, outputs, compute);
    if (computed === undefined) throw new ConfigError(`${loss.name} has no probabilities`);
    return computed;
  };
  return {
    ...batch,
    activation: loss.activation,
    counts: countedBy(loss, batch, compute),
    compute,
    losses: outputs.losses,
    nll,
  };
}

function countedBy({ targets, ignoreClass }: Loss, batch: LossBatch, compute: Compute): Uint8Array {
  const counts = compute.flags(rowsOf(batch.predictions.shape));
  for (let step = 0; step < counts.length; step++) {
    if (batch.mask?.data[step] === 0) continue;
    if (targets === 'classes' && batch.targets.data[step] === ignoreClass) continue;
    counts[step] = 1;
  }
  return counts;
}
