import { describe, expect, test } from 'vitest';
import {
  type Compute,
  factor,
  type Kernels,
  type Memory,
  memoryFor,
  type PointwiseActivation,
  referenceKernels,
  transposedFactor,
} from '../../src/kernels/index.ts';
import {
  type Dtype,
  type FloatArray,
  floats,
  type Random,
  randomStream,
} from '../../src/tensor/index.ts';
import { expectBits, framed } from './framed.ts';
import { computeIn, placed, plainMemory, watchedMemory } from './memories.ts';

const { memory, used } = watchedMemory();

/** One that the module has, one that it can only undo, and one that it has not. */
const ACTIVATIONS: readonly PointwiseActivation[] = ['tanh', 'elu', 'softplus'];

const SIZES = [
  { M: 1, U: 16, steps: 20 },
  { M: 1, U: 1, steps: 1 },
  { M: 1, U: 9, steps: 1 },
  { M: 3, U: 1, steps: 2 },
  { M: 2, U: 7, steps: 5 },
  { M: 5, U: 8, steps: 3 },
  { M: 4, U: 19, steps: 4 },
  { M: 257, U: 3, steps: 2 },
  { M: 0, U: 4, steps: 3 },
  { M: 2, U: 0, steps: 3 },
  { M: 2, U: 5, steps: 0 },
] as const;

type Sizes = (typeof SIZES)[number];

/** What the steps of a simple recurrence read and write: blocks of rows, one for each state or step. */
interface Blocks {
  readonly data: FloatArray;
  readonly offset: number;
}

function blocks(dtype: Dtype, random: Random, count: number, stride: number): Blocks {
  return framed(dtype, random, count, stride, 0);
}

/** R `[U, U]`, so small that states neither grow nor vanish. */
function recurrentKernel(dtype: Dtype, random: Random, U: number): FloatArray {
  return floats(dtype, U * U).map(() => random.normal() / Math.sqrt(U));
}

interface Place {
  readonly kernels: Kernels;
  readonly memoryOf: (array: number) => Memory;
}

/** Steps by the kernels of one step, and in one call elsewhere: all of the arrays is compared. */
function expectSteps(
  { kernels, memoryOf }: Place,
  activation: PointwiseActivation,
  { M, U, steps }: Sizes,
  apart: boolean,
  gap: number,
): void {
  const { dtype } = kernels;
  const k = referenceKernels(dtype);
  const random = randomStream('steps', activation, M, U, steps);
  const stride = M * U + gap;
  const h = blocks(dtype, random, steps + 1, stride);
  const read = apart ? blocks(dtype, random, steps + 1, stride) : h;
  const weights = recurrentKernel(dtype, random, U);
  const matrix = computeIn(memoryOf(2)).zeros<2>([U, U]);
  matrix.data.set(weights);
  const R = factor(matrix, { ...computeIn(memoryOf(3)), kernels });

  const hIn = placed(memoryOf(0), h.data);
  const readIn = apart ? placed(memoryOf(1), read.data) : hIn;
  const from = [readIn, read.offset] as const;
  kernels.simpleRnnSteps(activation, steps, M, ...from, R, hIn, h.offset + stride, stride);

  for (let t = 0; t < steps; t++) {
    const was = read.offset + t * stride;
    const now = h.offset + (t + 1) * stride;
    k.matmul(M, U, U, read.data, was, U, weights, 0, U, h.data, now, U);
    k.activate(activation, M, U, h.data, now, U, h.data, now, U);
  }
  expectBits(hIn, h.data);
  expectBits(readIn, read.data);
  expectBits(matrix.data, weights);
}

