import { ACTIVATIONS } from 'unrolled/math';
import { type Dims, randomStream } from '../../../src/tensor/index.ts';
import { drawTensor } from '../draw.ts';
import type { PairCase } from './room.ts';

// 11 columns: more than the 8 partial sums of a softmax
const SHAPES: readonly Dims<number>[] = [
  [1, 1],
  [3, 11],
  [2, 3, 4],
];

export const ACTIVATION_CASES: readonly PairCase[] = SHAPES.flatMap(onShape);

/** The same of no numbers. */
export const EMPTY_ACTIVATION_CASES: readonly PairCase[] = [
  [0, 4],
  [2, 0],
  [2, 0, 4],
].flatMap(onShape);

function onShape(shape: Dims<number>): PairCase[] {
  return ACTIVATIONS.map(
    (activation): PairCase => ({
      name: `${activation} on [${shape.join(', ')}]`,
      subject(math, seed) {
        const x = drawTensor(shape, randomStream(seed, 'activation'));
        return {
          weights: {},
          grads: {},
          inputs: { x },
          constants: [],
          begin(compute) {
            const { output, cache } = math.activationForward(activation, x, compute);
            return {
              outputs: [output],
              backward: ([dy]) => ({ x: dy && math.activationBackward(cache, dy, compute) }),
            };
          },
        };
      },
    }),
  );
}
