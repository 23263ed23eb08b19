import { type Dims, randomStream } from '../../../src/tensor/index.ts';
import { drawTensor } from '../draw.ts';
import type { PairCase } from './room.ts';
import { rank3 } from './simpleRnn.ts';

export const SCALE_STEPS_CASES: readonly PairCase[] = [
  [3, 4, 2],
  [2, 1, 3],
].map((shape) => scaleStepsOf(shape));

/** The same of no numbers. */
export const EMPTY_SCALE_STEPS_CASES: readonly PairCase[] = [
  [0, 2, 5],
  [3, 0, 5],
].map((shape) => scaleStepsOf(shape));

function scaleStepsOf(shape: Dims<number>): PairCase {
  return {
    name: `factors for all steps of [${shape.join(', ')}]`,
    subject(math, seed) {
      const random = randomStream(seed, 'scaleSteps');
      const x = rank3(drawTensor(shape, random));
      const factors = drawTensor<2>([x.shape[0], x.shape[2]], random);
      return {
        weights: {},
        grads: {},
        inputs: { x },
        constants: [factors],
        begin: (compute) => ({
          outputs: [math.scaleSteps(x, factors, compute)],
          backward: ([dy]) => ({ x: dy && math.scaleSteps(rank3(dy), factors, compute) }),
        }),
      };
    },
  };
}
