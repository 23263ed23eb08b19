import { drawValues, titleOf, VALUE_LOSSES, type ValueLoss } from '../valueLosses.ts';
import {
  CONFIGS,
  EMPTY_CONFIGS,
  type LossConfig,
  lossBegun,
  nameOf,
  stepsOf,
} from './lossConfigs.ts';
import type { PairCase } from './room.ts';

const casesOf = (configs: readonly LossConfig[]): PairCase[] =>
  VALUE_LOSSES.flatMap((loss) => configs.map((config) => valueLossCase(loss, config)));

export const VALUE_LOSS_CASES: readonly PairCase[] = casesOf(CONFIGS);

export const EMPTY_VALUE_LOSS_CASES: readonly PairCase[] = casesOf(EMPTY_CONFIGS);

function valueLossCase(loss: ValueLoss, config: LossConfig): PairCase {
  return {
    name: `${titleOf(loss)} ${nameOf(config)}`,
    subject(math, seed) {
      const steps = stepsOf(config, seed);
      const { predictions, targets } = drawValues(loss, config.leading, seed);
      return {
        weights: {},
        grads: {},
        inputs: { predictions },
        constants: [targets, steps.mask, steps.stepWeights],
        begin(compute) {
          const inputs = { predictions, targets, ...steps };
          const { outputs, backward } = loss.run(math, inputs, compute);
          return lossBegun('predictions', outputs, backward);
        },
      };
    },
  };
}
