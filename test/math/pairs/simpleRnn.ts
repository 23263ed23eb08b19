import type { PointwiseActivation } from 'unrolled/math';
import { randomStream, type Tensor, View } from '../../../src/tensor/index.ts';
import {
  drawTensor,
  EMPTY_SEQUENCES,
  maskOf,
  nameOf,
  SEQUENCES,
  type SequenceCase,
} from '../draw.ts';
import { type Subject, zerosLike } from '../subject.ts';
import type { MathRoom, PairCase } from './room.ts';

interface Config extends SequenceCase {
  readonly activation: PointwiseActivation;
  readonly useBias: boolean;
  readonly initialState: boolean;
  readonly sequences: boolean;
  readonly units: number;
}

const I = 2;
const PLAIN = {
  activation: 'tanh',
  useBias: true,
  initialState: true,
  sequences: true,
  units: 3,
} as const;

function simpleRnnOf(math: MathRoom, seed: number, config: Config): Subject {
  const { B, T, units: U, activation, sequences } = config;
  const random = randomStream(seed, 'simpleRnn');
  const weights = {
    kernel: drawTensor<2>([I, U], random, 0.5),
    recurrentKernel: drawTensor<2>([U, U], random, 0.5),
    bias: config.useBias ? drawTensor<1>([U], random, 0.5) : undefined,
  };
  const grads = zerosLike(weights);
  const x = drawTensor<3>([B, T, I], random);
  const h0 = config.initialState ? drawTensor<2>([B, U], random, 0.5) : undefined;
  const mask = maskOf(config.mask, B, T);
  return {
    weights,
    grads,
    inputs: { x, h0 },
    constants: [mask],
    skipped: ['x'],
    begin(compute, inputGradient = true) {
      const options = { activation, sequences, inputGradient };
      const { outputs, cache } = math.simpleRnnForward(weights, { x, h0, mask }, options, compute);
      const { y, h } = outputs;
      return {
        outputs: y ? [y, h] : [h],
        backward(d) {
          const [dy, dh] = y ? d : [undefined, ...d];
          const gradients = { y: dy && rank3(dy), h: dh && rank2(dh) };
          const back = math.simpleRnnBackward(weights, grads, cache, gradients, compute);
          return { x: back.x, h0: back.h0 };
        },
      };
    },
  };
}

/** A tensor whose rank is known to the test. */
export function rank2({ data, shape: [B = 0, N = 0] }: Tensor): Tensor<2> {
  return new View<2, Tensor['data']>(data, [B, N]);
}

/** A tensor whose rank is known to the test. */
export function rank3({ data, shape: [B = 0, T = 0, N = 0] }: Tensor): Tensor<3> {
  return new View<3, Tensor['data']>(data, [B, T, N]);
}

const ACTIVATED: readonly PointwiseActivation[] = ['relu', 'linear', 'sigmoid'];

const CONFIGS: readonly (Config & { readonly name: string })[] = [
  ...SEQUENCES.map((sequence) => ({ ...PLAIN, ...sequence, name: nameOf(sequence) })),
  ...ACTIVATED.flatMap((activation) =>
    (['no mask', 'interior'] as const).map((mask) => ({
      ...PLAIN,
      ...{ activation, mask, B: 3, T: 5, name: `${activation}, ${mask}` },
    })),
  ),
  ...(['no mask', 'prefix', 'suffix'] as const).flatMap((mask) => [
    { ...PLAIN, mask, B: 3, T: 5, useBias: false, name: `without bias, ${mask}` },
    { ...PLAIN, mask, B: 3, T: 5, initialState: false, name: `from a zero state, ${mask}` },
    { ...PLAIN, mask, B: 3, T: 5, sequences: false, name: `the last state alone, ${mask}` },
  ]),
  { ...PLAIN, mask: 'interior', B: 6, T: 5, units: 9, name: '6 rows of 9 units, interior' },
];

export const SIMPLE_RNN_CASES: readonly PairCase[] = CONFIGS.map((config) => ({
  name: `simpleRnn, ${config.name}`,
  subject: (math, seed) => simpleRnnOf(math, seed, config),
}));

/** The same of sequences that have no step or no row. */
export const EMPTY_SIMPLE_RNN_CASES: readonly PairCase[] = EMPTY_SEQUENCES.map((sequence) => ({
  name: `simpleRnn, ${nameOf(sequence)}`,
  subject: (math, seed) => simpleRnnOf(math, seed, { ...PLAIN, ...sequence }),
}));
