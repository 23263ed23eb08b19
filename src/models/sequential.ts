import type { Layer } from '../layers/index.ts';
import type { Chain, EndOf, StartOf } from './chain.ts';
import { Model } from './model.ts';
import type { ModelOptions } from './modelOptions.ts';

/**
 * A model that is a chain of layers, each taking what the one before it gives.
 *
 *     const model = sequential([
 *       input({ shape: [null], dtype: 'int32' }),
 *       embedding({ inputDim: 65, outputDim: 32 }),
 *       lstm({ units: 64, returnSequences: true }),
 *       dense({ units: 65 }),
 *     ], { seed: 1 });
 *
 * A chain whose ranks do not fit does not compile: `lstm` without `returnSequences: true` gives
 * `[batch, units]`, and another `lstm` cannot take that.
 *
 * @throws ConfigError for an empty chain, a layer that stands twice, or an impossible option
 */
export function sequential<const L extends readonly Layer[]>(
  layers: L & Chain<L>,
  options?: ModelOptions,
): Model<StartOf<L>, EndOf<L>> {
  return new Model<StartOf<L>, EndOf<L>>(layers, options);
}
