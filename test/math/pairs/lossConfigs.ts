import type { LossOutputs, LossStepInputs } from 'unrolled/math';
import { randomStream, type Tensor, View } from '../../../src/tensor/index.ts';
import { drawTensor, MASKS, type MaskKind, maskOf } from '../draw.ts';
import type { Begun, Tensors } from '../subject.ts';

const B = 3;
const T = 5;

/** On what a loss is tried. */
export interface LossConfig {
  readonly leading: readonly number[];
  readonly mask: MaskKind;
  readonly weighted: boolean;
}

export const CONFIGS: readonly LossConfig[] = [
  { leading: [1], mask: 'no mask', weighted: false },
  { leading: [B], mask: 'no mask', weighted: true },
  ...MASKS.flatMap((mask) =>
    [false, true].map((weighted) => ({ leading: [B, T], mask, weighted })),
  ),
  { leading: [1, 2], mask: 'whole row', weighted: true }, // nothing counts
];

/** Without any step. */
export const EMPTY_CONFIGS: readonly LossConfig[] = [
  { leading: [0], mask: 'no mask', weighted: false },
  { leading: [0, 3], mask: 'interior', weighted: true },
  { leading: [2, 0], mask: 'interior', weighted: true },
];

/** Mask and weights. */
export function stepsOf({ leading, mask, weighted }: LossConfig, seed: number): LossStepInputs {
  const [rows = 0, time] = leading;
  const stepWeights = weighted
    ? drawTensor([...leading], randomStream(seed, 'weights'))
    : undefined;
  return { mask: time === undefined ? undefined : maskOf(mask, rows, time), stepWeights };
}

/** As the name of a test says it. */
export function nameOf({ leading, mask, weighted }: LossConfig): string {
  return `on [${leading.join(', ')}], ${mask}${weighted ? ', weighted' : ''}`;
}

/** The mean of the batch and the total as two outputs, so that both ways to scale are checked. */
export function lossBegun(
  name: string,
  { total, count }: LossOutputs,
  backward: (scale?: number) => Tensor,
): Begun {
  return {
    outputs: [number(count === 0 ? 0 : total / count), number(total)],
    backward([dMean, dTotal]): Tensors {
      const gradient = backward(dTotal?.data[0] ?? 0);
      const ofMean = backward();
      for (const [i, value] of ofMean.data.entries()) {
        gradient.data[i]! += (dMean?.data[0] ?? 0) * value;
      }
      return { [name]: gradient };
    },
  };
}

function number(value: number): Tensor {
  return new View(Float64Array.of(value), [1]);
}
