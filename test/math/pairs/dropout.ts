import { type Dims, randomStream } from '../../../src/tensor/index.ts';
import { drawTensor } from '../draw.ts';
import type { PairCase } from './room.ts';

export const DROPOUT_CASES: readonly PairCase[] = [0, 0.4, 0.9].map((rate) =>
  dropoutOf(rate, [3, 2, 5]),
);

/** The same of no numbers. */
export const EMPTY_DROPOUT_CASES: readonly PairCase[] = [
  [0, 2, 5],
  [3, 0, 5],
].map((shape) => dropoutOf(0.4, shape));

function dropoutOf(rate: number, shape: Dims<number>): PairCase {
  return {
    name: `dropout of ${rate} on [${shape.join(', ')}]`,
    subject(math, seed) {
      const x = drawTensor(shape, randomStream(seed, 'dropout'));
      return {
        weights: {},
        grads: {},
        inputs: { x },
        constants: [],
        begin(compute) {
          // the stream of a row begins anew in each pass, so that each draws the same mask
          const random = (row: number) => randomStream(seed, 'dropped', row);
          const { output, cache } = math.dropoutForward(rate, x, random, compute);
          return {
            outputs: [output],
            backward: ([dy]) => ({ x: dy && math.dropoutBackward(cache, dy, compute) }),
          };
        },
      };
    },
  };
}
