import type { Loss, Metric } from '../training/index.ts';

/** What one output of a model is trained to be, and how that is measured. */
export interface Head {
  /** The name of the output. */
  readonly output: string;
  /** Which of the outputs it is. */
  readonly index: number;
  /** What is made small. */
  readonly loss: Loss;
  /** What the loss is multiplied by in the loss of the model. */
  readonly weight: number;
  /** What is computed beside it. */
  readonly metrics: readonly Metric[];
}
