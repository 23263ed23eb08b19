import { type Dims, type Mask, randomStream } from '../../../src/tensor/index.ts';
import { drawTensor, EMPTY_SEQUENCES, maskOf, nameOf, SEQUENCES } from '../draw.ts';
import { zerosLike } from '../subject.ts';
import type { PairCase } from './room.ts';

// one feature, few, and more than the eight partial sums
const SHAPES: readonly Dims<number>[] = [
  [3, 4],
  [2, 1],
  [3, 2, 4],
  [2, 11],
  [1, 2, 2, 9],
];

/** With γ and β, with either, with neither. */
const WEIGHTS = [
  { scale: true, center: true },
  { scale: true, center: false },
  { scale: false, center: true },
  { scale: false, center: false },
];

export const LAYER_NORMALIZATION_CASES: readonly PairCase[] = [
  ...SHAPES.flatMap((shape) => WEIGHTS.map((weights) => caseOf({ shape, ...weights }))),
  caseOf({ shape: [3, 4], scale: true, center: true, epsilon: 0.5 }),
  ...SEQUENCES.filter(({ mask }) => mask !== 'no mask').flatMap((sequence) => {
    const { B, T } = sequence;
    const mask = maskOf(sequence.mask, B, T);
    return [[4], [2, 3]].map((rest) =>
      caseOf({ shape: [B, T, ...rest], scale: true, center: true, mask, of: nameOf(sequence) }),
    );
  }),
];

/** The same of no rows. */
export const EMPTY_LAYER_NORMALIZATION_CASES: readonly PairCase[] = EMPTY_SEQUENCES.map(
  (sequence) => {
    const { B, T } = sequence;
    const mask = maskOf(sequence.mask, B, T);
    return caseOf({ shape: [B, T, 4], scale: true, center: true, mask, of: nameOf(sequence) });
  },
);

interface Config {
  readonly shape: Dims<number>;
  readonly scale: boolean;
  readonly center: boolean;
  readonly epsilon?: number;
  readonly mask?: Mask | undefined;
  /** What is said of the mask. */
  readonly of?: string;
}

function caseOf({ shape, scale, center, epsilon, mask, of = 'no mask' }: Config): PairCase {
  return {
    name: `layerNormalization of [${shape.join(', ')}], scale ${scale}, center ${center}, epsilon ${epsilon ?? 'as it is'}, ${of}`,
    subject(math, seed) {
      const random = randomStream(seed, 'layerNormalization');
      const N = shape.at(-1) ?? 0;
      const x = drawTensor(shape, random);
      const weights = {
        gamma: scale ? drawTensor<1>([N], random) : undefined,
        beta: center ? drawTensor<1>([N], random) : undefined,
      };
      const grads = zerosLike(weights);
      return {
        weights,
        grads,
        inputs: { x },
        constants: [mask],
        skipped: ['x'],
        begin(compute, inputGradient = true) {
          const how = epsilon === undefined ? {} : { epsilon };
          const forward = math.layerNormalizationForward(weights, { x, mask }, how, compute);
          return {
            outputs: [forward.output],
            backward([dy]) {
              if (dy === undefined) return {};
              const { cache } = forward;
              const asked = { inputGradient };
              return {
                x: math.layerNormalizationBackward(weights, grads, cache, dy, asked, compute),
              };
            },
          };
        },
      };
    },
  };
}
