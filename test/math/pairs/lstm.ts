import type { PointwiseActivation } from 'unrolled/math';
import { randomStream } from '../../../src/tensor/index.ts';
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

function lstmOf(math: MathRoom, seed: number, config: Config): Subject {
  const { B, T, units: U, activation, recurrentActivation, sequences } = config;
  const random = randomStream(seed, 'lstm');
  const weights = {
    kernel: drawTensor<2>([I, 4 * U], random, 0.5),
    recurrentKernel: drawTensor<2>([U, 4 * U], random, 0.5),
    bias: config.useBias ? drawTensor<1>([4 * U], random, 0.5) : undefined,
  };
  const grads = zerosLike(weights);
  const x = drawTensor<3>([B, T, I], random);
  const h0 = config.initialState ? drawTensor<2>([B, U], random, 0.5) : undefined;
  const c0 = config.initialState ? drawTensor<2>([B, U], random) : undefined;
  const mask = maskOf(config.mask, B, T);
  return {
    weights,
    grads,
    inputs: { x, h0, c0 },
    constants: [mask],
    skipped: ['x'],
    begin(compute, inputGradient = true) {
      const options = { activation, recurrentActivation, sequences, inputGradient };
      const { outputs, cache } = math.lstmForward(weights, { x, h0, c0, mask }, options, compute);
      const { y, h, c } = outputs;
      return {
        outputs: y ? [y, h, c] : [h, c],
        backward(d) {
          const [dy, dh, dc] = y ? d : [undefined, ...d];
          const gradients = { y: dy && rank3(dy), h: dh && rank2(dh), c: dc && rank2(dc) };
          const back = math.lstmBackward(weights, grads, cache, gradients, compute);
          return { x: back.x, h0: back.h0, c0: back.c0 };
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
  ['tanh', 'exponential'],
  ['sigmoid', 'linear'],
];

const CONFIGS: readonly (Config & { readonly name: string })[] = [
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
    { ...PLAIN, mask, B: 3, T: 5, initialState: false, name: `from zero states, ${mask}` },
    { ...PLAIN, mask, B: 3, T: 5, sequences: false, name: `the last states alone, ${mask}` },
  ]),
  { ...PLAIN, mask: 'interior', B: 6, T: 5, units: 5, name: '6 rows of 5 units, interior' },
];

export const LSTM_CASES: readonly PairCase[] = CONFIGS.map((config) => ({
  name: `lstm, ${config.name}`,
  subject: (math, seed) => lstmOf(math, seed, config),
}));

/** The same of sequences that have no step or no row. */
export const EMPTY_LSTM_CASES: readonly PairCase[] = EMPTY_SEQUENCES.map((sequence) => ({
  name: `lstm, ${nameOf(sequence)}`,
  subject: (math, seed) => lstmOf(math, seed, { ...PLAIN, ...sequence }),
}));
