import { checkFlag, checkNumber } from '../../tensor/options.ts';

/** Options that every cross-entropy has. */
export interface CrossentropyOptions {
  /**
   * What the model's output is: `true` for logits, `false` for the output of the softmax or sigmoid.
   * Undefined by default (unlike Keras): the model sees which it is. Computed from logits always.
   */
  readonly fromLogits?: boolean;
}

/** Throws a ConfigError unless these options are possible. */
export function checkCrossentropy(
  name: string,
  fromLogits: boolean | undefined,
  labelSmoothing: number,
): void {
  if (fromLogits !== undefined) checkFlag(name, 'fromLogits', fromLogits);
  checkNumber(name, 'labelSmoothing', labelSmoothing, 'in [0, 1)', (e) => e >= 0 && e < 1);
}
