import type { Compute } from '../../kernels/index.ts';
import type { AnyValue, Numbers } from '../../layers/index.ts';
import type { LossOutputs, LossStepInputs } from '../../math/index.ts';
import type { Ids, Tensor } from '../../tensor/index.ts';

/** The kind of what most losses compare: numbers that have an axis of features after that of the batch. */
export type Predictions = Numbers<2 | 3 | 4 | 5 | 6 | 7 | 8>;

/** What a loss compares. */
export interface LossBatch extends LossStepInputs {
  /**
   * `[batch, features]` or `[batch, time, features]`: what the model gave, or, where the loss names an
   * `activation`, what stands before it.
   */
  readonly predictions: Tensor;
  /**
   * Classes, shaped as the predictions without their last axis, or numbers shaped as they are; for a
   * loss that is one for each sequence, labels `[batch, labels]`, and `stepWeights` are `[batch]`.
   */
  readonly targets: Ids | Tensor;
}

/**
 * How wrong predictions are, and the gradient of that: two pure functions joined by a cache, which
 * must change neither the batch nor the cache and must never look at a masked step.
 *
 * A loss of one's own is such an object: `{ name, targets, forward, backward }`. The functions of
 * `unrolled/math` show how steps are counted.
 */
export interface Loss<Cache = unknown, In = AnyValue> {
  /** What it is called in logs and files. */
  readonly name: string;
  /** With `name`, what makes the same loss again; plain JSON. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Whether targets are whole numbers, one for each step, or numbers shaped as the predictions. */
  readonly targets: 'classes' | 'numbers';
  /**
   * The loss is one for each sequence, not for each step: a sequence counts if one of its steps is not
   * masked, its labels are filled up with 0 to the longest, and metrics have nothing to look at.
   */
  readonly perSequence?: boolean;
  /** It includes this activation: if the model ends with it, the loss reads what stands before it. */
  readonly activation?: 'softmax' | 'sigmoid' | undefined;
  /** What the user said of the predictions: `true` for logits, `false` for the activation's output. */
  readonly fromLogits?: boolean | undefined;
  /** Steps with this class count neither here nor in metrics. */
  readonly ignoreClass?: number | undefined;
  /** For the type checker alone: the kind of predictions that it takes, `Numbers<2, 1>` for example. */
  in?(kind: In): void;
  /** The loss of every step, Σ weight · loss over the steps that count, and how many count. */
  forward(
    batch: LossBatch,
    compute: Compute,
  ): { readonly outputs: LossOutputs; readonly cache: Cache };
  /** The gradient of `scale · total` by the predictions; 0 at steps that do not count. */
  backward(cache: Cache, scale: number, compute: Compute): Tensor;
  /**
   * −ln p(target) of each step in nats, without weights and label smoothing, 0 where it does not
   * count: what perplexity is made of. Left out where there are no probabilities.
   */
  nll?(batch: LossBatch, outputs: LossOutputs, compute: Compute): Float64Array;
}
