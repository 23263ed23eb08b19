import type {
  Compute,
  LstmVariantInputs,
  LstmVariantOptions,
  LstmVariantOutputGradients,
  PointwiseActivation,
} from 'unrolled/math';
import type { Random, Tensor } from '../../../src/tensor/index.ts';
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

/** The variants of the LSTM. */
const LSTM_VARIANTS = ['layerNormLstm', 'peepholeLstm', 'projectedLstm'] as const;

/** One of them. */
export type LstmVariant = (typeof LSTM_VARIANTS)[number];

interface Config extends SequenceCase {
  readonly activation: PointwiseActivation;
  readonly recurrentActivation: PointwiseActivation;
  readonly useBias: boolean;
  readonly initialState: boolean;
  readonly sequences: boolean;
  readonly units: number;
  readonly projection: number;
  readonly epsilon: number;
}

const I = 2;
const PLAIN = {
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  useBias: true,
  initialState: true,
  sequences: true,
  units: 3,
  projection: 2,
  epsilon: 0.1, // with a smaller one, differences over short steps would miss how the root bends
} as const;

/** The weights of an LSTM whose output has `P` numbers. */
function commonWeights(random: Random, U: number, P: number, useBias: boolean) {
  return {
    kernel: drawTensor<2>([I, 4 * U], random, 0.5),
    recurrentKernel: drawTensor<2>([P, 4 * U], random, 0.5),
    bias: useBias ? drawTensor<1>([4 * U], random, 0.5) : undefined,
  };
}

/** What the variants differ in: their own weights, and which pair is run on all of them. */
function pairOf(math: MathRoom, variant: LstmVariant, random: Random, config: Config) {
  const { units: U, projection, epsilon, useBias } = config;
  if (variant === 'projectedLstm') {
    const weights = {
      ...commonWeights(random, U, projection, useBias),
      projectionKernel: drawTensor<2>([U, projection], random),
    };
    const grads = zerosLike(weights);
    return {
      weights,
      grads,
      begin(inputs: LstmVariantInputs, options: LstmVariantOptions, compute: Compute) {
        const { outputs, cache } = math.projectedLstmForward(weights, inputs, options, compute);
        const back = (d: LstmVariantOutputGradients) =>
          math.projectedLstmBackward(weights, grads, cache, d, compute);
        return { outputs, back };
      },
    };
  }
  if (variant === 'peepholeLstm') {
    const weights = {
      ...commonWeights(random, U, U, useBias),
      peephole: drawTensor<1>([3 * U], random),
    };
    const grads = zerosLike(weights);
    return {
      weights,
      grads,
      begin(inputs: LstmVariantInputs, options: LstmVariantOptions, compute: Compute) {
        const { outputs, cache } = math.peepholeLstmForward(weights, inputs, options, compute);
        const back = (d: LstmVariantOutputGradients) =>
          math.peepholeLstmBackward(weights, grads, cache, d, compute);
        return { outputs, back };
      },
    };
  }
  const weights = {
    ...commonWeights(random, U, U, useBias),
    kernelGamma: drawTensor<1>([4 * U], random),
    recurrentGamma: drawTensor<1>([4 * U], random),
    stateGamma: drawTensor<1>([U], random),
    stateBeta: drawTensor<1>([U], random),
  };
  const grads = zerosLike(weights);
  return {
    weights,
    grads,
    begin(inputs: LstmVariantInputs, options: LstmVariantOptions, compute: Compute) {
      const how = { ...options, epsilon };
      const { outputs, cache } = math.layerNormLstmForward(weights, inputs, how, compute);
      const back = (d: LstmVariantOutputGradients) =>
        math.layerNormLstmBackward(weights, grads, cache, d, compute);
      return { outputs, back };
    },
  };
}

function variantOf(math: MathRoom, variant: LstmVariant, seed: number, config: Config): Subject {
  const { B, T, units: U, activation, recurrentActivation, sequences } = config;
  const P = variant === 'projectedLstm' ? config.projection : U;
  const random = randomStream(seed, variant);
  const pair = pairOf(math, variant, random, config);
  const x = drawTensor<3>([B, T, I], random);
  const h0 = config.initialState ? drawTensor<2>([B, P], random, 0.5) : undefined;
  const c0 = config.initialState ? drawTensor<2>([B, U], random) : undefined;
  const mask = maskOf(config.mask, B, T);
  return {
    weights: pair.weights,
    grads: pair.grads,
    inputs: { x, h0, c0 },
    constants: [mask],
    skipped: ['x'],
    begin(compute, inputGradient = true) {
      const options = { activation, recurrentActivation, sequences, inputGradient };
      const { outputs, back } = pair.begin({ x, h0, c0, mask }, options, compute);
      const { y, h, c } = outputs;
      return {
        outputs: y ? [y, h, c] : [h, c],
        backward(d) {
          const [dy, dh, dc] = y ? d : [undefined, ...d];
          const two = (one: Tensor | undefined) => one && rank2(one);
          const returned = back({ y: dy && rank3(dy), h: two(dh), c: two(dc) });
          return { x: returned.x, h0: returned.h0, c0: returned.c0 };
        },
      };
    },
  };
}

const ACTIVATED: readonly (readonly [PointwiseActivation, PointwiseActivation])[] = [
  ['relu', 'sigmoid'],
  ['softsign', 'tanh'],
  ['linear', 'softsign'],
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
  { ...PLAIN, mask: 'interior', B: 6, T: 5, units: 5, projection: 7, name: '6 rows, interior' },
  { ...PLAIN, mask: 'no mask', B: 2, T: 3, epsilon: 1, name: 'another epsilon' },
];

export const LSTM_VARIANT_CASES: Readonly<Record<LstmVariant, readonly PairCase[]>> = {
  layerNormLstm: casesOf('layerNormLstm'),
  peepholeLstm: casesOf('peepholeLstm'),
  projectedLstm: casesOf('projectedLstm'),
};

function casesOf(variant: LstmVariant): PairCase[] {
  return CONFIGS.map((config) => ({
    name: `${variant}, ${config.name}`,
    subject: (math, seed) => variantOf(math, variant, seed, config),
  }));
}

/** The same of sequences that have no step or no row. */
export const EMPTY_LSTM_VARIANT_CASES: readonly PairCase[] = LSTM_VARIANTS.flatMap((variant) =>
  EMPTY_SEQUENCES.map((sequence) => ({
    name: `${variant}, ${nameOf(sequence)}`,
    subject: (math, seed) => variantOf(math, variant, seed, { ...PLAIN, ...sequence }),
  })),
);
