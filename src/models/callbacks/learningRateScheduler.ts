import { ConfigError } from '../../tensor/index.ts';
import type { Callback } from '../callbacks.ts';

/**
 * A callback that sets the learning rate before each epoch, as Keras' of that name. A schedule of
 * updates rather than epochs, and one that a file keeps, is an option of the optimizer.
 *
 * @param schedule gives the rate from the epoch, counted from 0, and the rate so far
 * @throws ConfigError unless it is a function; in training, unless it gives a finite number >= 0, or
 * if the optimizer follows a schedule of its own
 */
export function learningRateScheduler(
  schedule: (epoch: number, learningRate: number) => number,
): Callback {
  if (typeof schedule !== 'function') {
    throw new ConfigError(
      `learningRateScheduler wants a function of epoch and learning rate, got ${String(schedule)}`,
    );
  }
  return {
    onEpochBegin(epoch, control) {
      const rate = schedule(epoch, control.learningRate);
      if (typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0) {
        throw new ConfigError(
          `learningRateScheduler wants a finite rate >= 0 for epoch ${epoch}, got ${String(rate)}`,
        );
      }
      control.setLearningRate(rate);
    },
  };
}
