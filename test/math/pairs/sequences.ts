import { type Dims, randomStream, type Tensor } from '../../../src/tensor/index.ts';
import {
  drawTensor,
  EMPTY_SEQUENCES,
  maskOf,
  nameOf,
  SEQUENCES,
  type SequenceCase,
} from '../draw.ts';
import { drawApart } from './merge.ts';
import type { PairCase } from './room.ts';
import { rank2, rank3 } from './simpleRnn.ts';

/** Pooling over time, with every mask. */
export const POOLING_CASES: readonly PairCase[] = SEQUENCES.flatMap(poolingOf);

/** The same of no steps or no rows. */
export const EMPTY_POOLING_CASES: readonly PairCase[] = EMPTY_SEQUENCES.flatMap(poolingOf);

/** What only lays numbers out. */
export const LAYOUT_CASES: readonly PairCase[] = [
  ...[1, 3].map((n) => repeated(n, 3)),
  ...[[1], [2, 1], [1, 3, 2], [3, 1, 2], [2, 3, 1], [4, 2, 1, 3]].map(permuted),
];

/** The same of no rows. */
export const EMPTY_LAYOUT_CASES: readonly PairCase[] = [repeated(2, 0)];

function poolingOf(sequence: SequenceCase): PairCase[] {
  const { B, T } = sequence;
  const mask = maskOf(sequence.mask, B, T);
  return (['globalAveragePooling', 'globalMaxPooling'] as const).map((kind) => ({
    name: `${kind}, ${nameOf(sequence)}`,
    subject(math, seed) {
      const x = sequenceOfSteps(B, T, seed);
      return {
        weights: {},
        grads: {},
        inputs: { x },
        constants: [mask],
        begin(compute) {
          if (kind === 'globalMaxPooling') {
            const { output, cache } = math.globalMaxPoolingForward({ x, mask }, compute);
            return {
              outputs: [output],
              backward: ([dy]) => ({
                x: dy && math.globalMaxPoolingBackward(cache, rank2(dy), compute),
              }),
            };
          }
          const { output, cache } = math.globalAveragePoolingForward({ x, mask }, compute);
          return {
            outputs: [output],
            backward: ([dy]) => ({
              x: dy && math.globalAveragePoolingBackward(cache, rank2(dy), compute),
            }),
          };
        },
      };
    },
  }));
}

/** `[B, T, 2]`, the steps of a row so far apart that a small change moves no maximum. */
export function sequenceOfSteps(B: number, T: number, seed: number): Tensor<3> {
  const x = drawTensor<3>([B, T, 2], randomStream(seed));
  for (const [t, step] of drawApart([B, 2], Math.max(T, 1), seed).entries()) {
    for (let b = 0; b < B && t < T; b++) {
      for (let j = 0; j < 2; j++) x.data[(b * T + t) * 2 + j] = step.data[b * 2 + j]!;
    }
  }
  return x;
}

function repeated(n: number, B: number): PairCase {
  return {
    name: `repeatVector of ${n} steps, ${B} rows`,
    subject(math, seed) {
      const x = drawTensor<2>([B, 4], randomStream(seed));
      return {
        weights: {},
        grads: {},
        inputs: { x },
        constants: [],
        begin: (compute) => ({
          outputs: [math.repeatVectorForward(n, x, compute)],
          backward: ([dy]) => ({ x: dy && math.repeatVectorBackward(rank3(dy), compute) }),
        }),
      };
    },
  };
}

function permuted(dims: readonly number[]): PairCase {
  return {
    name: `permute by [${dims.join(', ')}]`,
    subject(math, seed) {
      const shape: Dims<number> = [2, ...dims.map((_, i) => 2 + i)];
      const x = drawTensor(shape, randomStream(seed));
      return {
        weights: {},
        grads: {},
        inputs: { x },
        constants: [],
        begin: (compute) => ({
          outputs: [math.permuteForward(dims, x, compute)],
          backward: ([dy]) => ({ x: dy && math.permuteBackward(dims, dy, compute) }),
        }),
      };
    },
  };
}
