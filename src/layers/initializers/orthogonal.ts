import { ConfigError, formatShape, type Random, sizeOf } from '../../tensor/index.ts';
import { defineInitializer, type InitializerFactory } from './defineInitializer.ts';
import { drawNormal } from './distributions.ts';
import { orthonormalizeRows } from './orthonormalizeRows.ts';

/**
 * `gain` · Q, where Q is a random matrix with orthonormal rows (Q·Qᵀ = I) or, if it has more rows
 * than columns, orthonormal columns (Qᵀ·Q = I). No orientation is preferred over another.
 *
 * The matrix is the whole weight, `[units, 4 · units]` for the recurrent kernel of an LSTM; of a
 * weight with more axes all but the last make the rows. With N the longer side and M the shorter:
 *
 *     G   [M, N]   standard normal numbers, drawn row by row
 *     G = L·Q      L [M, M] lower triangular; its diagonal is positive, which makes Q unique
 *
 * and the weight is gain · Q, or its transpose where that has the wanted shape.
 *
 * Saxe, McClelland and Ganguli 2014, Exact solutions to the nonlinear dynamics of learning in deep
 * linear neural networks; the signs: Mezzadri 2007, How to generate random matrices from the
 * classical compact groups.
 *
 * @throws ConfigError for an unknown option, or a gain that is not a finite number; where a weight
 * is built, for one with fewer than two axes
 */
export const orthogonal: InitializerFactory<'orthogonal'> = defineInitializer({
  kind: 'orthogonal',
  defaults: { gain: 1 },
  fill({ gain }, shape, owner) {
    const columns = shape.at(-1);
    if (columns === undefined || shape.length < 2) {
      throw new ConfigError(
        `${owner} fills matrices [..., rows, columns], got a weight ${formatShape(shape)}: take another initializer for it, such as zeros`,
      );
    }
    const rows = sizeOf(shape.slice(0, -1));
    return (out, random) => {
      if (rows <= columns) {
        drawOrthonormalRows(out, rows, columns, random);
      } else {
        const transposed = new Float64Array(out.length);
        drawOrthonormalRows(transposed, columns, rows, random);
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) out[i * columns + j] = transposed[j * rows + i]!;
        }
      }
      for (let i = 0; i < out.length; i++) out[i]! *= gain;
    };
  },
});

function drawOrthonormalRows(out: Float64Array, M: number, N: number, random: Random): void {
  drawNormal(out, random, 0, 1);
  orthonormalizeRows(out, M, N);
}
