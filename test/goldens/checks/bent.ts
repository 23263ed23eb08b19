import * as math from 'unrolled/math';
import type { Tensor } from '../../../src/tensor/index.ts';
import { expectGolden, expectGoldens, type Golden } from '../goldens.ts';

/** The functions under test; an edited copy of their module can take their place. */
export type BentPairs = Pick<
  typeof math,
  | 'reluForward'
  | 'reluBackward'
  | 'eluForward'
  | 'eluBackward'
  | 'gluForward'
  | 'gluBackward'
  | 'preluForward'
  | 'preluBackward'
>;

/** Value and all gradients of one case of `relu`, `elu`, `glu` or `prelu`. */
export function checkBent(golden: Golden, pairs: BentPairs = math): void {
  const { outputs, gradients, cotangents } = golden;
  const { output, dx, grads } = run(golden, cotangents.floats('y'), pairs);
  expectGolden(output, outputs.floats('y'), 'output y');
  expectGoldens(grads, gradients.weights, 'gradient of');
  expectGoldens({ x: dx }, gradients.inputs, 'gradient of');
}

interface Passes {
  readonly output: Tensor;
  readonly dx: Tensor | undefined;
  readonly grads: Readonly<Record<string, Tensor>>;
}

function run({ config, weights, inputs }: Golden, dy: Tensor, pairs: BentPairs): Passes {
  const x = inputs.floats('x');
  switch (config.pair) {
    case 'relu': {
      const options = {
        maxValue: optional(config.maxValue),
        negativeSlope: optional(config.negativeSlope),
        threshold: optional(config.threshold),
      };
      const { output, cache } = pairs.reluForward(x, options);
      return { output, dx: pairs.reluBackward(cache, dy), grads: {} };
    }
    case 'elu': {
      const alpha = optional(config.alpha);
      const { output, cache } = pairs.eluForward(x, alpha === undefined ? {} : { alpha });
      return { output, dx: pairs.eluBackward(cache, dy), grads: {} };
    }
    case 'glu': {
      const { output, cache } = pairs.gluForward(x);
      return { output, dx: pairs.gluBackward(cache, dy), grads: {} };
    }
    case 'prelu': {
      const given = { alpha: weights.floats('alpha') };
      const grads = { alpha: weights.zeros('alpha') };
      const { output, cache } = pairs.preluForward(given, { x });
      return { output, dx: pairs.preluBackward(given, grads, cache, dy), grads };
    }
    default:
      throw new Error(`a golden case names the pair ${String(config.pair)}`);
  }
}

function optional(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
