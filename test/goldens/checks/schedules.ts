import { optimizerFrom } from '../../../src/training/optimizerOf.ts';
import type { Golden } from '../goldens.ts';

/** The learning rates of one case of `schedules`, which an optimizer reads as from a file. */
export function checkSchedule(
  { config, inputs, outputs }: Golden,
  make: typeof optimizerFrom = optimizerFrom,
): void {
  const optimizer = make('sgd', { learningRate: config.schedule });
  const expected = outputs.floats('learningRates').data;
  for (const [i, iterations] of inputs.ids('iterations').data.entries()) {
    const rate = optimizer.learningRateAt?.(iterations) ?? Number.NaN;
    const error = Math.abs(rate - expected[i]!);
    if (!(error <= 1e-12 * expected[i]!)) {
      throw new Error(`after ${iterations} updates the rate is ${rate}, expected ${expected[i]}`);
    }
  }
}
