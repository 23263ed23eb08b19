import { type Dims, randomStream } from '../../../src/tensor/index.ts';
import { drawTensor } from '../draw.ts';
import { zerosLike } from '../subject.ts';
import type { PairCase } from './room.ts';

const SHAPES: readonly Dims<number>[] = [
  [1, 4],
  [3, 4],
  [3, 2, 4],
  [2, 1, 2, 4],
];
const UNITS = 5;

export const DENSE_CASES: readonly PairCase[] = SHAPES.flatMap(onShape);

/** The same of no rows. */
export const EMPTY_DENSE_CASES: readonly PairCase[] = [
  [0, 4],
  [2, 0, 4],
].flatMap(onShape);

function onShape(shape: Dims<number>): PairCase[] {
  return [true, false].map(
    (useBias): PairCase => ({
      name: `dense on [${shape.join(', ')}], ${useBias ? 'with' : 'without'} bias`,
      subject(math, seed) {
        const random = randomStream(seed, 'dense');
        const x = drawTensor(shape, random);
        const weights = {
          kernel: drawTensor<2>([4, UNITS], random),
          bias: useBias ? drawTensor<1>([UNITS], random) : undefined,
        };
        const grads = zerosLike(weights);
        return {
          weights,
          grads,
          inputs: { x },
          constants: [],
          skipped: ['x'],
          begin(compute, inputGradient = true) {
            const { output, cache } = math.denseForward(weights, x, compute);
            return {
              outputs: [output],
              backward([dy]) {
                if (dy === undefined) return {};
                const how = { inputGradient };
                return { x: math.denseBackward(weights, grads, cache, dy, how, compute) };
              },
            };
          },
        };
      },
    }),
  );
}
