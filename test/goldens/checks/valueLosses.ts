import * as math from 'unrolled/math';
import type { MathRoom } from '../../math/pairs/room.ts';
import { titleOf, VALUE_LOSSES, type ValueLoss } from '../../math/valueLosses.ts';
import type { Golden } from '../goldens.ts';
import { expectGradient, expectLoss, stepsOf } from './losses.ts';
import { spoilMasked } from './masked.ts';

/** Batch loss, count, losses of the steps and the gradient of one case of `valueLosses`. */
export function checkValueLoss(golden: Golden, room: MathRoom = math): void {
  const { inputs } = golden;
  const { mask, stepWeights } = stepsOf(inputs);
  const given = {
    predictions: spoilMasked(inputs.floats('predictions'), mask),
    targets: spoilMasked(inputs.floats('targets'), mask),
    mask,
    stepWeights,
  };
  const { outputs, backward } = lossOf(golden).run(room, given);
  expectLoss(outputs, golden);
  expectGradient(backward(), golden, 'predictions');
}

/** The loss of the name and the options that the case has. */
function lossOf({ config, name }: Golden): ValueLoss {
  const wanted = JSON.stringify([config.loss, config.options]);
  const found = VALUE_LOSSES.filter((loss) => JSON.stringify([loss.name, loss.options]) === wanted);
  if (found[0] === undefined) {
    throw new Error(`${name} is of none of ${VALUE_LOSSES.map(titleOf).join(', ')}`);
  }
  return found[0];
}
