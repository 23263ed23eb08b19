import type {
  LstmVariantInputGradients,
  LstmVariantInputs,
  LstmVariantOptions,
  LstmVariantOutputGradients,
  LstmVariantOutputs,
} from 'unrolled/math';
import * as math from 'unrolled/math';
import type { Tensor } from '../../../src/tensor/index.ts';
import { expectGoldens, type Golden, type Stored } from '../goldens.ts';
import { expectZeroWhereMasked, spoilMasked } from './masked.ts';
import { pointwiseOf } from './options.ts';

/** The functions under test; an edited copy of their module can take their place. */
type Room = Pick<
  typeof math,
  | 'layerNormLstmForward'
  | 'layerNormLstmBackward'
  | 'peepholeLstmForward'
  | 'peepholeLstmBackward'
  | 'projectedLstmForward'
  | 'projectedLstmBackward'
>;

interface Run {
  readonly outputs: LstmVariantOutputs;
  readonly back: (d: LstmVariantOutputGradients) => LstmVariantInputGradients;
  readonly grads: Readonly<Record<string, Tensor | undefined>>;
}

/** Forward values, final states and all gradients of one case of `layerNormLstm`. */
export function checkLayerNormLstm(golden: Golden, room: Room = math): void {
  const { epsilon } = golden.config;
  if (typeof epsilon !== 'number') throw new Error('a golden case has no epsilon');
  checkVariant(golden, (inputs, options) => {
    const of = (read: <R extends number>(name: string) => Tensor<R>) => ({
      ...lstmOf(golden.weights, read),
      kernelGamma: read<1>('kernelGamma'),
      recurrentGamma: read<1>('recurrentGamma'),
      stateGamma: read<1>('stateGamma'),
      stateBeta: read<1>('stateBeta'),
    });
    const [weights, grads] = [of(valuesOf(golden)), of(zerosOf(golden))];
    // left out where it is the default
    const how = epsilon === 1e-3 ? options : { ...options, epsilon };
    const { outputs, cache } = room.layerNormLstmForward(weights, inputs, how);
    const back: Run['back'] = (d) => room.layerNormLstmBackward(weights, grads, cache, d);
    return { outputs, back, grads };
  });
}

/** The same of `peepholeLstm`. */
export function checkPeepholeLstm(golden: Golden, room: Room = math): void {
  checkVariant(golden, (inputs, options) => {
    const of = (read: <R extends number>(name: string) => Tensor<R>) => ({
      ...lstmOf(golden.weights, read),
      peephole: read<1>('peephole'),
    });
    const [weights, grads] = [of(valuesOf(golden)), of(zerosOf(golden))];
    const { outputs, cache } = room.peepholeLstmForward(weights, inputs, options);
    const back: Run['back'] = (d) => room.peepholeLstmBackward(weights, grads, cache, d);
    return { outputs, back, grads };
  });
}

/** The same of `projectedLstm`. */
export function checkProjectedLstm(golden: Golden, room: Room = math): void {
  checkVariant(golden, (inputs, options) => {
    const of = (read: <R extends number>(name: string) => Tensor<R>) => ({
      ...lstmOf(golden.weights, read),
      projectionKernel: read<2>('projectionKernel'),
    });
    const [weights, grads] = [of(valuesOf(golden)), of(zerosOf(golden))];
    const { outputs, cache } = room.projectedLstmForward(weights, inputs, options);
    const back: Run['back'] = (d) => room.projectedLstmBackward(weights, grads, cache, d);
    return { outputs, back, grads };
  });
}

function checkVariant(
  { config, inputs, outputs, cotangents, gradients }: Golden,
  run: (inputs: LstmVariantInputs, options: LstmVariantOptions) => Run,
): void {
  const mask = inputs.optionalMask('mask');
  const {
    outputs: found,
    back,
    grads,
  } = run(
    {
      x: spoilMasked(inputs.floats<3>('x'), mask),
      h0: inputs.optional<2>('h0'),
      c0: inputs.optional<2>('c0'),
      mask,
      stateFactors: inputs.optional<2>('stateFactors'),
    },
    {
      activation: pointwiseOf(config.activation),
      recurrentActivation: pointwiseOf(config.recurrentActivation),
    },
  );
  expectGoldens({ ...found }, outputs, 'output');
  const dInputs = back({
    y: cotangents.optional<3>('y'),
    h: cotangents.optional<2>('h'),
    c: cotangents.optional<2>('c'),
  });
  expectGoldens(grads, gradients.weights, 'gradient of');
  expectGoldens({ ...dInputs }, gradients.inputs, 'gradient of');
  expectZeroWhereMasked(dInputs.x, mask);
}

function lstmOf(weights: Stored, read: <R extends number>(name: string) => Tensor<R>) {
  return {
    kernel: read<2>('kernel'),
    recurrentKernel: read<2>('recurrentKernel'),
    bias: weights.has('bias') ? read<1>('bias') : undefined,
  };
}

function valuesOf({ weights }: Golden): <R extends number>(name: string) => Tensor<R> {
  return (name) => weights.floats(name);
}

function zerosOf({ weights }: Golden): <R extends number>(name: string) => Tensor<R> {
  return (name) => weights.zeros(name);
}
