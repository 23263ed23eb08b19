import type { MergeOperation } from 'unrolled/math';
import {
  type Dims,
  type Mask,
  randomStream,
  type Tensor,
  zeros,
} from '../../../src/tensor/index.ts';
import { drawTensor, EMPTY_SEQUENCES, maskOf, nameOf, SEQUENCES } from '../draw.ts';
import type { Tensors } from '../subject.ts';
import type { PairCase } from './room.ts';

export const MERGE_OPERATIONS: readonly MergeOperation[] = [
  'add',
  'subtract',
  'multiply',
  'average',
  'maximum',
  'minimum',
];

export const MERGE_CASES: readonly PairCase[] = MERGE_OPERATIONS.flatMap((operation) => [
  mergeOf({ operation, count: 2, shape: [3, 4] }),
  ...(operation === 'subtract' ? [] : [mergeOf({ operation, count: 3, shape: [2, 3, 4] })]),
  ...SEQUENCES.filter(({ mask, B, T }) => mask !== 'no mask' && B * T > 2).map((sequence) => {
    const { B, T } = sequence;
    const mask = maskOf(sequence.mask, B, T);
    return mergeOf({ operation, count: 2, shape: [B, T, 2], mask, of: nameOf(sequence) });
  }),
]);

/** The same of no numbers. */
export const EMPTY_MERGE_CASES: readonly PairCase[] = EMPTY_SEQUENCES.map((sequence) => {
  const { B, T } = sequence;
  const mask = maskOf(sequence.mask, B, T);
  return mergeOf({ operation: 'multiply', count: 3, shape: [B, T, 2], mask, of: nameOf(sequence) });
});

/** Of two and three tensors, along every axis, some of them of size 0. */
export const CONCATENATE_CASES: readonly PairCase[] = [
  concatenationOf(-1, [3, 2], [3, 4]),
  concatenationOf(1, [2, 3, 2], [2, 1, 2], [2, 2, 2]),
  concatenationOf(2, [2, 3, 2], [2, 3, 1]),
  concatenationOf(-2, [2, 0, 2], [2, 3, 2]),
  concatenationOf(0, [1, 2], [2, 2]),
];

interface Config {
  readonly operation: MergeOperation;
  readonly count: number;
  readonly shape: Dims<number>;
  readonly mask?: Mask | undefined;
  /** What is said of the mask. */
  readonly of?: string;
}

function mergeOf({ operation, count, shape, mask, of = 'no mask' }: Config): PairCase {
  return {
    name: `${operation} of ${count} tensors [${shape.join(', ')}], ${of}`,
    subject(math, seed) {
      const xs = drawApart(shape, count, seed);
      return {
        weights: {},
        grads: {},
        inputs: named(xs),
        constants: [mask],
        begin(compute) {
          const { output, cache } = math.mergeForward(operation, { xs, mask }, compute);
          return {
            outputs: [output],
            backward: ([dy]) => (dy ? named(math.mergeBackward(cache, dy, compute)) : {}),
          };
        },
      };
    },
  };
}

function concatenationOf(axis: number, ...shapes: readonly Dims<number>[]): PairCase {
  return {
    name: `concatenate along ${axis} of [${shapes.join('], [')}]`,
    subject(math, seed) {
      const xs = shapes.map((shape, i) => drawTensor(shape, randomStream(seed, i)));
      return {
        weights: {},
        grads: {},
        inputs: named(xs),
        constants: [],
        begin(compute) {
          const { output, cache } = math.concatenateForward(xs, axis, compute);
          return {
            outputs: [output],
            backward: ([dy]) => (dy ? named(math.concatenateBackward(cache, dy, compute)) : {}),
          };
        },
      };
    },
  };
}

function named(tensors: readonly Tensor[]): Tensors {
  return Object.fromEntries(tensors.map((tensor, i) => [`x${i}`, tensor]));
}

/** Tensors whose elements in the same place differ by a quarter or more: a maximum has a kink there. */
export function drawApart(shape: Dims<number>, count: number, seed: number): Tensor[] {
  const random = randomStream(seed, 'apart');
  const tensors = Array.from({ length: count }, () => zeros<number>(shape, 'float64'));
  for (let e = 0; e < (tensors[0]?.size ?? 0); e++) {
    const first = random.integer(count);
    const start = random.normal();
    for (const [i, { data }] of tensors.entries()) {
      data[e] = start + ((i + first) % count) + 0.75 * random.uniform();
    }
  }
  return tensors;
}
