import { ConfigError, formatShape } from '../../tensor/index.ts';
import { defineInitializer, type InitializerFactory } from './defineInitializer.ts';

/**
 * `gain` · I: a matrix that is `gain` on the diagonal and 0 elsewhere, square or not.
 *
 * As recurrent kernel of a SimpleRNN with relu it lets a state persist: Le, Jaitly and Hinton 2015,
 * A Simple Way to Initialize Recurrent Networks of Rectified Linear Units.
 *
 * @throws ConfigError for an unknown option, or a gain that is not a finite number; where a weight
 * is built, for one that is not a matrix
 */
export const identity: InitializerFactory<'identity'> = defineInitializer({
  kind: 'identity',
  defaults: { gain: 1 },
  fill({ gain }, shape, owner) {
    const [rows, columns, ...more] = shape;
    if (rows === undefined || columns === undefined || more.length > 0) {
      throw new ConfigError(
        `${owner} fills matrices [rows, columns], got a weight ${formatShape(shape)}: take another initializer for it, such as zeros`,
      );
    }
    return (out) => {
      out.fill(0);
      for (let i = 0; i < Math.min(rows, columns); i++) out[i * columns + i] = gain;
    };
  },
});
