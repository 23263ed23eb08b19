import { type CellFactory, cell, defineCell, initializers, weight } from 'unrolled';
import { activationBackward, activationForward } from 'unrolled/math';
import { addTransposedProduct, product, productWithTransposed, sum } from './matrices.ts';

/** How large a textbook cell is. */
export interface TextbookCellOptions {
  /** The size of its memory h. */
  readonly units: number;
  /** The size of its output y. */
  readonly outputs: number;
}

/**
 * The recurrent cell of the textbooks, without biases:
 *
 *     h_t = tanh(W_xh x_t + W_hh h_{t−1})
 *     y_t = W_hy h_t
 *
 * x, h and y are rows here, one for each sequence of a batch, so a product reads x·W.
 */
export const textbookCell: CellFactory<TextbookCellOptions> = defineCell<TextbookCellOptions>({
  kind: 'textbook',
  required: ['units', 'outputs'],
  defaults: {},
  build: ({ units: H, outputs: O }, I, owner) => {
    const glorot = initializers.initializerOf('glorotUniform', owner);
    const orthogonal = initializers.initializerOf('orthogonal', owner);
    return cell({
      weights: {
        W_xh: weight([I, H], glorot([I, H])),
        W_hh: weight([H, H], orthogonal([H, H])),
        W_hy: weight([H, O], glorot([H, O])),
      },
      state: { h: H },
      output: O,
      forward({ W_xh, W_hh, W_hy }, x, { h: before }, ctx) {
        const z = sum(product(x, W_xh, ctx), product(before, W_hh, ctx), ctx);
        const { output: h, cache: tanh } = activationForward('tanh', z, ctx);
        const y = product(h, W_hy, ctx);
        return { output: y, state: { h }, cache: { x, before, h, tanh } };
      },
      backward({ W_xh, W_hh, W_hy }, grads, { x, before, h, tanh }, d, ctx) {
        // was: y = h·W_hy
        addTransposedProduct(grads.W_hy, h, d.output, ctx);
        const fromOutput = productWithTransposed(d.output, W_hy, ctx);
        // was: h = tanh(z); h went to the output and to the next step
        const dz = activationBackward(tanh, sum(fromOutput, d.state.h, ctx), ctx);
        // was: z = x·W_xh + before·W_hh
        addTransposedProduct(grads.W_xh, x, dz, ctx);
        addTransposedProduct(grads.W_hh, before, dz, ctx);
        return {
          x: productWithTransposed(dz, W_xh, ctx),
          state: { h: productWithTransposed(dz, W_hh, ctx) },
        };
      },
    });
  },
});
