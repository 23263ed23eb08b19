import { type Mask, type Tensor, View } from '../tensor/index.ts';
import { checkNumber } from '../tensor/options.ts';
import type { Context } from './contract.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Sequence } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { AsSequence } from './outcome.ts';
import { featuresOf, numbersOfRank } from './value.ts';

/** Options of `masking`; names and defaults are Keras'. */
export interface MaskingOptions {
  /** A step whose features all equal this number is padding; 0 by default. */
  readonly maskValue?: number;
}

/**
 * Masks the steps of a sequence `[batch, time, features]` whose features all equal `maskValue`. The
 * mask joins one that came with the sequence; masked steps are given on as zeros.
 *
 * @throws ConfigError unless `maskValue` is a number
 */
export const masking: LayerFactory<MaskingOptions, Sequence, AsSequence> =
  defineLayer<MaskingOptions>({
    kind: 'masking',
    required: [],
    defaults: { maskValue: 0 },
    check({ maskValue }, owner) {
      checkNumber(owner, 'maskValue', maskValue, 'to be a finite number', Number.isFinite);
    },
    build({ maskValue }, [input], owner) {
      const layout = '[batch, time, features]';
      const N = featuresOf(owner, input, layout);
      return leaf({
        output: { type: 'numbers', shape: input?.shape ?? [] },
        weights: {},
        forward(_weights, [value], ctx) {
          const x = numbersOfRank(owner, value, 3, layout);
          const mask = maskOf(x, maskValue, value?.mask, ctx);
          const y = ctx.zeros<3>(x.shape);
          copyUnmasked(x, mask, N, y);
          return { outputs: [{ data: y, mask }], cache: mask };
        },
        backward(_weights, _grads, mask, [dy], ctx) {
          if (dy === undefined) return [];
          const dx = ctx.zeros(dy.shape);
          copyUnmasked(dy, mask, N, dx); //  was: y = x where the mask is 1, else 0
          return [dx];
        },
      });
    },
  });

function maskOf(x: Tensor<3>, maskValue: number, mask: Mask | undefined, ctx: Context): Mask {
  const [B, T, N] = x.shape;
  const steps = ctx.flags(B * T);
  for (let step = 0; step < steps.length; step++) {
    if (mask?.data[step] === 0) continue;
    for (let i = step * N; i < (step + 1) * N; i++) {
      if (x.data[i] !== maskValue) steps[step] = 1;
    }
  }
  return new View<2, Uint8Array>(steps, [B, T]);
}

function copyUnmasked(from: Tensor, mask: Mask, N: number, to: Tensor): void {
  for (let step = 0; step < mask.data.length; step++) {
    if (mask.data[step] === 0) continue;
    for (let i = step * N; i < (step + 1) * N; i++) to.data[i] = from.data[i]!;
  }
}
