import { type Dims, randomStream } from '../../../src/tensor/index.ts';
import { drawTensor } from '../draw.ts';
import type { PairCase } from './room.ts';
import { rank3 } from './simpleRnn.ts';

export const REVERSE_CASES: readonly PairCase[] = [
  [3, 4, 2],
  [2, 1, 3],
].map((shape) => reverseOf(shape));

/** The same of no numbers. */
export const EMPTY_REVERSE_CASES: readonly PairCase[] = [
  [0, 2, 5],
  [3, 0, 5],
].map((shape) => reverseOf(shape));

function reverseOf(shape: Dims<number>): PairCase {
  return {
    name: `a reversed sequence [${shape.join(', ')}]`,
    subject(math, seed) {
      const x = rank3(drawTensor(shape, randomStream(seed, 'reverse')));
      return {
        weights: {},
        grads: {},
        inputs: { x },
        constants: [],
        begin: (compute) => ({
          outputs: [math.reverseSteps(x, compute)],
          backward: ([dy]) => ({ x: dy && math.reverseSteps(rank3(dy), compute) }),
        }),
      };
    },
  };
}
