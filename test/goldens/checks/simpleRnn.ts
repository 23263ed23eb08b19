import * as math from 'unrolled/math';
import { expectGoldens, type Golden } from '../goldens.ts';
import { expectZeroWhereMasked, spoilMasked } from './masked.ts';
import { pointwiseOf } from './options.ts';

/** The functions under test; an edited copy of their module can take their place. */
export type SimpleRnnPair = Pick<typeof math, 'simpleRnnForward' | 'simpleRnnBackward'>;

/** Forward values, final states and all gradients of one case of `simpleRnn` or `simpleRnnMasked`. */
export function checkSimpleRnn(
  { config, weights, inputs, outputs, cotangents, gradients }: Golden,
  { simpleRnnForward, simpleRnnBackward }: SimpleRnnPair = math,
): void {
  const mask = inputs.optionalMask('mask');
  const given = {
    kernel: weights.floats<2>('kernel'),
    recurrentKernel: weights.floats<2>('recurrentKernel'),
    bias: weights.optional<1>('bias'),
  };
  const { outputs: found, cache } = simpleRnnForward(
    given,
    {
      x: spoilMasked(inputs.floats<3>('x'), mask),
      h0: inputs.optional<2>('h0'),
      mask,
      stateFactors: inputs.optional<2>('stateFactors'),
    },
    {
      activation: pointwiseOf(config.activation),
    },
  );
  expectGoldens({ ...found }, outputs, 'output');

  const grads = {
    kernel: weights.zeros<2>('kernel'),
    recurrentKernel: weights.zeros<2>('recurrentKernel'),
    bias: weights.has('bias') ? weights.zeros<1>('bias') : undefined,
  };
  const dInputs = simpleRnnBackward(given, grads, cache, {
    y: cotangents.optional<3>('y'),
    h: cotangents.optional<2>('h'),
  });
  expectGoldens(grads, gradients.weights, 'gradient of');
  expectGoldens({ ...dInputs }, gradients.inputs, 'gradient of');
  expectZeroWhereMasked(dInputs.x, mask);
}
