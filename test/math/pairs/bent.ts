import { type Dims, randomStream, type Tensor } from '../../../src/tensor/index.ts';
import { drawTensor, maskOf } from '../draw.ts';
import { zerosLike } from '../subject.ts';
import type { MathRoom, PairCase } from './room.ts';

type Compute = Parameters<MathRoom['reluForward']>[2];

interface Way {
  readonly output: Tensor;
  readonly back: (dy: Tensor) => Tensor;
}

/** The pairs without weights, with the last axis of even size that `glu` wants. */
const PAIRS: readonly {
  readonly name: string;
  readonly run: (math: MathRoom, x: Tensor, compute: Compute) => Way;
}[] = [
  ...[{}, { negativeSlope: 0.3 }, { maxValue: 0.75, negativeSlope: 0.1, threshold: 0.5 }].map(
    (options) => ({
      name: `relu ${JSON.stringify(options)}`,
      run(math: MathRoom, x: Tensor, compute: Compute): Way {
        const { output, cache } = math.reluForward(x, options, compute);
        return { output, back: (dy) => math.reluBackward(cache, dy, compute) };
      },
    }),
  ),
  ...[{}, { alpha: 0.25 }, { alpha: 0 }].map((options) => ({
    name: `elu ${JSON.stringify(options)}`,
    run(math: MathRoom, x: Tensor, compute: Compute): Way {
      const { output, cache } = math.eluForward(x, options, compute);
      return { output, back: (dy) => math.eluBackward(cache, dy, compute) };
    },
  })),
  {
    name: 'glu',
    run(math, x, compute) {
      const { output, cache } = math.gluForward(x, compute);
      return { output, back: (dy) => math.gluBackward(cache, dy, compute) };
    },
  },
];

const SHAPES: readonly Dims<number>[] = [
  [1, 2],
  [3, 4],
  [2, 3, 4],
];

const EMPTY: readonly Dims<number>[] = [
  [0, 4],
  [2, 0],
  [2, 0, 4],
];

/** Which axes of α are shared: an α of size 1. */
const ALPHAS: readonly { readonly shape: Dims<number>; readonly alpha: Dims<number> }[] = [
  { shape: [3, 4], alpha: [4] },
  { shape: [3, 4], alpha: [1] },
  { shape: [2, 3, 4], alpha: [3, 4] },
  { shape: [2, 3, 4], alpha: [1, 4] },
  { shape: [2, 3, 4], alpha: [3, 1] },
  { shape: [2, 3, 2, 3], alpha: [3, 1, 3] },
];

export const BENT_CASES: readonly PairCase[] = [
  ...SHAPES.flatMap(onShape),
  ...ALPHAS.flatMap((sizes) => [prelu(sizes, false), prelu(sizes, true)]),
];

/** The same of no numbers. */
export const EMPTY_BENT_CASES: readonly PairCase[] = [
  ...EMPTY.flatMap(onShape),
  prelu({ shape: [0, 4], alpha: [4] }, false),
  prelu({ shape: [2, 0, 4], alpha: [1, 4] }, true),
];

function onShape(shape: Dims<number>): PairCase[] {
  return PAIRS.map(({ name, run }) => ({
    name: `${name} on [${shape.join(', ')}]`,
    subject(math, seed) {
      const x = drawTensor(shape, randomStream(seed, 'bent'));
      return {
        weights: {},
        grads: {},
        inputs: { x },
        constants: [],
        begin(compute) {
          const { output, back } = run(math, x, compute);
          return { outputs: [output], backward: ([dy]) => ({ x: dy && back(dy) }) };
        },
      };
    },
  }));
}

function prelu(
  { shape, alpha: sizes }: { readonly shape: Dims<number>; readonly alpha: Dims<number> },
  masked: boolean,
): PairCase {
  const of = masked && shape.length > 2 ? ', masked' : '';
  return {
    name: `prelu on [${shape.join(', ')}], alpha [${sizes.join(', ')}]${of}`,
    subject(math, seed) {
      const random = randomStream(seed, 'prelu');
      const x = drawTensor(shape, random);
      const weights = { alpha: drawTensor(sizes, random) };
      const grads = zerosLike(weights);
      const mask = of === '' ? undefined : maskOf('interior', shape[0] ?? 0, shape[1] ?? 0);
      return {
        weights,
        grads,
        inputs: { x },
        constants: [mask],
        skipped: ['x'],
        begin(compute, inputGradient = true) {
          const { output, cache } = math.preluForward(weights, { x, mask }, compute);
          return {
            outputs: [output],
            backward([dy]) {
              if (dy === undefined) return {};
              const asked = { inputGradient };
              return { x: math.preluBackward(weights, grads, cache, dy, asked, compute) };
            },
          };
        },
      };
    },
  };
}