/** The same of the way back. */
function expectStepsBackward(
  { kernels, memoryOf }: Place,
  activation: PointwiseActivation,
  { M, U, steps }: Sizes,
  apart: boolean,
  gap: number,
): void {
  const { dtype } = kernels;
  const k = referenceKernels(dtype);
  const random = randomStream('steps back', activation, M, U, steps);
  const stride = M * U + gap;
  const h = blocks(dtype, random, steps + 1, stride);
  const dh = blocks(dtype, random, steps + 1, stride);
  const dRead = apart ? blocks(dtype, random, steps + 1, stride) : dh;
  const weights = recurrentKernel(dtype, random, U);
  const matrix = computeIn(memoryOf(3)).zeros<2>([U, U]);
  matrix.data.set(weights);
  const Rt = transposedFactor(matrix, { ...computeIn(memoryOf(4)), kernels });

  const hIn = placed(memoryOf(0), h.data);
  const dhIn = placed(memoryOf(1), dh.data);
  const dReadIn = apart ? placed(memoryOf(2), dRead.data) : dhIn;
  kernels.simpleRnnStepsBackward(
    ...([activation, steps, M, hIn, h.offset + stride, dhIn, dh.offset + stride] as const),
    ...([Rt, dReadIn, dRead.offset, stride] as const),
  );

  for (let t = steps; t > 0; t--) {
    const hAt = h.offset + t * stride;
    const at = dh.offset + t * stride;
    const to = dRead.offset + (t - 1) * stride;
    k.activateBackward(activation, M, U, h.data, hAt, U, dh.data, at, U, dh.data, at, U);
    k.matmulTransposedB(M, U, U, dh.data, at, U, weights, 0, U, dRead.data, to, U);
  }
  expectBits(hIn, h.data);
  expectBits(dhIn, dh.data);
  expectBits(dReadIn, dRead.data);
  expectBits(matrix.data, weights);
}

const inside = memory.kernels;
const memory64 = memoryFor('float64');
const plain64 = memoryFor('float64', 'reference');
const PLACES: readonly (Place & { readonly where: string })[] = [
  { where: 'the reference in float32', kernels: plainMemory.kernels, memoryOf: () => plainMemory },
  { where: 'the reference in float64', kernels: plain64.kernels, memoryOf: () => plain64 },
  { where: 'WebAssembly in float64', kernels: memory64.kernels, memoryOf: () => memory64 },
  { where: 'WebAssembly', kernels: inside, memoryOf: () => memory },
  { where: 'WebAssembly, all from elsewhere', kernels: inside, memoryOf: () => plainMemory },
  ...[0, 1, 2, 3, 4].map((outside) => ({
    where: `WebAssembly, array ${outside} from elsewhere`,
    kernels: inside,
    memoryOf: (array: number) => (array === outside ? plainMemory : memory),
  })),
];

describe.each(PLACES)('steps of a simple recurrence by $where', (place) => {
  test.each(ACTIVATIONS)('have the bits of one step after the other, %s', (activation) => {
    for (const sizes of SIZES) {
      for (const gap of [0, 3]) {
        for (const apart of [false, true]) {
          expectSteps(place, activation, sizes, apart, gap);
          expectStepsBackward(place, activation, sizes, apart, gap);
        }
      }
    }
  });
});

describe('in the memory of the kernels', () => {
  const compute: Compute = computeIn(memory);
  const U = 5;
  const R = () => factor(compute.zeros<2>([U, U]), compute);
  const Rt = () => transposedFactor(compute.zeros<2>([U, U]), compute);
  const blocksOf = (steps: number, M: number) => memory.floats((steps + 1) * M * U);

  test.each([
    { M: 1, steps: 2 },
    { M: 3, steps: 1 },
    { M: 3, steps: 7 },
  ])('$steps steps of $M rows are one call, and one that lays R out', ({ M, steps }) => {
    const [h, dh] = [blocksOf(steps, M), blocksOf(steps, M)];
    const block = M * U;
    used();
    inside.simpleRnnSteps('tanh', steps, M, h, 0, R(), h, block, block);
    expect(used()).toEqual(['packColumns', 'simpleRnnSteps']);
    inside.simpleRnnStepsBackward('tanh', steps, M, h, block, dh, block, Rt(), dh, 0, block);
    expect(used()).toEqual(['packRows', 'simpleRnnStepsBackward']);
  });

  test('a single row in a single step reads R where it stands', () => {
    const h = blocksOf(1, 1);
    used();
    inside.simpleRnnSteps('tanh', 1, 1, h, 0, R(), h, U, U);
    expect(used()).toEqual(['product', 'activate']);
  });

  test('an activation that the module has not takes a product for each step', () => {
    const h = blocksOf(2, 3);
    used();
    inside.simpleRnnSteps('softplus', 2, 3, h, 0, R(), h, 3 * U, 3 * U);
    expect(used()).toEqual(['packColumns', 'product', 'product']);
  });
});
