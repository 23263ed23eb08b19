import { repeatVectorBackward, repeatVectorForward } from '../math/index.ts';
import { ShapeError } from '../tensor/index.ts';
import { checkCount } from '../tensor/options.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Features } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { AsSequence } from './outcome.ts';
import { featuresOf, formatSignature, numbersOfRank, ofRank } from './value.ts';

/** Options of `repeatVector`; the name is Keras'. */
export interface RepeatVectorOptions {
  /** How many steps there will be. */
  readonly n: number;
}

/**
 * The same features at each of n steps: `[batch, features]` gives `[batch, n, features]`.
 *
 * @throws ConfigError unless n is a whole number >= 1
 */
export const repeatVector: LayerFactory<RepeatVectorOptions, Features, AsSequence> =
  defineLayer<RepeatVectorOptions>({
    kind: 'repeatVector',
    required: ['n'],
    defaults: {},
    check({ n }, owner) {
      checkCount(owner, 'n', n);
    },
    build({ n }, [input], owner) {
      const layout = '[batch, features]';
      const N = featuresOf(owner, input, layout);
      if (input?.shape.length !== 1) {
        const got = input === undefined ? 'no input' : formatSignature(input);
        throw new ShapeError(`${owner} wants ${layout}, got ${got}: it makes the time axis itself`);
      }
      return leaf({
        output: { type: 'numbers', shape: [n, N] },
        weights: {},
        refusesSteps: `${owner} makes all time steps at once`,
        forward(_weights, [value], ctx) {
          const x = numbersOfRank(owner, value, 2, layout);
          return { outputs: [{ data: repeatVectorForward(n, x, ctx) }], cache: undefined };
        },
        backward(_weights, _grads, _cache, [dy], ctx) {
          const d = dy && ofRank(owner, dy, 3, 'dy [batch, n, features]');
          return [d && repeatVectorBackward(d, ctx)];
        },
      });
    },
  });
