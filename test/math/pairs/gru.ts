import type { PointwiseActivation } from 'unrolled/math';
import { type Dims, randomStream } from '../../../src/tensor/index.ts';
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
import { rank2, rank3 } from './simpleRnn.ts';

interface Config extends SequenceCase {
  readonly activation: PointwiseActivation;
  readonly recurrentActivation: PointwiseActivation;
  readonly resetAfter: boolean;
  readonly useBias: boolean;
  readonly initialState: boolean;
  readonly sequences: boolean;
  readonly units: number;
}

const I = 2;
const PLAIN = {
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  useBias: true,
  initialState: true,
  sequences: true,
  units: 3,
} as const;

/** The shape of the bias, or of the two of them. */
export function biasShape(U: number, resetAfter: boolean): Dims<1 | 2> {
  return resetAfter ? [2, 3 * U] : [3 * U];
}

function gruOf(math: MathRoom, seed: number, config: Config): Subject {
  const { B, T, units: U, activation, recurrentActivation, resetAfter, sequences } = config;
  const random = randomStream(seed, 'gru');
  const weights = {
    kernel: drawTensor<2>([I, 3 * U], random, 0.5),
    recurrentKernel: drawTensor<2>([U, 3 * U], random, 0.5),
    bias: config.useBias ? drawTensor<1 | 2>(biasShape(U, resetAfter), random, 0.5) : undefined,
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
      const how = { activation, recurrentActivation, resetAfter, sequences, inputGradient };
      const { outputs, cache } = math.gruForward(weights, { x, h0, mask }, how, compute);
      const { y, h } = outputs;
      return {
        outputs: y ? [y, h] : [h],
        backward(d) {
          const [dy, dh] = y ? d : [undefined, ...d];
          const gradients = { y: dy && rank3(dy), h: dh && rank2(dh) };
          const back = math.gruBackward(weights, grads, cache, gradients, compute);
          return { x: back.x, h0: back.h0 };
        },
      };
    },
  };
}

const ACTIVATED: readonly (readonly [PointwiseActivation, PointwiseActivation])[] = [
  ['relu', 'sigmoid'],
  ['linear', 'sigmoid'],
  ['softsign', 'sigmoid'],
  ['elu', 'tanh'],
  ['softplus', 'relu'],
  ['exponential', 'softsign'],
  ['sigmoid', 'linear'],
];

type Named = Omit<Config, 'resetAfter'> & { readonly name: string };

const CONFIGS: readonly Named[] = [
  ...SEQUENCES.map((sequence) => ({ ...PLAIN, ...sequence, name: nameOf(sequence) })),
  ...ACTIVATED.flatMap(([activation, recurrentActivation]) =>
    (['no mask', 'interior'] as const).map((mask) => ({
      ...PLAIN,
      ...{ activation, recurrentActivation, mask, B: 3, T: 3 },
      name: `${activation} and ${recurrentActivation}, ${mask}`,
    })),
  ),
  ...(['no mask', 'prefix', 'suffix'] as const).flatMap((mask) => [
    { ...PLAIN, mask, B: 3, T: 5, useBias: false, name: `without bias, ${mask}` },
    { ...PLAIN, mask, B: 3, T: 5, initialState: false, name: `from a zero state, ${mask}` },
    { ...PLAIN, mask, B: 3, T: 5, sequences: false, name: `the last state alone, ${mask}` },
  ]),
  { ...PLAIN, mask: 'interior', B: 6, T: 5, units: 5, name: '6 rows of 5 units, interior' },
];

export const GRU_CASES: readonly PairCase[] = CONFIGS.flatMap(bothWays);

/** The same of sequences that have no step or no row. */
export const EMPTY_GRU_CASES: readonly PairCase[] = EMPTY_SEQUENCES.flatMap((sequence) =>
  bothWays({ ...PLAIN, ...sequence, name: nameOf(sequence) }),
);

/** With the reset after the product and before it. */
function bothWays({ name, ...config }: Named): PairCase[] {
  return [true, false].map((resetAfter) => ({
    name: `gru, reset ${resetAfter ? 'after' : 'before'}, ${name}`,
    subject: (math, seed) => gruOf(math, seed, { ...config, resetAfter }),
  }));
}
