import type { ConvWindow } from 'unrolled/math';
import { randomStream } from '../../../src/tensor/index.ts';
import {
  drawTensor,
  EMPTY_SEQUENCES,
  maskOf,
  nameOf,
  SEQUENCES,
  type SequenceCase,
} from '../draw.ts';
import { zerosLike } from '../subject.ts';
import type { PairCase } from './room.ts';
import { rank3 } from './simpleRnn.ts';

const F = 3;
const PLAIN = { strides: 1, dilationRate: 1 };

/** Every padding, with strides, with steps left out, and with windows longer than the sequence. */
const CONV_WINDOWS: readonly ConvWindow[] = (['valid', 'same', 'causal'] as const).flatMap(
  (padding) => [
    { ...PLAIN, padding, kernelSize: 1 },
    { ...PLAIN, padding, kernelSize: 2 },
    { ...PLAIN, padding, kernelSize: 3 },
    { padding, kernelSize: 2, strides: 2, dilationRate: 1 },
    { padding, kernelSize: 3, strides: 3, dilationRate: 1 },
    { padding, kernelSize: 2, strides: 1, dilationRate: 2 },
    { padding, kernelSize: 3, strides: 2, dilationRate: 2 },
  ],
);

const LONGEST: readonly SequenceCase[] = [
  { B: 3, T: 5, mask: 'no mask' },
  { B: 3, T: 5, mask: 'suffix' },
  { B: 3, T: 5, mask: 'whole row' },
];

export const CONV1D_CASES: readonly PairCase[] = [
  ...CONV_WINDOWS.flatMap((window) => LONGEST.map((sequence) => caseOf({ sequence, window }))),
  ...SEQUENCES.filter(({ mask, B, T }) => mask !== 'interior' && mask !== 'prefix' && B * T < 15)
    .map((sequence) => ({
      sequence,
      window: { ...PLAIN, padding: 'causal', kernelSize: 3 } as const,
    }))
    .map(caseOf),
  ...[1, 2].flatMap((dilationRate) =>
    LONGEST.map((sequence) =>
      caseOf({
        sequence,
        window: { padding: 'causal', kernelSize: 3, strides: 1, dilationRate },
        past: true,
      }),
    ),
  ),
  caseOf({
    sequence: { B: 2, T: 1, mask: 'no mask' },
    window: { ...PLAIN, padding: 'causal', kernelSize: 3 },
    past: true,
    useBias: false,
  }),
  // so many features that kernels copy and add the steps of a window
  ...(['valid', 'same', 'causal'] as const).map((padding) =>
    caseOf({
      sequence: { B: 2, T: 5, mask: 'suffix' },
      window: { ...PLAIN, padding, kernelSize: 3 },
      past: padding === 'causal',
      features: 17,
    }),
  ),
  caseOf({
    sequence: { B: 2, T: 4, mask: 'no mask' },
    window: { padding: 'causal', kernelSize: 2, strides: 1, dilationRate: 2 },
    past: true,
    features: 33,
  }),
];

/** The same of no steps or no rows. */
export const EMPTY_CONV1D_CASES: readonly PairCase[] = EMPTY_SEQUENCES.flatMap((sequence) =>
  (['valid', 'same', 'causal'] as const).map((padding) =>
    caseOf({
      sequence,
      window: { ...PLAIN, padding, kernelSize: 3 },
      past: padding === 'causal',
    }),
  ),
);

interface Config {
  readonly sequence: SequenceCase;
  readonly window: ConvWindow;
  readonly past?: boolean;
  readonly useBias?: boolean;
  readonly features?: number;
}

function caseOf({
  sequence,
  window,
  past = false,
  useBias = true,
  features: I = 2,
}: Config): PairCase {
  const { padding, kernelSize, strides, dilationRate } = window;
  const { B, T } = sequence;
  const how = `${kernelSize} steps, strides ${strides}, dilation ${dilationRate}`;
  return {
    name: `conv1d, ${padding}, ${how}, ${I} features, ${nameOf(sequence)}, ${past ? 'a' : 'no'} past, bias ${useBias}`,
    subject(math, seed) {
      const random = randomStream(seed, 'conv1d');
      const weights = {
        kernel: drawTensor<3>([kernelSize, I, F], random),
        bias: useBias ? drawTensor<1>([F], random) : undefined,
      };
      const grads = zerosLike(weights);
      const x = drawTensor<3>([B, T, I], random);
      const reach = (kernelSize - 1) * dilationRate;
      const before = past ? drawTensor<3>([B, reach, I], random) : undefined;
      const mask = maskOf(sequence.mask, B, T);
      return {
        weights,
        grads,
        inputs: { x, past: before },
        constants: [mask],
        skipped: ['x'],
        begin(compute, inputGradient = true) {
          const given = { x, mask, past: before };
          const { outputs, cache } = math.conv1dForward(weights, given, window, compute);
          return {
            outputs: [outputs.y, outputs.past],
            backward([dy, dPast]) {
              const d = { y: dy && rank3(dy), past: dPast && rank3(dPast) };
              const back = math.conv1dBackward(
                weights,
                grads,
                cache,
                d,
                { inputGradient },
                compute,
              );
              return { x: back.x, past: back.past };
            },
          };
        },
      };
    },
  };
}
